import { EVENT_TIMING } from '../../seam/commands.ts'
import type { Command } from '../../seam/host.ts'
import { extentOf, number, text } from './encoding.ts'

/** `performance.interactionCount`; undefined where the browser does not count. */
export const interactionCount = (): number | undefined => (performance as { interactionCount?: number }).interactionCount

/** Encodes an event of an interaction, or the first input, with the name of its target. Its duration stays as it is: rounded to 8 ms, it may reach into the future. */
export function encodeEvent(entry: PerformanceEntry, now: number, [target = '']: string[]): Command {
  const { entryType, name, startTime, duration, processingStart, processingEnd, interactionId } = entry as PerformanceEventTiming
  return [
    EVENT_TIMING,
    [
      extentOf(entry, now)[0],
      number(startTime),
      number(duration),
      number(processingStart),
      number(processingEnd),
      number(interactionId),
      interactionCount() ?? NaN,
      +(entryType === 'first-input'),
    ],
    [text(name), target],
  ]
}
