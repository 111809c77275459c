// A browser compiles what it has run often. While a large trace is on its way there is time to do to a small made-up one what
// will be done to it: it is then shown a quarter sooner.

import type { WireSpan, WireTrace } from '../wire.ts'
import { findGaps } from './gaps.ts'
import { findGroups } from './groups.ts'
import { buildModel } from './model.ts'

/** Bytes: with less there is nothing to gain. */
const large = 1_000_000
const rounds = 3

export function practise(bytes: number): void {
  if (!(bytes >= large)) return
  const trace = madeUp()
  for (let round = 0; round < rounds; round++) {
    const model = buildModel(trace)
    findGroups(model, findGaps(model, 100))
  }
}

function madeUp(): WireTrace {
  const id = (transaction: number, span: number): string => `${transaction}-${span}`
  const spansOf = (owner: number): WireSpan[] =>
    Array.from({ length: 1000 }, (_, i) => [id(owner, i + 1), id(owner, i % 5 ? i - (i % 5) : 0), i % 2, `span ${i}`, -1, i + 0.5, 1.5, 0])
  const blank = {
    name: '',
    op: 'a',
    status: null,
    service: null,
    project: null,
    environment: null,
    release: null,
    sdk: null,
    received: null,
  }
  return {
    trace_id: '',
    start: 0,
    ops: ['a', 'b'],
    statuses: [],
    transactions: Array.from({ length: 4 }, (_, owner) => ({
      ...blank,
      event_id: id(owner, 0),
      span_id: id(owner, 0),
      parent_span_id: owner > 0 ? id(owner - 1, 5) : null,
      start: owner,
      duration: 9,
      measurements: {},
      spans: spansOf(owner),
    })),
  }
}
