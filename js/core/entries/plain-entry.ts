import { ENTRY, HIDDEN, LOAD_EVENT, LONG_TASK, MARK, MEASURE, PAINT, RESTORED_PAINT, VISIBLE } from '../../seam/commands.ts'
import type { Command } from '../../seam/host.ts'
import { extentOf, text } from './encoding.ts'

/** By entry type, by the name of a visibility state, and of moments. */
const KINDS: Record<string, number> = {
  mark: MARK,
  measure: MEASURE,
  paint: PAINT,
  load: LOAD_EVENT,
  longtask: LONG_TASK,
  hidden: HIDDEN,
  visible: VISIBLE,
  restored: RESTORED_PAINT,
}

/** Encodes an entry of which nothing but extent and name matter. */
export const encodePlain = (entry: PerformanceEntry, now: number): Command => encodeEntry(entry, now, entry.entryType)

function encodeEntry(entry: PerformanceEntry, now: number, kind: string): Command {
  const [end, ...extent] = extentOf(entry, now)
  return [ENTRY, [end, KINDS[kind], ...extent], [text(entry.name)]]
}

/** Encodes a change of the visibility, or what it was at the start. */
export const encodeVisibility = (entry: PerformanceEntry, now: number): Command => encodeEntry(entry, now, entry.name)

/** Encodes what has no entry of its own. */
export const encodeMoment = (kind: string, startTime: number, end: number): Command =>
  encodeEntry({ name: kind, startTime, duration: end - startTime } as PerformanceEntry, end, kind)
