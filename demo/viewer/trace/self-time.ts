// How long a span itself was at work: its time without that of its children.

import type { TraceModel } from './model.ts'

/** Pairs of from and to: the union of its children's times, as far as they lie in its own. */
export function coveredByChildren(model: TraceModel, node: number): number[] {
  const covered: number[] = []
  const from = model.start[node]!
  const to = model.end[node]!
  // Children come from the earliest on.
  for (let child = node + 1; child < model.after[node]!; child = model.after[child]!) {
    const start = Math.max(from, model.start[child]!)
    const end = Math.min(to, model.end[child]!)
    if (end <= start) continue
    const last = covered.length - 1
    if (last > 0 && start <= covered[last]!) covered[last] = Math.max(covered[last]!, end)
    else covered.push(start, end)
  }
  return covered
}

export function selfTime(model: TraceModel, node: number): number {
  const covered = coveredByChildren(model, node)
  let rest = model.end[node]! - model.start[node]!
  for (let i = 0; i < covered.length; i += 2) rest -= covered[i + 1]! - covered[i]!
  return Math.max(0, rest)
}
