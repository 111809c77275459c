// Which rows there are, from top to bottom: what is left of the tree when some of it is collapsed, with rows for gaps
// and groups in between.

import type { Gap } from './gaps.ts'
import type { TraceModel } from './model.ts'

export const rowKind = { node: 0, gap: 1, group: 2 } as const

export interface Rows {
  count: number
  kind: Uint8Array
  /** The node; of a gap the one behind it, of a group the first. */
  node: Int32Array
  level: Int32Array
  /** The row above in the tree, or -1. */
  parent: Int32Array
  /** Which of its siblings it is, from 1, and how many there are. */
  position: Int32Array
  siblings: (row: number) => number
  /** The row of a node, or of the group or collapsed node that it is hidden in. */
  rowOf: (node: number) => number
}

export interface Folding {
  /** 1 where the children of a node are hidden. */
  collapsed: Uint8Array
  groups: Map<number, number>
  /** First nodes of the groups whose members are shown. */
  openGroups: Set<number>
  gaps: Map<number, Gap>
}

export function buildRows(model: TraceModel, { collapsed, groups, openGroups, gaps }: Folding): Rows {
  const room = model.count + gaps.size + groups.size
  const rows = {
    count: 0,
    kind: new Uint8Array(room),
    node: new Int32Array(room),
    level: new Int32Array(room),
    parent: new Int32Array(room),
    position: new Int32Array(room),
  }
  const rowOfNode = new Int32Array(model.count).fill(-1)
  const childRows = new Int32Array(room + 1)
  const add = (kind: number, node: number, level: number, parent: number): number => {
    const row = rows.count++
    rows.kind[row] = kind
    rows.node[row] = node
    rows.level[row] = level
    rows.parent[row] = parent
    rows.position[row] = ++childRows[parent + 1]!
    return row
  }
  let node = 0
  while (node < model.count) {
    const above = model.parent[node]!
    const parent = above < 0 ? -1 : rowOfNode[above]!
    const level = parent < 0 ? 1 : rows.level[parent]! + 1
    if (gaps.has(node)) add(rowKind.gap, node, level, parent)
    const size = groups.get(node)
    if (size !== undefined) {
      const group = add(rowKind.group, node, level, parent)
      for (let member = node; member < node + size; member++) {
        rowOfNode[member] = openGroups.has(node) ? add(rowKind.node, member, level + 1, group) : group
      }
      node += size
      continue
    }
    rowOfNode[node] = add(rowKind.node, node, level, parent)
    node = collapsed[node] ? model.after[node]! : node + 1
  }
  return {
    ...rows,
    siblings: row => childRows[rows.parent[row]! + 1]!,
    rowOf: wanted => {
      let shown = wanted
      while (shown >= 0 && rowOfNode[shown]! < 0) shown = model.parent[shown]!
      return shown < 0 ? -1 : rowOfNode[shown]!
    },
  }
}
