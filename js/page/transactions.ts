import { membersOf, pageTime, textOf } from '../base/values.ts'
import { callBack, warn } from '../base/warn.ts'
import { nextHandle, refuse, stopped, seed } from '../record/command-buffer.ts'
import { runSpan } from '../record/run-span.ts'
import { describe, isSpan, rootOf, type Span, type SpanContext, type Transaction } from '../record/span.ts'
import { MANUAL, OWNER } from '../seam/commands.ts'
import { readTrace, traceHeader } from '../trace/trace.ts'
import { currentSpan, withActiveSpan } from './active-span.ts'
import { config, page } from './current.ts'
import { beginTrace, openTransaction } from './open-transaction.ts'

/** The argument of `startTransaction`. */
export interface TransactionContext extends SpanContext {
  /** Groups transactions of one kind, such as `shopCheckout`. */
  name?: string
  /** Continues this trace instead of the page's. */
  traceId?: string
  /** The span of that trace, or of the page's, that it is a child of. */
  parentSpanId?: string
  /** A decision of its own; one that differs from the page's begins another trace. */
  sampled?: boolean
}

/** Whether the page was told that it starts something too early. */
let isTold: boolean | undefined

/**
 * Starts a transaction in the page's trace, or in the one that is given, and shares that trace's decision. Before `init` nothing is decided, so
 * nothing is recorded; the console says so once.
 */
export function startTransaction(context: TransactionContext | string = {}): Transaction {
  const given: TransactionContext = typeof context === 'string' ? { name: context } : membersOf(context, refuse)
  // Neither a yes nor a no.
  if (typeof given.sampled !== 'boolean') given.sampled = undefined as never
  const { name = '', op = '', traceId, parentSpanId, sampled } = given
  if (!config && !stopped && !isTold && globalThis.document) {
    isTold = true
    warn(`"${textOf(name)}" started before init; not recorded`)
  }
  const shared = currentSpan()?._continued || page?._trace
  const trace =
    traceId || !shared || (sampled !== undefined && sampled !== shared.sampled)
      ? beginTrace(name, op, given)
      : parentSpanId
        ? { ...shared, parentSpanId }
        : shared
  const startTime = pageTime(given.startTimestamp ?? given.startTime)
  return describe(openTransaction(trace, MANUAL, startTime, name, '', op), given)
}

/** None for what only stands for a page, or a trace. */
const shown = (span?: Span): Span | undefined => (span?._kind === OWNER ? undefined : span)

/** The page's pageload or navigation, until the next navigation begins; undefined when it has none. */
export const getActiveTransaction = (): Transaction | undefined => shown(page)

/** The span that would be the parent of one that starts now: the active one, else the page's transaction. Undefined when there is none. */
export const getActiveSpan = (): Span | undefined => shown(currentSpan())

/** `setMeasurement` of the transaction that the active span belongs to, else of the page's, while that is open. */
export const setMeasurement = (name: string, value: number, unit?: string): void => void currentSpan()?.setMeasurement(name, value, unit)

/** The first argument of `startSpan`: a span's members, and these. */
export interface StartSpanOptions extends SpanContext {
  /** What exactly is done. */
  name: string
  /** Default: the span active now, else the page's transaction. */
  parentSpan?: Span
}

/** Starts a span that is ended with `end()` or `finish()`: a child of the active span, else of the page's transaction, else a transaction. */
export const startInactiveSpan = (options: StartSpanOptions): Span => {
  const given = membersOf(options, refuse) as StartSpanOptions
  const parent = isSpan(given.parentSpan) ? given.parentSpan : currentSpan()
  return parent && !parent._continued ? parent.startChild(given) : startTransaction(given)
}

const run = (options: StartSpanOptions, callback: any, isManual?: boolean): any =>
  runSpan(startInactiveSpan(options), isManual, (span, finish) =>
    withActiveSpan(span, isManual ? () => callBack(callback, span, finish) : callback),
  )

/**
 * Calls back with a span that is active until the callback returns, and ends when it returns or the promise it returns
 * settles. What it throws or rejects with passes through, and the status of a span that is open then becomes `internal_error`. Gives back what the
 * callback does; in the place of a plain promise one that ends the same way.
 */
export const startSpan = <T>(options: StartSpanOptions, callback: (span: Span) => T): T => run(options, callback)

/** As `startSpan`, but the span ends when the callback, or whoever it hands it to, calls `finish` or the span's `end`. */
export const startSpanManual = <T>(options: StartSpanOptions, callback: (span: Span, finish: () => void) => T): T =>
  run(options, callback, true)

/**
 * Calls back while what starts belongs to the trace of these headers, or to a new one if they name none: spans start transactions of that trace,
 * and requests outside of them carry it on. Whether it is recorded is decided now, as `init` says for a trace that somebody else began (the
 * sampler gets no name). Only what starts before the callback returns: a page has no context that outlives an `await`.
 */
export function continueTrace<T>(
  headers: { sentryTrace?: string | undefined; baggage?: string | string[] | null | undefined },
  callback: () => T,
): T {
  const { sentryTrace, baggage } = membersOf(headers, refuse)
  const from = readTrace(textOf(sentryTrace), textOf(baggage))
  const trace = beginTrace('', '', from)
  trace._id = nextHandle()
  trace._seed = seed()
  const span = rootOf({ ...trace, _header: from && traceHeader(trace, from.parentSpanId!) }, 0, OWNER)
  span._continued = trace
  return withActiveSpan(span, () => callBack(callback))
}
