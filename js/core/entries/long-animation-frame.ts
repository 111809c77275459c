import { LONG_ANIMATION_FRAME } from '../../seam/commands.ts'
import type { Command } from '../../seam/host.ts'
import { extentOf, numbersOf, stringsOf } from './encoding.ts'

const FRAME = 'blockingDuration renderStart styleAndLayoutStart firstUIEventTimestamp'
const SCRIPT = 'startTime duration forcedStyleAndLayoutDuration sourceCharPosition'
const STRINGS = 'invoker invokerType sourceURL sourceFunctionName'

/** Encodes a long animation frame with the one script in it that ran longest. */
export function encodeLongAnimationFrame(entry: PerformanceEntry, now: number): Command {
  const { scripts = [] } = entry as { scripts?: PerformanceEntry[] }
  const [longest] = [...scripts].sort((a, b) => b.duration - a.duration)
  const numbers = [...extentOf(entry, now), ...numbersOf(entry, FRAME), ...numbersOf(longest, SCRIPT)]
  return [LONG_ANIMATION_FRAME, numbers, stringsOf(longest, STRINGS)]
}
