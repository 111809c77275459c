// The critical path: going back from the end of a root, at each moment the deepest span that the end has waited for.

import type { TraceModel } from './model.ts'

/** Of each node on it, pairs of from and to. */
export type CriticalPath = Map<number, number[]>

export function criticalPath(model: TraceModel): CriticalPath {
  const path: CriticalPath = new Map()
  const add = (node: number, from: number, to: number): void => {
    if (to <= from) return
    const known = path.get(node)
    if (known) known.push(from, to)
    else path.set(node, [from, to])
  }
  for (let root = 0; root < model.count; root = model.after[root]!) {
    const waiting: [node: number, until: number][] = [[root, model.end[root]!]]
    while (waiting.length > 0) {
      const [node, until] = waiting.pop()!
      let now = until
      for (const child of byEnd(model, node)) {
        const start = model.start[child]!
        if (start >= now || start < model.start[node]! - 0.001) continue
        // One that outlasts its parent has held it up only as long as that lasted.
        const end = Math.min(model.end[child]!, now)
        if (end <= start) continue
        add(node, end, now)
        waiting.push([child, end])
        now = start
      }
      add(node, model.start[node]!, now)
    }
  }
  return path
}

function byEnd(model: TraceModel, node: number): number[] {
  const children: number[] = []
  for (let child = node + 1; child < model.after[node]!; child = model.after[child]!) children.push(child)
  return children.sort((a, b) => model.end[b]! - model.end[a]!)
}
