import { ENTRY } from '../commands.ts'
import { extentOf, type Command } from './encoding.ts'

const LOAD_EVENT = 3

/** The entry types that are commands of one form. The position is the kind. */
export const PLAIN_TYPES = ['mark', 'measure', 'paint']

/** Encodes an entry of one of `PLAIN_TYPES`. */
export function encodeEntry(entry: PerformanceEntry, now: number): Command {
  const { start, end } = extentOf(entry, now)
  return [ENTRY, [end, PLAIN_TYPES.indexOf(entry.entryType), start, end - start], [entry.name]]
}

/** Encodes the load event of the document, which must be over. */
export function encodeLoadEvent({ loadEventStart, loadEventEnd }: PerformanceNavigationTiming): Command {
  return [ENTRY, [loadEventEnd, LOAD_EVENT, loadEventStart, loadEventEnd - loadEventStart], ['load']]
}
