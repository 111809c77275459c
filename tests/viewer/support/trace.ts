import type { WireSpan, WireTrace, WireTransaction } from '../../../demo/viewer/wire.ts'

/** A span in few words: id, parent, operation, description, start, duration; more as in WireSpan. */
export interface Short {
  id: string
  parent?: string | null
  op?: string
  name?: string | null
  status?: string
  start: number
  duration: number | null
}

export const ops = ['pageload', 'http.client', 'db', 'http.server', 'resource.img']
export const statuses = ['ok', 'internal_error']

export function transaction(
  id: string,
  start: number,
  duration: number,
  spans: Short[] = [],
  more: Partial<WireTransaction> = {},
): WireTransaction {
  return {
    event_id: `event-${id}`,
    span_id: id,
    parent_span_id: null,
    name: `/${id}`,
    op: 'pageload',
    status: 'ok',
    service: 'shop',
    project: '1',
    environment: null,
    release: null,
    sdk: null,
    received: null,
    start,
    duration,
    measurements: {},
    ...more,
    spans: spans.map(
      (span): WireSpan => [
        span.id,
        span.parent === undefined ? id : span.parent,
        ops.indexOf(span.op ?? 'http.client'),
        span.name === undefined ? `GET /${span.id}` : span.name,
        span.status ? statuses.indexOf(span.status) : -1,
        span.start,
        span.duration,
        0,
      ],
    ),
  }
}

export const trace = (...transactions: WireTransaction[]): WireTrace => ({
  trace_id: 'trace',
  start: 1_700_000_000_000,
  ops,
  statuses,
  transactions,
})
