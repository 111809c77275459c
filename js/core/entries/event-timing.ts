import { EVENT_TIMING } from '../../seam/commands.ts'
import type { Command } from '../../seam/host.ts'
import { extentOf, numbersOf, stringsOf } from './encoding.ts'

const NUMBERS = 'startTime duration processingStart processingEnd interactionId'

/** `performance.interactionCount`; undefined where the browser does not count. */
export const interactionCount = (): number | undefined => (performance as { interactionCount?: number }).interactionCount

/** Encodes an event of an interaction, or the first input, with the name of its target. Its duration stays as it is: rounded to 8 ms, it may reach into the future. */
export function encodeEvent(entry: PerformanceEntry, now: number, [target = '']: string[]): Command {
  const isFirst = +(entry.entryType === 'first-input')
  const numbers = [extentOf(entry, now)[0], ...numbersOf(entry, NUMBERS), interactionCount() ?? NaN, isFirst]
  return [EVENT_TIMING, numbers, [...stringsOf(entry, 'name'), target]]
}
