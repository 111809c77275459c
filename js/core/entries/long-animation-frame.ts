import { LONG_ANIMATION_FRAME } from '../../seam/commands.ts'
import type { Command } from '../../seam/host.ts'
import { extentOf } from './encoding.ts'
import { readLongAnimationFrame } from './entry-fields.ts'

/** Encodes a long animation frame with the one script in it that ran longest. */
export function encodeLongAnimationFrame(entry: PerformanceEntry, now: number): Command {
  const { scripts = [] } = entry as { scripts?: PerformanceEntry[] }
  const [longest] = [...scripts].sort((a, b) => b.duration - a.duration)
  const numbers: number[] = extentOf(entry, now)
  return [LONG_ANIMATION_FRAME, numbers, readLongAnimationFrame(numbers, entry, longest ?? {})]
}
