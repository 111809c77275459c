// The order in which a tree is shown: each node, then its children from the earliest on.

import type { Links } from './parents.ts'

export interface Preorder {
  /** The place of each node among the links. The others are in the new order and name nodes of it. */
  order: Int32Array
  parent: Int32Array
  depth: Int32Array
  after: Int32Array
}

/** Nodes of `links`, whose parents never go round in a circle. */
export function preorder({ parent, start, count, firstMissing }: Links): Preorder {
  const { first, children } = childrenOf(parent, count)
  const result: Preorder = {
    order: new Int32Array(count),
    parent: new Int32Array(count),
    depth: new Int32Array(count),
    after: new Int32Array(count),
  }
  const waiting = new Int32Array(count)
  const above = new Int32Array(count)
  let top = 0
  const push = (from: number, to: number, parentNode: number): void => {
    for (let i = to - 1; i >= from; i--) {
      waiting[top] = children[i]!
      above[top++] = parentNode
    }
  }
  // At the top what was not recorded stands behind what was.
  const rank = (one: number): number => (one >= firstMissing ? 1 : 0)
  children.subarray(first[count]!).sort((a, b) => rank(a) - rank(b) || start[a]! - start[b]!)
  push(first[count]!, children.length, -1)
  let node = 0
  while (top > 0) {
    const place = waiting[--top]!
    const parentNode = above[top]!
    result.order[node] = place
    result.parent[node] = parentNode
    result.depth[node] = parentNode < 0 ? 0 : result.depth[parentNode]! + 1
    const from = first[place]!
    const to = first[place + 1]!
    if (from < to) {
      sortByStart(children, from, to, start)
      push(from, to, node)
    }
    node++
  }
  for (let i = count - 1; i >= 0; i--) {
    result.after[i] = Math.max(result.after[i]!, i + 1)
    const p = result.parent[i]!
    if (p >= 0) result.after[p] = Math.max(result.after[p]!, result.after[i]!)
  }
  return result
}

/** Children of node n are those from `first[n]` to before `first[n + 1]`, those of none from `first[count]` on. */
function childrenOf(parent: Int32Array, count: number): { first: Int32Array; children: Int32Array } {
  const first = new Int32Array(count + 2)
  const slot = (node: number): number => (parent[node]! < 0 ? count : parent[node]!)
  for (let node = 0; node < count; node++) first[slot(node) + 1]!++
  for (let node = 0; node <= count; node++) first[node + 1]! += first[node]!
  const next = first.slice()
  const children = new Int32Array(count)
  for (let node = 0; node < count; node++) children[next[slot(node)]!++] = node
  return { first, children }
}

/** Mostly there is nothing to do: spans are sent in the order in which they began. */
function sortByStart(children: Int32Array, from: number, to: number, start: Float64Array): void {
  for (let i = from + 1; i < to; i++) {
    if (start[children[i - 1]!]! <= start[children[i]!]!) continue
    children.subarray(from, to).sort((a, b) => start[a]! - start[b]!)
    return
  }
}
