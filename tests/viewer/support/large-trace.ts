import type { WireSpan, WireTrace } from '../../../demo/viewer/wire.ts'

/** Requests with queries and functions below each other, in transactions of two thousand spans. */
export function largeTrace(spans: number, perTransaction = 2000): WireTrace {
  const ops = ['pageload', 'http.client', 'db', 'function', 'http.server']
  const count = Math.ceil(spans / perTransaction)
  const id = (n: number): string => n.toString(16).padStart(16, '0')
  return {
    trace_id: 'large',
    start: 1_764_000_000_000,
    ops,
    statuses: ['ok', 'internal_error'],
    transactions: Array.from({ length: count }, (_, t) => {
      const first = t * 10_000_000 + 1
      const start = t * 100
      return {
        event_id: `e${t}`,
        span_id: id(first),
        parent_span_id: t === 0 ? null : id((t - 1) * 10_000_000 + 1 + 5),
        name: t === 0 ? '/large' : `GET /api/${t}`,
        op: t === 0 ? 'pageload' : 'http.server',
        status: 'ok',
        service: `service-${t % 6}`,
        project: '1',
        environment: null,
        release: null,
        sdk: null,
        received: null,
        start,
        duration: 5000,
        measurements: {},
        spans: Array.from(
          { length: perTransaction - 1 },
          (_, i): WireSpan => [
            id(first + 1 + i),
            id(i % 10 === 0 ? first : i % 10 < 4 ? first + i - (i % 10) + 1 : first + i - (i % 10) + 1 + (i % 3)),
            1 + (i % 3),
            `SELECT column_${i} FROM table_${i % 97} WHERE id = ?`,
            i % 501 === 500 ? 1 : 0,
            start + i * 2.4 + (i % 10) * 0.3,
            20 - (i % 10),
            0,
          ],
        ),
      }
    }),
  }
}
