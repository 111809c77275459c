import { spanIds, traceId, withStandaloneSpan, type Draft, type Loose } from './good.ts'
import type { RuleId } from './rules.ts'

/** One way to break a rule; `also` names the rules that can't hold either once it is broken. */
export interface Case<T, Result> {
  rule: RuleId
  also?: RuleId[]
  edit: (good: T) => Result
}

type DraftCase = Case<Draft, void>
const zeros = (count: number): string => '0'.repeat(count)

function on(part: (draft: Draft) => Loose) {
  return (rule: RuleId, change: Record<string, unknown>, also?: RuleId[]): DraftCase => ({
    rule,
    also,
    edit: draft => void Object.assign(part(draft), change),
  })
}

const header = on(draft => draft.header)
const sampling = on(draft => draft.header.trace)
const payload = on(draft => draft.payload)
const context = on(draft => draft.payload.contexts.trace)
const span = on(draft => draft.payload.spans[1])
const measured = on(draft => draft.payload.measurements)
const discarded = on(draft => draft.report.discarded_events[0])
const standalone = on(draft => withStandaloneSpan(draft).standalone)
const query = (rule: RuleId, name: string, value: string, also?: RuleId[]): DraftCase => ({
  rule,
  also,
  edit: ({ url }) => url.searchParams.set(name, value),
})
const custom = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`m${index}`, { value: 1, unit: 'none' }]))

/** `count` sound spans after the first two; each `bytes` long at least. */
const moreSpans =
  (count: number, bytes = 0) =>
  (draft: Draft): void => {
    for (let index = 0; index < count; index++) {
      const span_id = `c${index.toString(16).padStart(15, '0')}`
      draft.payload.spans.push({ ...draft.payload.spans[0], span_id, description: 'd'.repeat(bytes) })
    }
  }

