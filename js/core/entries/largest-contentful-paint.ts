import { LARGEST_CONTENTFUL_PAINT } from '../../seam/commands.ts'
import type { Command } from '../../seam/host.ts'
import { extentOf, numbersOf, stringsOf } from './encoding.ts'

export interface Candidate extends PerformanceEntry {
  /** Only an `interaction-contentful-paint` has it: what was painted after the input. */
  largestContentfulPaint?: Candidate
}

/** Encodes a candidate for the largest contentful paint, with the name of its element. */
export function encodeLargestContentfulPaint(entry: Candidate, now: number, [element = '']: string[]): Command {
  const painted = entry.largestContentfulPaint
  const candidate = painted ?? entry
  const [, start] = extentOf(candidate, now)
  return [
    LARGEST_CONTENTFUL_PAINT,
    [start, start, ...numbersOf(candidate, 'renderTime loadTime size'), +!!painted],
    [element, ...stringsOf(candidate, 'id url')],
  ]
}
