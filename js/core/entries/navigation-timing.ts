import type { NavigationTiming } from '../../base/navigation-timing.ts'
import { NAVIGATION_TIMING } from '../../seam/commands.ts'
import type { Command } from '../../seam/host.ts'
import { serverTimingOf } from './encoding.ts'
import { readNavigationTiming } from './entry-fields.ts'

/**
 * Encodes the document's own timing, up to the end of DOMContentLoaded. Phases not reached yet are 0. The pageload of a
 * prerendered page starts when it is activated, so its timing is told then at the earliest.
 */
export function encodeNavigation(entry: NavigationTiming): Command {
  const numbers = [Math.max(entry.responseEnd, entry.domContentLoadedEventEnd, entry.activationStart || 0)]
  return [NAVIGATION_TIMING, numbers, [...readNavigationTiming(numbers, entry), serverTimingOf(entry)]]
}
