import { isObject, type Members } from './json.ts'
import type { Add } from './rules.ts'

/** Names in any case, as node or a browser gives them. */
export type HeaderMap = Record<string, string | string[] | undefined>

const simpleTypes = ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']

export function headerValue(headers: HeaderMap, name: string): string | undefined {
  for (const [key, value] of Object.entries(headers)) {
    if (key.toLowerCase() === name) return Array.isArray(value) ? value.join(', ') : value
  }
  return undefined
}

/** Address, credentials and content type (rules R1–R6). `envelopeHeader` may carry a dsn that replaces the credentials. */
export function checkAddress(url: string, headers: HeaderMap, envelopeHeader: Members | undefined, add: Add): void {
  const { pathname, searchParams } = new URL(url, 'http://unknown.invalid')
  const project = /\/api\/(\d+)\/envelope\/$/.exec(pathname)?.[1]
  if (project === undefined) add('R1', pathname)

  const auth = authHeader(headerValue(headers, 'x-sentry-auth'))
  const dsn = dsnParts(envelopeHeader?.dsn)
  const credential = (name: string): string | undefined => searchParams.get(name) ?? auth[name]

  const keys = [searchParams.get('sentry_key'), auth.sentry_key, dsn?.key].filter(key => key != null)
  if (keys.length === 0) add('R2', 'none')
  else if (keys.some(key => !/^[0-9a-f]{32}$/.test(key))) add('R2', keys.join(', '))
  else if (new Set(keys).size > 1) add('R2', `${keys.join(' and ')} differ`)
  if (project !== undefined && dsn && dsn.project !== project) add('R2', `project ${dsn.project} of the dsn in ${pathname}`)

  const byDsnOnly = dsn !== undefined && credential('sentry_key') === undefined
  if (!byDsnOnly && credential('sentry_version') !== '7') add('R3', credential('sentry_version') ?? 'none')
  const client = credential('sentry_client') ?? ''
  if (!byDsnOnly && !/^[^/\s]+\/[^/\s]+$/.test(client)) add('R4', client || 'none')

  const type = headerValue(headers, 'content-type')?.replace(/;.*/s, '').trim().toLowerCase()
  if (type === undefined || !simpleTypes.includes(type)) add('R6', type ?? 'none')
  if (type === 'text/plain' && !clientName(client, envelopeHeader).startsWith('sentry.javascript.browser')) {
    add('R5', client || 'no client name')
  }
}

function clientName(client: string, envelopeHeader: Members | undefined): string {
  if (client) return client
  const sdk = envelopeHeader?.sdk
  return isObject(sdk) && typeof sdk.name === 'string' ? sdk.name : ''
}

/** `Sentry sentry_version=7, sentry_key=…` as a map. */
function authHeader(value: string | undefined): Record<string, string | undefined> {
  const pairs = (value ?? '').replace(/^Sentry\s+/i, '').split(',')
  return Object.fromEntries(pairs.map(pair => pair.trim().split('=')).filter(pair => pair.length === 2))
}

/** Key and project of a DSN; undefined if it is none. */
export function dsnParts(dsn: unknown): { key: string; project: string } | undefined {
  if (typeof dsn !== 'string' || !URL.canParse(dsn)) return undefined
  const { protocol, username, hostname, pathname } = new URL(dsn)
  const project = /\/(\d+)$/.exec(pathname)?.[1]
  if (!/^https?:$/.test(protocol) || !username || !hostname || project === undefined) return undefined
  return { key: username, project }
}
