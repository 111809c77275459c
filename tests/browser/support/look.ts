import assert from 'node:assert/strict'
import type { Span, Transaction } from './received.ts'

/** The one child whose description is or matches `description`. */
export function spanOf({ transaction, spans = [] }: Transaction, description: string | RegExp): Span {
  const found = spans.filter(({ description: text = '' }) =>
    typeof description === 'string' ? text === description : description.test(text),
  )
  const all = spans.map(({ op, description: text }) => `${op} ${text}`).join(', ')
  assert.equal(found.length, 1, `${found.length} spans ${description} in ${transaction}, whose spans are: ${all}`)
  return found[0]!
}

/** Why a pageload or navigation ended. */
export const reasonOf = ({ contexts }: Transaction): unknown => contexts.trace.data?.['sentry.idle_span_finish_reason']

/** `op name` of each, in the order in which they started. Without follow-ups: a paint may be reported late, or not. */
export const titles = (transactions: Transaction[]): string[] =>
  transactions
    .filter(({ contexts }) => !contexts.trace.op.endsWith('.late'))
    .sort((a, b) => a.start_timestamp - b.start_timestamp)
    .map(({ contexts, transaction }) => `${contexts.trace.op} ${transaction}`)

/** Ms from the start of a transaction to the start and end of a span in it. */
export const extentIn = ({ start_timestamp: zero }: Transaction, span: Span): [start: number, end: number] => [
  (span.start_timestamp - zero) * 1000,
  (span.timestamp - zero) * 1000,
]

/** Fails when two times, in ms, are further apart than `tolerance`. */
export function near(actual: number, expected: number, tolerance: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: ${actual} ms, expected ${expected} ± ${tolerance}`)
}