export const draftCases: DraftCase[] = [
  { rule: 'R1', edit: ({ url }) => void (url.pathname = '/api/1/envelope') },
  { rule: 'R1', edit: ({ url }) => void (url.pathname = '/api/shop/envelope/') },
  query('R2', 'sentry_key', 'A'.repeat(32)),
  { rule: 'R2', edit: ({ url }) => url.searchParams.delete('sentry_key') },
  header('R2', { dsn: `https://${'b'.repeat(32)}@sentry.example/1` }),
  header('R2', { dsn: `https://${'a'.repeat(32)}@sentry.example/2` }),
  query('R3', 'sentry_version', '8'),
  query('R4', 'sentry_client', 'sentry.javascript.browser'),
  query('R5', 'sentry_client', 'headwater/0.1.0'),
  { rule: 'R6', edit: ({ headers }) => void (headers['Content-Type'] = 'application/json') },
  { rule: 'R6', edit: ({ headers }) => void delete headers['Content-Type'] },

  { rule: 'F6', edit: draft => void (draft.itemHeader.type = 3) },
  { rule: 'F7', edit: draft => void (draft.itemHeader.length = -1), also: ['F11'] },
  { rule: 'F7', edit: draft => void (draft.itemHeader.length = '10'), also: ['F11'] },
  { rule: 'F10', edit: draft => void (draft.itemHeader.length = undefined) },

  header('H1', { event_id: undefined }),
  header('H1', { event_id: 'none' }),
  header('H2', { event_id: '9EC79C33EC9942AB8353589FCB2E04DC' }),
  header('H3', { sent_at: undefined }),
  header('H4', { sent_at: '2026-03-01 12:00' }),
  header('H4', { sent_at: 1772366400 }),
  { rule: 'H4', edit: d => void (d.header = JSON.stringify(d.header).replace('{', '{"sent_at":"2026-03-01T12:00:00Z",')) },
  header('H5', { sdk: { name: 'x' } }),
  header('H5', { sdk: undefined }),
  header('H6', { dsn: 'sentry.example/1' }),
  sampling('H7', { trace_id: zeros(32) }),
  sampling('H8', { public_key: undefined }),
  sampling('H9', { sample_rate: 0.5 }),
  header('H9', { trace: [] }),
  sampling('H10', { sample_rate: '1.5' }),
  sampling('H10', { sample_rate: '.5' }),
  sampling('H11', { sampled: '1' }),
  sampling('H12', { sample_rand: '1' }),
  sampling('H13', { sample_rand: '0.75' }),
  header('H14', { trace: undefined }),
  { rule: 'H17', edit: draft => void (draft.payload.extra = { text: 'x'.repeat(65536) }) },

  { rule: 'P1', edit: draft => void (draft.payload = JSON.stringify(draft.payload).slice(1)) },
  { rule: 'P1', edit: draft => void (draft.payload = Buffer.from(JSON.stringify(draft.payload), 'latin1')) },
  { rule: 'P1', edit: draft => void (draft.payload = JSON.stringify(draft.payload).replace('{', '{"type":"transaction",')) },
  payload('P1', { extra: { text: '\ud800' } }),
  {
    rule: 'P2',
    edit: draft => {
      draft.payload.extra = { text: 'x'.repeat(1024 * 1024) }
      draft.byBeacon = false
    },
  },
  {
    rule: 'P3',
    edit: draft => {
      draft.payload.extra = { text: 'x'.repeat(200 * 1024) }
      draft.byBeacon = false
    },
  },
  payload('P4', { type: undefined }),
  payload('P5', { event_id: undefined }),
  payload('P6', { event_id: '9ec79c33ec9942ab8353589fcb2e04dd' }),
  payload('P7', { transaction: ' ' }),
  payload('P8', { transaction: '/'.repeat(201) }),
  payload('P9', { transaction_info: undefined }),
  payload('P10', { transaction_info: { source: 'unknown' } }),
  payload('P11', { platform: 'browser' }),
  payload('P12', { sdk: { name: 'x', version: '' } }),
  payload('P13', { environment: undefined }),
  payload('P14', { environment: 'None' }),
  payload('P14', { environment: 'a/b' }),
  payload('P15', { release: 'latest' }),
  payload('P15', { release: 'shop/1.0' }),
  payload('P15', { dist: 'a\tb' }),
  payload('P16', { timestamp: null }),
  payload('P17', { tags: { 'page kind': 'list' } }),
  span('P17', { tags: { ['k'.repeat(201)]: 'v' } }),
  payload('P18', { tags: { new: true } }),
  payload('P18', { tags: 'list' }),
  payload('P19', { tags: { kind: 'v'.repeat(201) } }),
  payload('P19', { tags: { kind: 'a\nb' } }),
  payload('P19', { tags: { kind: '' } }),
  measured('P20', { 'long task': { value: 1, unit: 'none' } }),
  measured('P21', { seen: { value: null, unit: 'none' } }),
  payload('P21', { measurements: [] }),
  measured('P22', { seen: { value: 3 } }),
  measured('P23', { lcp: { value: 0.8, unit: 'second' } }),
  measured('P23', { cls: { value: 0.1, unit: 'millisecond' } }),
  measured('P24', custom),

  { rule: 'T1', edit: d => void (d.payload.timestamp = new Date(d.payload.timestamp * 1000).toISOString()) },
  { rule: 'T2', edit: d => void (d.payload.timestamp *= 1000) },
  { rule: 'T3', edit: d => void (d.payload.start_timestamp = -1) },
  { rule: 'T4', edit: d => void (d.payload.timestamp = d.payload.start_timestamp - 1), also: ['N14'] },
  { rule: 'T4', edit: d => void (d.payload.spans[1].timestamp -= 0.1) },
  { rule: 'T5', edit: d => void (d.payload.timestamp += 71) },
  { rule: 'T6', edit: d => shift(d, -6 * 24 * 3600) },

  payload('X1', { contexts: {} }, ['N17']),
  context('X2', { trace_id: traceId.toUpperCase() }, ['X12']),
  context('X3', { span_id: '12' }, ['N17']),
  context('X4', { parent_span_id: zeros(16) }),
  context('X5', { parent_span_id: '00f067aa0ba902b7' }),
  context('X6', { op: '' }),
  context('X6', { op: 'o'.repeat(129) }),
  context('X7', { status: 'unknown' }),
  context('X8', { status: undefined }),
  context('X9', { origin: 'browser.auto' }),
  context('X10', { description: '/list' }),
  context('X11', { exclusive_time: 1 }),
  context('X11', { client_sample_rate: 1 }),
  sampling('X12', { trace_id: traceId.replace('0', '1') }),

  payload('N1', { spans: {} }),
  payload('N1', { spans: [null] }),
  { rule: 'N2', edit: d => moreSpans(999)(noBeacon(d)), also: ['P3'] },
  { rule: 'N3', edit: d => moreSpans(100, 8192)(noBeacon(d)), also: ['P3'] },
  span('N4', { span_id: 'B7AD6B7169203332' }),
  span('N5', { trace_id: undefined }),
  span('N6', { trace_id: traceId.replace('0', '1') }),
  span('N7', { span_id: spanIds[0] }),
  span('N7', { span_id: '00f067aa0ba902b7' }),
  span('N8', { timestamp: undefined }),
  span('N9', { status: 'error' }),
  span('N10', { origin: 'auto.http browser' }),
  span('N11', { op: undefined }),
  span('N12', { op: 'Http.Client' }),
  { rule: 'N13', edit: d => void (d.payload.spans[1].start_timestamp = d.payload.start_timestamp - 0.002) },
  { rule: 'N14', edit: d => void (d.payload.spans[1].timestamp = d.payload.timestamp + 0.002) },
  span('N15', { end_timestamp: 1 }),
  span('N16', { parent_span_id: undefined }),
  span('N17', { parent_span_id: 'ffffffffffffffff' }),
  { rule: 'N18', edit: d => void (d.payload.spans[0].parent_span_id = spanIds[1]) },
  span('N18', { parent_span_id: spanIds[1] }),

  { rule: 'V1', edit: draft => void (withStandaloneSpan(draft).standalone = '{') },
  standalone('V2', { exclusive_time: undefined }),
  standalone('V2', { exclusive_time: -1 }),
  standalone('V3', { segment_id: 'A'.repeat(16) }),
  standalone('V4', { trace_id: traceId.replace('0', '1') }),
  standalone('V5', { measurements: {} }),
  standalone('V5', { op: 'ui.webvital.cls' }),
  { rule: 'V6', edit: draft => void (withStandaloneSpan(draft).header.event_id = '9ec79c33ec9942ab8353589fcb2e04dc') },
  { rule: 'H14', edit: draft => void delete withStandaloneSpan(draft).header.trace },
  standalone('N8', { timestamp: undefined }),

  { rule: 'C1', edit: d => void (d.report.note = 'x'.repeat(4096)) },
  { rule: 'C2', edit: d => void (d.report = '[]') },
  { rule: 'C2', edit: d => void (d.report = '{') },
  { rule: 'C2', edit: d => void delete d.report.discarded_events },
  discarded('C2', { category: undefined }),
  discarded('C3', { reason: 'buffer_full' }),
  discarded('C4', { quantity: 0 }),
  discarded('C4', { quantity: 1.5 }),
]

