import { callBack } from '../base/warn.ts'
import { scope } from '../record/scope.ts'
import { isSpan, type Span } from '../record/span.ts'
import { page } from './current.ts'

let active: Span | null | undefined
/** Answers the interaction while its handlers run, else undefined or false. */
let interaction: (() => unknown) | undefined
/** @internal */
export const setInteraction = (current: typeof interaction): void => void (interaction = current)

/**
 * The parent of what starts now: the innermost span of the synchronous call stack, else the scope's, else the
 * interaction whose handler runs, unless its transaction is over; else the page's own transaction.
 * @internal
 */
export function currentSpan(): Span | undefined {
  const span = active === undefined ? scope.getSpan() || interaction?.() : active
  return isSpan(span) && !span._root._isOver() ? span : page
}

/** Calls back with `span` as the parent of what starts before it returns; null: the page's transaction. */
export function withActiveSpan<T>(span: Span | null, callback: (span: Span | null) => T): T {
  const outer = active
  active = span
  try {
    return callBack(callback, span)
  } finally {
    active = outer
  }
}
