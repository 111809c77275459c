import { readFileSync } from 'node:fs'

export interface PageOptions {
  /** Origin of the collector, which receives the traces. */
  collector: string
  /** Origin of the payments service, which the page calls across origins. */
  payments: string
}

/** Any 32 hex digits do: the collector keeps no accounts. */
export const publicKey = '5b0f6d3c9a1e4728b6c2d4e8f0a19375'
export const project = 1

const template = readFileSync(new URL('../page/index.html', import.meta.url), 'utf8')

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escape = (text: string): string => text.replace(/[&<>"]/g, sign => escapes[sign]!)

/** The shop's only HTML document. `rate` is the share of page views whose trace is recorded, 0 to 1. */
export function renderPage({ collector, payments }: PageOptions, rate: number): string {
  const { protocol, host } = new URL(collector)
  const attributes = {
    src: '/headwater.js',
    'data-dsn': `${protocol}//${publicKey}@${host}/${project}`,
    'data-traces-sample-rate': String(rate),
    'data-tracing-origins': `/api, ${new URL(payments).host}`,
    'data-release': 'shop@1.0.0',
    'data-environment': 'demo',
  }
  const pairs = Object.entries(attributes).map(([name, value]) => `${name}="${escape(value)}"`)
  const values: Record<string, string> = { headwater: `<script ${pairs.join(' ')}></script>`, payments: escape(payments) }
  return template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name]!)
}

/** Nothing inline and nothing from elsewhere. For Headwater: WebAssembly may be compiled, the collector may be reached. */
export const pagePolicy = ({ collector, payments }: PageOptions): string =>
  [
    "default-src 'self'",
    "script-src 'self' 'wasm-unsafe-eval'",
    `connect-src 'self' ${collector} ${payments}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
