import { ENTRY } from '../../seam/commands.ts'
import type { Command } from '../../seam/host.ts'
import { extentOf, text } from './encoding.ts'

/** The position is the kind: entry types, and the names of the two visibility states. */
const KINDS = ['mark', 'measure', 'paint', 'load', 'longtask', 'hidden', 'visible', 'restored']

/** Encodes an entry of which nothing but extent and name matter. */
export const encodePlain = (entry: PerformanceEntry, now: number): Command => encodeEntry(entry, now, entry.entryType)

function encodeEntry(entry: PerformanceEntry, now: number, kind: string): Command {
  const [end, ...extent] = extentOf(entry, now)
  return [ENTRY, [end, KINDS.indexOf(kind), ...extent], [text(entry.name)]]
}

/** Encodes a change of the visibility, or what it was at the start. */
export const encodeVisibility = (entry: PerformanceEntry, now: number): Command => encodeEntry(entry, now, entry.name)

/** Encodes what has no entry of its own. */
export const encodeMoment = (kind: string, startTime: number, end: number): Command =>
  encodeEntry({ name: kind, startTime, duration: end - startTime } as PerformanceEntry, end, kind)
