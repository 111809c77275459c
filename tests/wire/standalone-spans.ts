import { isHexId, isObject, readObject, shown, type Members } from './json.ts'
import type { Add } from './rules.ts'
import { checkIds, checkSpan } from './spans.ts'

/** The payload of a `span` item without a content type: one span that belongs to no transaction (V1–V5, and N4–N15, T1–T4, P17–P24). */
export function checkStandaloneSpan(bytes: Uint8Array, header: Members, add: Add): void {
  const { object: span, error } = readObject(bytes)
  if (error) add('V1', error)
  if (!span) return
  const where = 'the span'
  checkIds(span, where, undefined, add)
  checkSpan(span, where, {}, add)
  const time = span.exclusive_time
  if (typeof time !== 'number' || !(time >= 0)) add('V2', shown(time))
  if (!isHexId(span.segment_id, 16)) add('V3', shown(span.segment_id))
  if (isObject(header.trace) && isHexId(span.trace_id, 32) && span.trace_id !== header.trace.trace_id) {
    add('V4', `${shown(header.trace.trace_id)} and ${span.trace_id}`)
  }
  const [, vital] = /^ui\.(?:webvital\.(\w+)|interaction\.\w+)$/.exec(String(span.op)) ?? []
  if (vital !== undefined || /^ui\.interaction\./.test(String(span.op))) {
    const names = isObject(span.measurements) ? Object.keys(span.measurements) : []
    if (names.length !== 1 || names[0] !== (vital ?? 'inp')) add('V5', `${shown(span.op)} has ${shown(names)}`)
  }
}
