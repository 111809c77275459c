import { RESOURCE } from '../../seam/commands.ts'
import type { Command } from '../../seam/host.ts'
import { extentOf, serverTimingOf } from './encoding.ts'
import { readResourceTiming } from './entry-fields.ts'

/** Encodes a finished resource timing entry. */
export function encodeResource(entry: PerformanceEntry, now: number): Command {
  const numbers: number[] = extentOf(entry, now)
  const strings = readResourceTiming(numbers, entry)
  strings.push(serverTimingOf(entry))
  return [RESOURCE, numbers, strings]
}
