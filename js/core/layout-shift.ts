import { LAYOUT_SHIFT } from '../commands.ts'
import type { Command } from '../host.ts'
import { extentOf, numbersOf } from './encoding.ts'
import { selectorOf } from './selector.ts'

interface LayoutShift extends PerformanceEntry {
  hadRecentInput?: boolean
  /** At most five, those with the greatest impact, the largest first. */
  sources?: { node?: Node | null }[]
}

/** Encodes a layout shift with what moved, as far as it is still in the document. */
export function encodeLayoutShift(entry: LayoutShift, now: number): Command {
  const moved = (entry.sources ?? []).map(({ node }) => selectorOf(node)).filter(Boolean)
  return [LAYOUT_SHIFT, [extentOf(entry, now)[0], ...numbersOf(entry, 'value hadRecentInput')], [moved.join('\n')]]
}
