import { LARGEST_CONTENTFUL_PAINT } from '../commands.ts'
import type { Command } from '../host.ts'
import { extentOf, numbersOf, stringsOf } from './encoding.ts'
import { selectorOf } from './selector.ts'

interface Candidate extends PerformanceEntry {
  element?: Element | null
  /** Only an `interaction-contentful-paint` has it: what was painted after the input. */
  largestContentfulPaint?: Candidate
}

/** Encodes a candidate for the largest contentful paint. */
export function encodeLargestContentfulPaint(entry: Candidate, now: number): Command {
  const painted = entry.largestContentfulPaint
  const candidate = painted ?? entry
  const [, start] = extentOf(candidate, now)
  return [
    LARGEST_CONTENTFUL_PAINT,
    [start, start, ...numbersOf(candidate, 'renderTime loadTime size'), +!!painted],
    [selectorOf(candidate.element), ...stringsOf(candidate, 'id url')],
  ]
}
