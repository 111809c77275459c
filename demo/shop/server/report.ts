import { randomBytes } from 'node:crypto'
import { project, publicKey } from './page.ts'
import type { RequestLog } from './request-log.ts'

const statuses: Record<number, string> = { 0: 'cancelled', 404: 'not_found', 422: 'invalid_argument', 500: 'internal_error' }

/** Sends each request that came with a recorded trace to the collector, as a transaction that goes on with it. */
export function reportTo(collector: string): RequestLog {
  return ({ service, method, path, status, start, milliseconds, sentryTrace }) => {
    const [, traceId, parentId] = /^([0-9a-f]{32})-([0-9a-f]{16})-1$/.exec(sentryTrace ?? '') ?? []
    if (!traceId) return
    const eventId = randomBytes(16).toString('hex')
    const trace = {
      trace_id: traceId,
      span_id: randomBytes(8).toString('hex'),
      parent_span_id: parentId,
      op: 'http.server',
      status: statuses[status] ?? 'ok',
      data: { 'service.name': service, 'http.request.method': method, 'http.response.status_code': status },
    }
    const event = {
      type: 'transaction',
      event_id: eventId,
      platform: 'node',
      transaction: `${method} ${path}`,
      start_timestamp: start / 1000,
      timestamp: (start + milliseconds) / 1000,
      contexts: { trace },
    }
    const envelope = [{ event_id: eventId }, { type: 'transaction' }, event].map(line => JSON.stringify(line)).join('\n')
    // The shop goes on without a collector.
    fetch(`${collector}/api/${project}/envelope/?sentry_key=${publicKey}`, { method: 'POST', body: envelope }).then(
      answer => answer.arrayBuffer(),
      () => {},
    )
  }
}
