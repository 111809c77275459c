import type { WireRequest } from './index.ts'

/** What tests change before it is written; `any` because a broken envelope has no type. */
export type Loose = any

/** A request in parts, all of them correct. */
export interface Draft {
  url: URL
  headers: Record<string, string>
  header: Loose
  payload: Loose
  report: Loose
  /** One that belongs to no transaction; absent in a good draft. */
  standalone?: Loose
  /** Item headers besides type and length; `length: undefined` leaves it out. */
  itemHeader: Loose
  byBeacon: boolean
}

export const now = Date.UTC(2026, 2, 1, 12)
const key = 'a'.repeat(32)
export const traceId = '0af7651916cd43dd8448eb211c80319c'
export const rootId = '00f067aa0ba902b7'
export const spanIds = ['b7ad6b7169203331', 'b7ad6b7169203332'] as const

/** A pageload with two spans and a client report on the same envelope, ended 10 s before `at` (ms since 1970). */
export function goodDraft(at = now): Draft {
  const start = at / 1000 - 12
  const sdk = { name: 'sentry.javascript.browser.headwater', version: '0.1.0' }
  const span = { trace_id: traceId, status: 'ok', origin: 'auto.http.browser', tags: { 'http.status_code': '200' } }
  return {
    url: new URL(`http://127.0.0.1:1/api/1/envelope/?sentry_version=7&sentry_key=${key}&sentry_client=${sdk.name}%2F${sdk.version}`),
    headers: { 'Content-Type': 'text/plain;charset=UTF-8' },
    header: {
      event_id: '9ec79c33ec9942ab8353589fcb2e04dc',
      sent_at: '2026-03-01T12:00:00.000Z',
      sdk,
      trace: {
        trace_id: traceId,
        public_key: key,
        sample_rate: '0.5',
        sampled: 'true',
        sample_rand: '0.250000',
        release: 'shop@1.0.0',
        environment: 'production',
      },
    },
    payload: {
      type: 'transaction',
      event_id: '9ec79c33ec9942ab8353589fcb2e04dc',
      transaction: '/köp/🛒',
      transaction_info: { source: 'url' },
      start_timestamp: start,
      timestamp: start + 2,
      platform: 'javascript',
      sdk,
      release: 'shop@1.0.0',
      environment: 'production',
      tags: { 'page.kind': 'list' },
      measurements: { lcp: { value: 812.4, unit: 'millisecond' }, cls: { value: 0.01, unit: '' }, seen: { value: 3, unit: 'none' } },
      request: { url: 'http://127.0.0.1:1/k%C3%B6p' },
      contexts: { trace: { trace_id: traceId, span_id: rootId, op: 'pageload', status: 'ok', origin: 'auto.pageload.browser', data: {} } },
      spans: [
        { ...span, span_id: spanIds[0], parent_span_id: rootId, op: 'http.client', start_timestamp: start, timestamp: start + 1 },
        { ...span, span_id: spanIds[1], parent_span_id: spanIds[0], op: 'mark', start_timestamp: start + 0.5, timestamp: start + 0.5 },
      ],
    },
    report: { timestamp: at / 1000, discarded_events: [{ reason: 'sample_rate', category: 'transaction', quantity: 2 }] },
    itemHeader: {},
    byBeacon: true,
  }
}

/** In place of the transaction: a web vital that came late. */
export function withStandaloneSpan(draft: Draft): Draft {
  const { trace_id, origin, start_timestamp } = draft.payload.spans[0]
  draft.standalone = {
    trace_id,
    origin,
    start_timestamp,
    span_id: spanIds[0],
    parent_span_id: rootId,
    segment_id: rootId,
    op: 'ui.interaction.click',
    description: 'button',
    timestamp: start_timestamp + 0.08,
    exclusive_time: 80,
    data: { transaction: '/list' },
    measurements: { inp: { value: 80, unit: 'millisecond' } },
  }
  draft.payload = undefined
  delete draft.header.event_id
  return draft
}

/** The draft as bytes. Texts and bytes in place of objects are written as they are. */
export function written(draft: Draft): WireRequest {
  const parts: (string | Uint8Array)[] = [asText(draft.header), '\n']
  for (const [type, content] of [
    ['transaction', draft.payload],
    ['span', draft.standalone],
    ['client_report', draft.report],
  ] as const) {
    if (content === undefined) continue
    const payload = Buffer.from(asText(content))
    parts.push(JSON.stringify({ type, length: payload.length, ...draft.itemHeader }), '\n', payload, '\n')
  }
  const body = Buffer.concat(parts.map(part => Buffer.from(part)))
  return { url: draft.url.href, headers: draft.headers, body, byBeacon: draft.byBeacon, now }
}

function asText(content: Loose): string | Uint8Array {
  return typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content)
}
