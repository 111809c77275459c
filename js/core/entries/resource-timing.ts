import { RESOURCE } from '../../seam/commands.ts'
import type { Command } from '../../seam/host.ts'
import { extentOf, serverTimingOf } from './encoding.ts'
import { readResourceTiming } from './entry-fields.ts'

/** Encodes a finished resource timing entry. */
export function encodeResource(entry: PerformanceEntry, now: number): Command {
  const [numbers, strings] = readResourceTiming(entry)
  return [RESOURCE, [...extentOf(entry, now), ...numbers], [...strings, serverTimingOf(entry)]]
}
