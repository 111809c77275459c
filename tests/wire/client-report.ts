import { isObject, isText, readObject, shown } from './json.ts'
import type { Add } from './rules.ts'

const maxBytes = 4 * 1024
const reasons = (
  'queue_overflow cache_overflow buffer_overflow ratelimit_backoff network_error sample_rate before_send ' +
  'event_processor send_error internal_sdk_error insufficient_data backpressure ignored invalid no_parent_span'
).split(' ')

/** The payload of a client_report item (C1–C4). */
export function checkClientReport(bytes: Uint8Array, add: Add): void {
  if (bytes.length > maxBytes) add('C1', `${bytes.length} bytes`)
  const { object: report, error } = readObject(bytes)
  if (error) add('C2', error)
  if (!report) return
  if (!Array.isArray(report.discarded_events)) {
    add('C2', shown(report.discarded_events))
    return
  }
  for (const event of report.discarded_events as unknown[]) {
    if (!isObject(event) || !isText(event.category)) {
      add('C2', shown(event))
      continue
    }
    if (!reasons.includes(event.reason as string)) add('C3', shown(event.reason))
    if (!Number.isInteger(event.quantity) || (event.quantity as number) < 1) add('C4', shown(event.quantity))
  }
}
