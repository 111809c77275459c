import { NAVIGATION_TIMING } from '../../seam/commands.ts'
import type { Command } from '../../seam/host.ts'
import { CONNECTION_FIELDS, numbersOf, serverTimingOf, SIZE_FIELDS, stringsOf } from './encoding.ts'

const NUMBERS = `startTime unloadEventStart unloadEventEnd redirectStart redirectEnd ${CONNECTION_FIELDS} ` +
  `domContentLoadedEventStart domContentLoadedEventEnd ${SIZE_FIELDS} redirectCount activationStart`
const STRINGS = 'name nextHopProtocol deliveryType type'

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
  return [NAVIGATION_TIMING, [end, ...numbersOf(entry, NUMBERS)], [...stringsOf(entry, STRINGS), serverTimingOf(entry)]]
}
