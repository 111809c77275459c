import { NAVIGATION_TIMING } from '../commands.ts'
import type { Command } from '../host.ts'
import { CONNECTION_FIELDS, numbersOf, serverTimingOf, SIZE_FIELDS, stringsOf } from './encoding.ts'

const NUMBERS = [
  'startTime',
  'unloadEventStart',
  'unloadEventEnd',
  'redirectStart',
  'redirectEnd',
  ...CONNECTION_FIELDS,
  'domContentLoadedEventStart',
  'domContentLoadedEventEnd',
  ...SIZE_FIELDS,
  'redirectCount',
  'activationStart',
]
const STRINGS = ['name', 'nextHopProtocol', 'deliveryType', 'type']

/**
 * Encodes the document's own timing, up to the end of DOMContentLoaded. Phases not reached yet are 0. The pageload of a
 * prerendered page starts when it is activated, so its timing is told then at the earliest.
 */
export function encodeNavigation(entry: PerformanceNavigationTiming): Command {
  const end = Math.max(entry.responseEnd, entry.domContentLoadedEventEnd, entry.activationStart || 0)
  return [NAVIGATION_TIMING, [end, ...numbersOf(entry, NUMBERS)], [...stringsOf(entry, STRINGS), serverTimingOf(entry)]]
}
