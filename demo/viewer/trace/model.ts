// All spans of a trace as one tree in typed arrays, each node before its children: a hundred thousand of them are built,
// walked and drawn without an object each.

import { failed } from '../format.ts'
import type { WireTrace, WireTransaction } from '../wire.ts'
import { breakCycles, linkParents } from './parents.ts'
import { preorder } from './preorder.ts'

export const kind = { span: 0, transaction: 1, missing: 2 } as const
export const flag = { error: 1, unfinished: 2, orphan: 4, circle: 8, links: 16 } as const

export interface TraceModel {
  trace: WireTrace
  count: number
  /** Of each node: its parent or -1, how deep it is, and the first node behind its subtree. */
  parent: Int32Array
  depth: Int32Array
  after: Int32Array
  /** ms after the start of the trace. */
  start: Float64Array
  end: Float64Array
  kind: Uint8Array
  flags: Uint8Array
  /** Place in `trace.transactions`, and in that one's spans (-1: its root). */
  transaction: Int32Array
  span: Int32Array
  /** The node of each transaction. */
  roots: Int32Array
  /** Place in `ops`, which are the trace's and those of transactions. */
  op: Int32Array
  ops: string[]
  /** Nodes with an error at or below each. */
  errors: Int32Array
  /** The time that everything lies in. */
  from: number
  to: number
  /** The id of a parent that a node of kind `missing` stands for. */
  missing: Map<number, string>
}

export function buildModel(trace: WireTrace): TraceModel {
  const { transactions } = trace
  const links = linkParents(trace)
  breakCycles(links)
  const { order, parent, depth, after } = preorder(links)
  const count = order.length
  const model: TraceModel = {
    trace,
    count,
    parent,
    depth,
    after,
    start: new Float64Array(count),
    end: new Float64Array(count),
    kind: new Uint8Array(count),
    flags: new Uint8Array(count),
    transaction: new Int32Array(count),
    span: new Int32Array(count),
    roots: new Int32Array(transactions.length),
    op: new Int32Array(count),
    ops: [...trace.ops],
    errors: new Int32Array(count),
    from: Infinity,
    to: -Infinity,
    missing: new Map(),
  }
  const rootOps = transactions.map(({ op }) => placeOf(model.ops, op))
  for (let node = 0; node < count; node++) {
    const place = order[node]!
    const owner = links.transaction[place]!
    model.transaction[node] = owner
    model.span[node] = links.span[place]!
    model.flags[node] = links.flags[place]!
    model.start[node] = links.start[place]!
    model.end[node] = links.end[place]!
    if (place >= links.firstMissing) {
      model.kind[node] = kind.missing
      model.op[node] = -1
      model.missing.set(node, links.missing[place - links.firstMissing]!)
      continue
    }
    const transaction = transactions[owner]!
    const index = links.span[place]!
    if (index < 0) {
      model.kind[node] = kind.transaction
      model.roots[owner] = node
      model.op[node] = rootOps[owner]!
      if (failed(transaction.status)) model.flags[node]! |= flag.error
    } else {
      model.op[node] = links.op[place]!
    }
    if (model.start[node]! < model.from) model.from = model.start[node]!
    if (model.end[node]! > model.to) model.to = model.end[node]!
  }
  for (let node = count - 1; node >= 0; node--) {
    if (model.flags[node]! & flag.error) model.errors[node]!++
    if (parent[node]! >= 0) model.errors[parent[node]!]! += model.errors[node]!
  }
  if (count === 0) model.from = model.to = 0
  return model
}

/** The same trace with only the transaction of this id in it, and with those that its spans have caused if `children`. */
export function scopeTo(trace: WireTrace, eventId: string, children: boolean): WireTrace {
  const top = trace.transactions.find(({ event_id: id }) => id === eventId)
  if (!top) return trace
  const kept: WireTransaction[] = [{ ...top, parent_span_id: null }]
  if (!children) return { ...trace, transactions: kept }
  const waiting: WireTransaction[] = [top]
  const rest = new Set(trace.transactions.filter(transaction => transaction !== top))
  while (waiting.length > 0 && rest.size > 0) {
    const transaction = waiting.pop()!
    const ids = new Set([transaction.span_id, ...transaction.spans.map(span => span[0])])
    for (const other of [...rest]) {
      if (!other.parent_span_id || !ids.has(other.parent_span_id)) continue
      rest.delete(other)
      kept.push(other)
      waiting.push(other)
    }
  }
  return { ...trace, transactions: kept }
}

function placeOf(ops: string[], op: string | null): number {
  if (op === null) return -1
  const place = ops.indexOf(op)
  return place >= 0 ? place : ops.push(op) - 1
}
