// Runs of alike siblings, which are shown as one row.

import type { Gap } from './gaps.ts'
import { description } from './labels.ts'
import type { TraceModel } from './model.ts'

export const smallestGroup = 5

/** By its first node, how many siblings without children that have one operation and one description follow one another. */
export function findGroups(model: TraceModel, gaps: Map<number, Gap>): Map<number, number> {
  const groups = new Map<number, number>()
  let first = 0
  while (first < model.count) {
    let next = first + 1
    if (isLeafSpan(model, first)) {
      const text = description(model, first)
      while (
        next < model.count &&
        isLeafSpan(model, next) &&
        model.parent[next] === model.parent[first] &&
        model.op[next] === model.op[first] &&
        !gaps.has(next) &&
        text !== null &&
        description(model, next) === text
      )
        next++
      if (next - first >= smallestGroup) groups.set(first, next - first)
    }
    first = next
  }
  return groups
}

const isLeafSpan = (model: TraceModel, node: number): boolean => model.kind[node] === 0 && model.after[node] === node + 1
