import type { IncomingMessage } from 'node:http'
import { readEnvelope, type Envelope } from '../../wire/framing.ts'
import { readObject } from '../../wire/json.ts'

/** A request as the server received it: the only witness of what a page sent, beacons of a page that is gone included. */
export interface Received {
  method: string
  /** Absolute, with the host name that the browser used. */
  url: string
  path: string
  query: URLSearchParams
  /** Names in lower case; a name that came more than once has its values joined by `, `. */
  headers: Record<string, string>
  /** In the order and case in which they came. */
  rawHeaders: [string, string][]
  body: Buffer
  /** Arrival in ms since 1970. */
  time: number
  /**
   * By sendBeacon. Chromium sends a beacon with `sec-fetch-mode: no-cors` and a fetch with `cors`; their content type and
   * priority are alike. A `fetch` of mode `no-cors` can't be told apart and counts as a beacon.
   */
  byBeacon: boolean
}

/** A v1 transaction as sent; only what tests read often has a type. */
export interface Transaction {
  event_id: string
  transaction: string
  transaction_info: { source: string }
  start_timestamp: number
  timestamp: number
  contexts: { trace: TraceContext; [key: string]: unknown }
  spans: Span[]
  tags?: Record<string, string>
  measurements?: Record<string, { value: number; unit: string }>
  [key: string]: unknown
}

export interface TraceContext {
  trace_id: string
  span_id: string
  parent_span_id?: string
  op: string
  status?: string
  origin?: string
  data?: Record<string, unknown>
}

export interface Span extends TraceContext {
  parent_span_id: string
  description?: string
  start_timestamp: number
  timestamp: number
  tags?: Record<string, string>
}

export interface ReceivedEnvelope extends Envelope {
  request: Received
  transaction?: Transaction
}

export async function receive(message: IncomingMessage): Promise<Received> {
  const time = Date.now()
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(chunk as Buffer)
  const rawHeaders: [string, string][] = []
  for (let index = 0; index < message.rawHeaders.length; index += 2) {
    rawHeaders.push([message.rawHeaders[index] ?? '', message.rawHeaders[index + 1] ?? ''])
  }
  const headers: Record<string, string> = {}
  for (const [name, value] of rawHeaders) {
    const key = name.toLowerCase()
    headers[key] = key in headers ? `${headers[key]}, ${value}` : value
  }
  const url = new URL(message.url ?? '/', `http://${headers.host}`)
  const method = message.method ?? ''
  return {
    method,
    url: url.href,
    path: url.pathname,
    query: url.searchParams,
    headers,
    rawHeaders,
    body: Buffer.concat(chunks),
    time,
    byBeacon: method === 'POST' && headers['sec-fetch-mode'] === 'no-cors',
  }
}

/** What was posted to an envelope endpoint; a body that can't be read gives an envelope without items (the checks of `finish` say why). */
export function asEnvelope(request: Received): ReceivedEnvelope | undefined {
  if (request.method !== 'POST' || !/^\/api\/\d+\/envelope\/$/.test(request.path)) return undefined
  const envelope = readEnvelope(request.body, () => {}) ?? { header: {}, headerText: '', items: [] }
  const item = envelope.items.find(({ header }) => header.type === 'transaction')
  const transaction = item && (readObject(item.payload).object as Transaction | undefined)
  return { ...envelope, request, transaction }
}

/** The `sentry-trace` header of a request; undefined when there is none or it is malformed. */
export function sentryTrace(request: Received): { traceId: string; spanId: string; sampled?: boolean } | undefined {
  const match = /^([0-9a-f]{32})-([0-9a-f]{16})(?:-([01]))?$/.exec(request.headers['sentry-trace'] ?? '')
  if (!match) return undefined
  const [, traceId = '', spanId = '', flag] = match
  return { traceId, spanId, sampled: flag === undefined ? undefined : flag === '1' }
}
