// Who stands below whom, in the order in which the spans came.

import { failed } from '../format.ts'
import type { WireTrace } from '../wire.ts'
import { IdTable } from './id-table.ts'
import { flag } from './model.ts'

export interface Links {
  /** Of each node a node, or -1. */
  parent: Int32Array
  transaction: Int32Array
  span: Int32Array
  /** Of spans: a place in the trace's `ops`, or -1. */
  op: Int32Array
  start: Float64Array
  end: Float64Array
  flags: Uint8Array
  count: number
  /** From here on nodes stand for parents that were not recorded, whose ids are in `missing`. */
  firstMissing: number
  missing: string[]
  /** The root node of each transaction. */
  roots: Int32Array
}

export function linkParents(trace: WireTrace): Links {
  const { transactions } = trace
  const firstMissing = transactions.reduce((sum, { spans }) => sum + spans.length + 1, 0)
  const room = firstMissing + transactions.length
  const links: Links = {
    parent: new Int32Array(room).fill(-1),
    transaction: new Int32Array(room),
    span: new Int32Array(room).fill(-1),
    op: new Int32Array(room),
    start: new Float64Array(room),
    end: new Float64Array(room),
    flags: new Uint8Array(room),
    count: firstMissing,
    firstMissing,
    missing: [],
    roots: new Int32Array(transactions.length),
  }
  const places = collect(trace, links)
  for (let owner = 0; owner < transactions.length; owner++) {
    const { parent_span_id: parentId } = transactions[owner]!
    if (parentId !== null) attachRoot(parentId, owner, links.roots[owner]!, places, links)
  }
  return links
}

/** A transaction stands below the span that has caused it, or below a node that says that nobody knows that span. */
function attachRoot(parentId: string, owner: number, root: number, places: Places, links: Links): void {
  const found = places.find(parentId, owner)
  if (found >= 0 && found !== root) {
    links.parent[root] = found
    return
  }
  let known = links.missing.indexOf(parentId)
  if (known < 0) known = links.missing.push(parentId) - 1
  const node = links.firstMissing + known
  if (node === links.count) {
    links.count++
    links.start[node] = Infinity
    links.end[node] = -Infinity
    links.transaction[node] = owner
  }
  links.start[node] = Math.min(links.start[node]!, links.start[root]!)
  links.end[node] = Math.max(links.end[node]!, links.end[root]!)
  links.parent[root] = node
}

interface Places {
  find(id: string, owner: number): number
}

/**
 * Fills in what each node says of itself, and the parents of spans: of each transaction while it is at hand, since to go
 * through all of a large trace once more takes as long again.
 */
function collect({ transactions, statuses }: WireTrace, links: Links): Places {
  const { parent, transaction, span, op, start, end, flags, roots } = links
  const bad = statuses.map(failed)
  const everywhere = new IdTable(links.firstMissing, node => {
    const owner = transactions[transaction[node]!]!
    return span[node]! < 0 ? owner.span_id : owner.spans[span[node]!]![0]
  })
  const doubles = new Map<string, number>()
  const add = (id: string, owner: number, node: number): void => {
    const before = everywhere.add(id, node)
    if (before >= 0 && transaction[before] !== owner) doubles.set(`${owner} ${id}`, node)
  }
  // Ids are looked for in the own transaction first: two may have the same.
  const find = (id: string, owner: number): number => (doubles.size > 0 ? doubles.get(`${owner} ${id}`) : undefined) ?? everywhere.find(id)
  /** Those whose parents may be in transactions that come later. */
  const open: number[] = []
  let node = 0
  for (let owner = 0; owner < transactions.length; owner++) {
    const { span_id: rootId, start: from, duration, spans } = transactions[owner]!
    const to = from + Math.max(0, duration)
    const root = node++
    roots[owner] = root
    transaction[root] = owner
    start[root] = from
    end[root] = to
    add(rootId, owner, root)
    for (let place = 0; place < spans.length; place++, node++) {
      const one = spans[place]!
      const begin = one[5]
      const length = one[6]
      transaction[node] = owner
      span[node] = place
      op[node] = one[2]
      flags[node] = (bad[one[4]] ? flag.error : 0) | (one[7] > 0 ? flag.links : 0)
      start[node] = begin
      // One that never ended lasts as long as its transaction.
      if (length === null) flags[node]! |= flag.unfinished
      end[node] = length === null ? Math.max(begin, to) : begin + Math.max(0, length)
      add(one[0], owner, node)
    }
    let lastId: string | null = null
    let last = root
    for (let place = 0; place < spans.length; place++) {
      const id = spans[place]![1]
      // Siblings mostly come one after another.
      if (id !== lastId) {
        lastId = id
        last = id === null || id === rootId ? root : find(id, owner)
      }
      parent[root + 1 + place] = last
      if (last < 0) open.push(root + 1 + place)
      else if (last === root + 1 + place) orphan(links, last)
    }
  }
  for (const one of open) {
    const owner = transaction[one]!
    const found = find(transactions[owner]!.spans[span[one]!]![1]!, owner)
    if (found < 0) orphan(links, one)
    else parent[one] = found
  }
  return { find }
}

/** Nobody knows its parent: it stands below the root of its transaction. */
function orphan({ parent, flags, roots, transaction }: Links, node: number): void {
  parent[node] = roots[transaction[node]!]!
  flags[node]! |= flag.orphan
}

/** Of parents that go round in a circle one is cut: it then stands below the root of its transaction, or at the top. */
export function breakCycles(links: Links): void {
  const { parent, count } = links
  /** 0: not seen, else the walk that has come by. */
  const seen = new Int32Array(count)
  for (let first = 0; first < count; first++) {
    let node = first
    while (node >= 0 && seen[node] === 0) {
      seen[node] = first + 1
      node = parent[node]!
    }
    if (node < 0 || seen[node] !== first + 1) continue
    const root = links.roots[links.transaction[node]!]!
    const above = parent[root]!
    links.flags[node]! |= flag.circle
    // What the root stands below may lead back into the circle.
    parent[node] = node !== root && (above < 0 || above >= links.firstMissing) ? root : -1
  }
}
