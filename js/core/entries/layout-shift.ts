import { LAYOUT_SHIFT } from '../../seam/commands.ts'
import type { Command } from '../../seam/host.ts'
import { extentOf, numbersOf } from './encoding.ts'

/** Encodes a layout shift with the names of what moved: at most five, the largest first, empty for what is gone. */
export function encodeLayoutShift(entry: PerformanceEntry, now: number, moved: string[]): Command {
  return [LAYOUT_SHIFT, [extentOf(entry, now)[0], ...numbersOf(entry, 'value hadRecentInput')], [moved.join('\n')]]
}
