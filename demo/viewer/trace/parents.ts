// Who stands below whom, in the order in which the spans came.

import type { WireTransaction } from '../wire.ts'
import { IdTable } from './id-table.ts'
import { flag } from './model.ts'

export interface Links {
  /** Of each node a node, or -1. */
  parent: Int32Array
  transaction: Int32Array
  span: Int32Array
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

export function linkParents(transactions: WireTransaction[]): Links {
  const firstMissing = transactions.reduce((sum, { spans }) => sum + spans.length + 1, 0)
  const room = firstMissing + transactions.length
  const links: Links = {
    parent: new Int32Array(room).fill(-1),
    transaction: new Int32Array(room),
    span: new Int32Array(room).fill(-1),
    start: new Float64Array(room),
    end: new Float64Array(room),
    flags: new Uint8Array(room),
    count: firstMissing,
    firstMissing,
    missing: [],
    roots: new Int32Array(transactions.length),
  }
  const places = collect(transactions, links)
  for (let owner = 0; owner < transactions.length; owner++) {
    const transaction = transactions[owner]!
    const root = links.roots[owner]!
    let lastId: string | null = null
    let last = root
    const { spans } = transaction
    for (let index = 0; index < spans.length; index++) {
      const node = root + 1 + index
      const id = spans[index]![1]
      // Siblings mostly come one after another.
      if (id !== lastId) {
        lastId = id
        last = id === null ? root : places.find(id, owner)
      }
      if (last < 0 || last === node) {
        links.parent[node] = root
        links.flags[node]! |= flag.orphan
      } else {
        links.parent[node] = last
      }
    }
    if (transaction.parent_span_id !== null) attachRoot(transaction.parent_span_id, owner, root, places, links)
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

/** Fills in what each node says of itself. Ids are looked for in the own transaction first: two may have the same. */
function collect(transactions: WireTransaction[], links: Links): Places {
  const { transaction, span, start, end, flags, roots } = links
  const everywhere = new IdTable(links.firstMissing, node => {
    const owner = transactions[transaction[node]!]!
    return span[node]! < 0 ? owner.span_id : owner.spans[span[node]!]![0]
  })
  const doubles = new Map<string, number>()
  let node = 0
  const add = (id: string, owner: number, from: number, to: number, place: number): void => {
    transaction[node] = owner
    span[node] = place
    start[node] = from
    end[node] = to
    const before = everywhere.add(id, node)
    if (before >= 0 && transaction[before] !== owner) doubles.set(`${owner} ${id}`, node)
    node++
  }
  for (let owner = 0; owner < transactions.length; owner++) {
    const { span_id: id, start: from, duration, spans } = transactions[owner]!
    const to = from + Math.max(0, duration)
    roots[owner] = node
    add(id, owner, from, to, -1)
    for (let place = 0; place < spans.length; place++) {
      const one = spans[place]!
      const length = one[6]
      // One that never ended lasts as long as its transaction.
      if (length === null) flags[node]! |= flag.unfinished
      add(one[0], owner, one[5], length === null ? Math.max(one[5], to) : one[5] + Math.max(0, length), place)
    }
  }
  return { find: (id, owner) => (doubles.size > 0 ? doubles.get(`${owner} ${id}`) : undefined) ?? everywhere.find(id) }
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
