import { MANUAL, OWNER } from './commands.ts'
import { beginTrace, currentSpan, openTransaction, page, withActiveSpan } from './page.ts'
import { follow } from './promises.ts'
import { refuse } from './recorder.ts'
import { describe, isSpan, type Span, type SpanContext, type Transaction } from './span.ts'
import { attempt, membersOf, pageTime } from './values.ts'

/** What `startTransaction` takes. */
export interface TransactionContext extends SpanContext {
  name?: string
  /** Continues this trace instead of the page's. */
  traceId?: string
  parentSpanId?: string
  /** A decision of its own; one that differs from the page's begins another trace. */
  sampled?: boolean
}

/** Starts a transaction in the page's trace, which it shares the decision of. */
export function startTransaction(context: TransactionContext | string = {}): Transaction {
  const given: TransactionContext = typeof context === 'string' ? { name: context } : membersOf(context, refuse)
  // Neither a yes nor a no.
  if (typeof given.sampled !== 'boolean') given.sampled = undefined as never
  const { name = '', op = '', traceId, parentSpanId, sampled } = given
  const shared = page?._trace
  const trace = traceId || !shared || (sampled !== undefined && sampled !== shared.sampled)
    ? beginTrace(name, op, given)
    : parentSpanId ? { ...shared, parentSpanId } : shared
  const startTime = pageTime(given.startTimestamp ?? given.startTime)
  return describe(openTransaction(trace, MANUAL, startTime, name, '', op), given)
}

/** The page's pageload or navigation, until the next navigation begins; undefined when it has none. */
export const getActiveTransaction = (): Transaction | undefined => (page?._kind === OWNER ? undefined : page)

/** What `startSpan` takes beside a span's own. */
export interface StartSpanOptions extends SpanContext {
  name: string
  /** Default: the span active now, else the page's transaction. */
  parentSpan?: Span
}

/** Starts a span that is ended with `end()`. */
export const startInactiveSpan = (options: StartSpanOptions): Span => {
  const given = membersOf(options, refuse) as StartSpanOptions
  const parent = isSpan(given.parentSpan) ? given.parentSpan : currentSpan()
  return parent ? parent.startChild(given) : startTransaction(given)
}

/**
 * Calls back with a span that is active until the callback returns, and ends when it returns or the promise it returns
 * settles. What it throws or rejects with passes through, and the span's status becomes `internal_error`. Gives back what the callback does; in the
 * place of a plain promise one that ends the same way.
 */
export function startSpan<T>(options: StartSpanOptions, callback: (span: Span) => T): T {
  const span = startInactiveSpan(options)
  const ended = () => span.finish()
  const failed = () => span.setStatus('internal_error').finish()
  let result: any
  try {
    result = withActiveSpan(span, callback as never)
  } catch (error) {
    failed()
    throw error
  }
  if (!attempt(() => typeof result.then === 'function')) ended()
  else {
    const followed = follow(result, ended, failed)
    if (followed) return followed as T
    attempt(() => result.then(ended, failed))
  }
  return result
}
