// Time between siblings that none of them accounts for.

import type { TraceModel } from './model.ts'

export interface Gap {
  from: number
  to: number
}

/** Sentry's: shorter ones say nothing. */
export const defaultGap = 100

/** By the sibling that comes behind it: each time of at least `threshold` ms that all earlier siblings have left open. */
export function findGaps(model: TraceModel, threshold: number): Map<number, Gap> {
  const gaps = new Map<number, Gap>()
  /** Up to when the children so far have covered the time of each node. */
  const covered = new Float64Array(model.count).fill(NaN)
  for (let node = 0; node < model.count; node++) {
    const parent = model.parent[node]!
    // Top-level nodes are no siblings of each other; those below a parent that nobody knows may have had others.
    if (parent < 0 || model.kind[parent] === 2) continue
    const start = model.start[node]!
    const until = covered[parent]!
    if (start - until >= threshold) gaps.set(node, { from: until, to: start })
    if (!(model.end[node]! <= until)) covered[parent] = model.end[node]!
  }
  return gaps
}