function noBeacon(draft: Draft): Draft {
  draft.byBeacon = false
  return draft
}

function shift({ payload }: Draft, seconds: number): void {
  for (const interval of [payload, ...payload.spans]) {
    interval.start_timestamp += seconds
    interval.timestamp += seconds
  }
}

const replaced =
  (from: string, to: string) =>
  (good: Buffer): Buffer =>
    Buffer.from(good.toString().replace(from, to))

export const bytesCases: Case<Buffer, Buffer>[] = [
  { rule: 'F1', edit: () => Buffer.alloc(0) },
  { rule: 'F2', edit: good => Buffer.concat([Buffer.from('\ufeff'), good]) },
  { rule: 'F3', edit: good => Buffer.concat([Buffer.from([0xff]), good]) },
  { rule: 'F3', edit: replaced('{', '{\n') },
  { rule: 'F4', edit: good => Buffer.concat([Buffer.from('[]\n'), good]) },
  { rule: 'F4', edit: replaced('{', '') },
  { rule: 'F4', edit: replaced('{', '{"event_id":"9ec79c33ec9942ab8353589fcb2e04dc",') },
  { rule: 'F5', edit: replaced('{"type"', '["type"'), also: ['F11'] },
  { rule: 'F8', edit: good => good.subarray(0, -10) },
  { rule: 'F8', edit: replaced('{"type":"transaction","length":', '{"type":"transaction","length":1'), also: ['F11'] },
  { rule: 'F9', edit: replaced('/köp/🛒', '/köp/🛒x'), also: ['F11'] },
  { rule: 'F11', edit: good => good.subarray(0, good.indexOf('\n') + 1) },
  { rule: 'H15', edit: good => Buffer.concat([good, good.subarray(good.indexOf('\n') + 1)]) },
  { rule: 'H16', edit: good => Buffer.concat([good, Buffer.from('{"type":"event","length":2}\n{}\n')]) },
]
