import { brotliCompressSync } from 'node:zlib'
import type { Answer, Page, Site } from '../../browser/support/index.ts'
import { everybody, scriptOf, type Subject } from './subjects.ts'

/** How a page is made; it lies at `/<subject>/<name>`. */
interface Kind {
  /** The SDK alone, without the calls of the rows. */
  plain?: boolean
  /** How long the page's transaction waits for more, ms. Default: as each SDK has it. */
  quiet?: number
  /** Whose transactions have room for 10,000 spans, where an SDK has less by default. */
  large?: 'all' | 'peers'
  /** Before the SDK, and in the body. */
  before?: string
  body?: string
}

const gif = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')
const pixels = (count: number): string => Array.from({ length: count }, (_, index) => `<img src="/pixel/${index}.gif" alt="">`).join('')
const marks = (pairs: number): string => `<script>for (let index = 0; index < ${pairs}; index++) {
  performance.mark('mark ' + index)
  performance.measure('measure ' + index, 'mark ' + index)
}</script>`
/** A minute: requests of a row belong to the page load, which ends when the address changes. */
const quiet = 60_000

const kinds: Record<string, Kind> = {
  empty: {},
  spans: { large: 'all' },
  plain: { plain: true },
  load: { plain: true, body: marks(15) + pixels(50) },
  entries: { large: 'peers', before: '<script>performance.setResourceTimingBufferSize(5000)</script>', body: marks(500) + pixels(1000) },
  requests: { quiet },
  // What the platform does in these calls takes no time.
  calls: {
    quiet,
    before: `<script>{
    const answer = Promise.resolve(new Response('{}'))
    globalThis.headers = 0
    globalThis.fetch = function fetch(input, init) {
      globalThis.headers += init?.headers || input.headers ? 1 : 0
      return answer
    }
    XMLHttpRequest.prototype.send = function send() {}
  }</script>`,
  },
}

/**
 * What a receiver says: nothing. In Chromium each answer that an SDK does not read to its end takes away from what `keepalive` may
 * send, until nothing is sent any more.
 */
export const receipt: Answer = { headers: { 'cache-control': 'no-cache' } }

/** Everything that the site of this benchmark answers. */
export async function pagesOf(): Promise<Record<string, Page>> {
  const pages: Record<string, Page> = {}
  for (const path of ['/v1/traces', '/intake/v2/rum/events', '/collect', '/sink', '/left']) pages[path] = () => receipt
  for (let index = 0; index < 1000; index++) pages[`/pixel/${index}.gif`] = () => ({ body: gif, headers: { 'content-type': 'image/gif' } })
  for (let index = 0; index < 200; index++) for (const kind of ['fetch', 'xhr']) pages[`/answer/${kind}-${index}`] = '{}'
  for (const subject of everybody) {
    const calls = await scriptOf(subject, true)
    pages[`/peer/${subject}.js`] = script(await scriptOf(subject, false))
    pages[`/peer/${subject}-calls.js`] = script(calls)
    for (const [name, kind] of Object.entries(kinds)) pages[`/${subject}/${name}`] = site => html(site, subject, kind, calls)
  }
  return pages
}

function script(text: string): Page {
  const body = brotliCompressSync(text)
  return () => ({ body, headers: { 'content-type': 'text/javascript', 'content-encoding': 'br' } })
}

function html(site: Site, subject: Subject, kind: Kind, calls: string): Answer {
  const { before = '', body = '' } = kind
  return {
    body: `<!doctype html><meta charset="utf-8"><title>bench</title><link rel="icon" href="data:,">
${before}
${subject === 'headwater' || subject === 'unsampled' ? ourScripts(site, subject, kind, calls) : peerScripts(site, subject, kind)}
${body}`,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      // An isolated page has a clock of 5 µs instead of 100.
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
    },
  }
}

function ourScripts(site: Site, subject: Subject, { plain, quiet, large }: Kind, calls: string): string {
  const data = {
    dsn: site.dsn,
    'traces-sample-rate': subject === 'headwater' ? 1 : 0,
    ...(quiet && { 'idle-timeout': quiet, 'final-timeout': quiet }),
    ...(large === 'all' && { 'max-spans': 10_000 }),
  }
  const attributes = Object.entries(data)
    .map(([name, value]) => `data-${name}="${value}"`)
    .join(' ')
  // In the page's text, so that there are not more resources than the rows count.
  return `<script src="/dist/headwater.js" ${attributes}></script>${plain ? '' : `<script>${calls}</script>`}`
}

function peerScripts({ dsn, origin }: Site, subject: Subject, { plain, quiet, large }: Kind): string {
  const settings = JSON.stringify({ dsn, origin, quiet, large })
  return `<script>settings = ${settings}</script><script src="/peer/${subject}${plain ? '' : '-calls'}.js"></script>`
}
