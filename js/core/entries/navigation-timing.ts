import { NAVIGATION_TIMING } from '../../seam/commands.ts'
import type { Command } from '../../seam/host.ts'
import { serverTimingOf } from './encoding.ts'
import { readNavigationTiming } from './entry-fields.ts'

interface NavigationTiming extends PerformanceNavigationTiming {
  activationStart?: number
}

/** The document's own timing, which some browsers have later than others. */
export const navigationTiming = (): NavigationTiming | undefined =>
  performance.getEntriesByType?.('navigation')[0] as NavigationTiming | undefined

/**
 * Encodes the document's own timing, up to the end of DOMContentLoaded. Phases not reached yet are 0. The pageload of a
 * prerendered page starts when it is activated, so its timing is told then at the earliest.
 */
export function encodeNavigation(entry: NavigationTiming): Command {
  const end = Math.max(entry.responseEnd, entry.domContentLoadedEventEnd, entry.activationStart || 0)
  const [numbers, strings] = readNavigationTiming(entry)
  return [NAVIGATION_TIMING, [end, ...numbers], [...strings, serverTimingOf(entry)]]
}
