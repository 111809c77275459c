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
      while (next < model.count && isAlike(model, first, next) && !gaps.has(next)) next++
      if (next - first >= smallestGroup) groups.set(first, next - first)
    }
    first = next
  }
  return groups
}

/** What is quick to know comes first. */
function isAlike(model: TraceModel, first: number, next: number): boolean {
  if (model.parent[next] !== model.parent[first] || model.op[next] !== model.op[first] || !isLeafSpan(model, next)) return false
  const text = description(model, first)
  return text !== null && description(model, next) === text
}

const isLeafSpan = (model: TraceModel, node: number): boolean => model.kind[node] === 0 && model.after[node] === node + 1
