import { LARGEST_CONTENTFUL_PAINT } from '../../seam/commands.ts'
import type { Command } from '../../seam/host.ts'
import { extentOf, number, text } from './encoding.ts'

export interface Candidate extends PerformanceEntry {
  /** Only an `interaction-contentful-paint` has it: what was painted after the input. */
  largestContentfulPaint?: Candidate
  renderTime?: number
  loadTime?: number
  size?: number
  id?: string
  url?: string
}

/** Encodes a candidate for the largest contentful paint, with the name of its element. */
export function encodeLargestContentfulPaint(entry: Candidate, now: number, [element = '']: string[]): Command {
  const painted = entry.largestContentfulPaint
  const candidate = painted ?? entry
  const [, start] = extentOf(candidate, now)
  return [
    LARGEST_CONTENTFUL_PAINT,
    [start, start, number(candidate.renderTime), number(candidate.loadTime), number(candidate.size), +!!painted],
    [element, text(candidate.id), text(candidate.url)],
  ]
}
