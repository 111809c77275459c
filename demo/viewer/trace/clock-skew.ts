// Clocks that disagree: a transaction cannot begin before the span that has caused it.

import type { WireSpan, WireTrace } from '../wire.ts'
import { op, service } from './labels.ts'
import { kind, type TraceModel } from './model.ts'

export interface Skew {
  eventId: string
  service: string
  /** ms by which its times would have to be moved to lie within its parent. */
  shift: number
}

/** Less is noise. */
const tolerance = 1

/**
 * The transactions that begin before the span they were caused by, or end behind a request that has waited for them.
 * Other work may go on after its cause.
 */
export function findSkews(model: TraceModel): Skew[] {
  const skews: Skew[] = []
  const shifts = new Float64Array(model.trace.transactions.length)
  for (let node = 0; node < model.count; node++) {
    const parent = model.parent[node]!
    if (model.kind[node] !== kind.transaction || parent < 0 || model.kind[parent] === kind.missing) continue
    const owner = model.transaction[node]!
    const above = shifts[model.transaction[parent]!]!
    const start = model.start[parent]! + above
    const end = model.end[parent]! + above
    const length = model.end[node]! - model.start[node]!
    const late = model.end[node]! - end
    const early = start - model.start[node]!
    const fits = length <= end - start
    // What serves a request is often done with it a moment after the answer has left.
    const isTooLate = fits && late > Math.max(tolerance, (end - start) / 10) && op(model, parent)?.startsWith('http')
    if (early <= tolerance && !isTooLate) continue
    // In the middle: as much time for the way there as for the way back. What does not fit begins with its parent.
    const shift = fits ? start + (end - start - length) / 2 - model.start[node]! : early
    shifts[owner] = shift
    skews.push({ eventId: model.trace.transactions[owner]!.event_id, service: service(model, node), shift })
  }
  return skews
}

export function shiftBy(trace: WireTrace, skews: Skew[]): WireTrace {
  const shifts = new Map(skews.map(({ eventId, shift }) => [eventId, shift]))
  return {
    ...trace,
    transactions: trace.transactions.map(transaction => {
      const shift = shifts.get(transaction.event_id)
      if (shift === undefined) return transaction
      const spans = transaction.spans.map((span): WireSpan => [...span.slice(0, 5), span[5] + shift, ...span.slice(6)] as WireSpan)
      return { ...transaction, start: transaction.start + shift, spans }
    }),
  }
}
