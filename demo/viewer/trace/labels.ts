// What a node is called.

import { duration, failed } from '../format.ts'
import { flag, kind, type TraceModel } from './model.ts'

export function spanId(model: TraceModel, node: number): string {
  if (model.kind[node] === kind.missing) return model.missing.get(node)!
  const transaction = model.trace.transactions[model.transaction[node]!]!
  return model.kind[node] === kind.transaction ? transaction.span_id : transaction.spans[model.span[node]!]![0]
}

export function op(model: TraceModel, node: number): string | null {
  return model.op[node]! < 0 ? null : (model.ops[model.op[node]!] ?? null)
}

export function description(model: TraceModel, node: number): string | null {
  if (model.kind[node] === kind.missing) return 'parent was not recorded'
  const transaction = model.trace.transactions[model.transaction[node]!]!
  return (model.kind[node] === kind.transaction ? transaction.name : transaction.spans[model.span[node]!]![3]) || null
}

/** The description, or the id of a span that has none. */
export const label = (model: TraceModel, node: number): string => description(model, node) ?? spanId(model, node)

export function status(model: TraceModel, node: number): string | null {
  if (model.kind[node] === kind.missing) return null
  const transaction = model.trace.transactions[model.transaction[node]!]!
  if (model.kind[node] === kind.transaction) return transaction.status
  return model.trace.statuses[transaction.spans[model.span[node]!]![4]] ?? null
}

export const service = (model: TraceModel, node: number): string =>
  model.trace.transactions[model.transaction[node]!]!.service ?? model.trace.transactions[model.transaction[node]!]!.project ?? ''

/** Whether only spans of a transaction have come, not its root. */
export const isPending = (model: TraceModel, node: number): boolean =>
  model.kind[node] === kind.transaction && model.trace.transactions[model.transaction[node]!]!.pending === true

/** For those who hear a row: "http.client GET /api/cart, 530 ms, starts at 450 ms, error internal_error". */
export function spoken(model: TraceModel, node: number): string {
  const name = [op(model, node), label(model, node)].filter(Boolean).join(' ')
  if (model.kind[node] === kind.missing) return name
  const flags = model.flags[node]!
  const state = status(model, node)
  return [
    name,
    flags & flag.unfinished ? 'never ended' : duration(model.end[node]! - model.start[node]!),
    `starts at ${duration(model.start[node]! - model.from)}`,
    failed(state) ? `error ${state}` : '',
    model.kind[node] === kind.transaction ? `transaction of ${service(model, node) || 'no service'}` : '',
    isPending(model, node) ? 'not complete yet' : '',
    flags & flag.orphan ? 'its parent was not recorded' : '',
    flags & flag.circle ? 'its parents go round in a circle' : '',
    model.errors[node]! > (flags & flag.error ? 1 : 0) ? 'errors below' : '',
  ]
    .filter(Boolean)
    .join(', ')
}
