import { LAYOUT_SHIFT } from '../../seam/commands.ts'
import type { Command } from '../../seam/host.ts'
import { extentOf, number } from './encoding.ts'

interface Shift extends PerformanceEntry {
  value?: number
  hadRecentInput?: boolean
}

/** Encodes a layout shift with the names of what moved: at most five, the largest first, empty for what is gone. */
export function encodeLayoutShift(entry: Shift, now: number, moved: string[]): Command {
  return [LAYOUT_SHIFT, [extentOf(entry, now)[0], number(entry.value), number(entry.hadRecentInput)], [moved.join('\n')]]
}
