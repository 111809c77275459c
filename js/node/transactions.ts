import { isObject, membersOf, now, pageTime, textOf, timeOrigin } from '../base/values.ts'
import { callBack } from '../base/warn.ts'
import { runSpan } from '../record/run-span.ts'
import { describe, headerOf, isSpan, type Span, type SpanContext, type Transaction } from '../record/span.ts'
import { MANUAL, TRANSACTION } from '../seam/commands.ts'
import { readArriving, type TraceHeaders } from '../trace/arriving.ts'
import { current, runIn } from './context.ts'
import { config } from './current.ts'
import { currentHandles, next } from './handles.ts'
import { putOut } from './outlet.ts'
import { Root, type ServiceSpan } from './span.ts'
import { beginTrace, type ServiceTrace } from './trace.ts'

/** The argument of `startTransaction`. */
export interface TransactionContext extends SpanContext {
  name?: string
  /** Continues this trace. Default: that of the active span, of `continueTrace`, or a new one. */
  traceId?: string
  /** Default: the active span. */
  parentSpanId?: string
  /** A decision of its own; one that differs from the trace's begins another. */
  sampled?: boolean
}

const nothingLost = (): void => {}

/** @internal What a transaction is named by: its name, what that is made of, its operation and who has begun it. */
export interface Naming {
  name: string
  source: string
  op: string
  origin: string
  /** The address that was asked for. */
  url?: string
}

/** @internal Opens a transaction in this trace. `startTime` on the clock of `performance.now()`, NaN for now. */
export function openTransaction(
  trace: ServiceTrace,
  { name, source, op, origin, url = '' }: Naming,
  startTime = NaN,
  scope = current().scope,
): Root {
  const handles = currentHandles()
  const handle = next(handles)
  const isRecorded = trace.sampled && config
  trace._seed = handles.seed
  if (!isRecorded) trace._id ||= handle
  const root = new Root(isRecorded ? handle : 0, trace, handles, scope, putOut)
  root._recording?.add(
    TRANSACTION,
    [trace.traceId, trace.parentSpanId, name, source, op, origin, url, trace.basis],
    [now(), handle, MANUAL, startTime, timeOrigin() + now()],
  )
  return root
}

const idOf = (span: ServiceSpan): string => headerOf(span, span._handle).split('-')[1]!

/**
 * Starts a transaction: a child of the active span, also of one that is over, else in the trace of `continueTrace`, else in a new trace. It
 * shares the decision of its trace.
 */
export function startTransaction(context: TransactionContext | string = {}): Transaction {
  const given: TransactionContext = typeof context === 'string' ? { name: context } : membersOf(context, nothingLost)
  const { op = '', traceId, parentSpanId, sampled } = given
  const name = textOf(given.name)
  const { span, trace } = current()
  const shared = span?._root._trace ?? trace
  const isOther = traceId || !shared || (typeof sampled === 'boolean' && sampled !== shared.sampled)
  const own = isOther
    ? beginTrace(name, textOf(op), traceId ? arrivingOf(given) : undefined)
    : { ...shared, parentSpanId: parentSpanId || (span ? idOf(span) : shared.parentSpanId) }
  const startTime = pageTime(given.startTimestamp ?? given.startTime)
  return describe(openTransaction(own, { name, source: '', op: textOf(op), origin: 'manual' }, startTime), given)
}

/** What `traceId`, `parentSpanId` and `sampled` say, as if it had arrived in a header. */
function arrivingOf({ traceId, parentSpanId, sampled }: TransactionContext): Parameters<typeof beginTrace>[2] {
  const from = {
    traceId: textOf(traceId),
    parentSpanId: textOf(parentSpanId),
    sampled: typeof sampled === 'boolean' ? sampled : undefined,
  }
  return { from, baggage: '', tracestate: '', isW3C: false, isRandom: false }
}

/** The span that would be the parent of one that starts now; undefined when there is none. */
export const getActiveSpan = (): Span | undefined => current().span

/** The transaction of the active span. */
export const getActiveTransaction = (): Transaction | undefined => current().span?._root

/** Calls back with this span as the parent of all that the callback starts, at once or later. Null: of none. */
export function withActiveSpan<T>(span: Span | null, callback: () => T): T {
  const { trace, scope } = current()
  return runIn({ span: isSpan(span) ? (span as ServiceSpan) : undefined, trace, scope }, () => callBack(callback))
}

/** The first argument of `startSpan`: a span's members, and these. */
export interface StartSpanOptions extends SpanContext {
  name: string
  /** Default: the active span. */
  parentSpan?: Span
}

/** Starts a span that is ended with `end()`. Without a parent, and below one whose transaction is over, it is a transaction. */
export function startInactiveSpan(options: StartSpanOptions): Span {
  const given = membersOf(options, nothingLost) as StartSpanOptions
  const parent = isSpan(given.parentSpan) ? (given.parentSpan as ServiceSpan) : current().span
  if (parent && (!parent._handle || !parent._root._isOver())) return parent.startChild(given)
  return parent ? withActiveSpan(parent, () => startTransaction(given)) : startTransaction(given)
}

const run = (options: StartSpanOptions, callback: any, isManual?: boolean): any =>
  runSpan(startInactiveSpan(options), isManual, (span, finish) => withActiveSpan(span, () => callBack(callback, span, finish)))

/**
 * Calls back with a span that is active in all that the callback starts, also behind an `await`, and ends when the callback returns or the
 * promise it returns settles. What it throws or rejects with passes through, and the status then becomes `internal_error`. Gives back what the
 * callback does; in the place of a plain promise one that ends the same way.
 */
export const startSpan = <T>(options: StartSpanOptions, callback: (span: Span) => T): T => run(options, callback)

/** As `startSpan`, but the span ends when the callback, or whoever it hands it to, calls `finish` or the span's `end`. */
export const startSpanManual = <T>(options: StartSpanOptions, callback: (span: Span, finish: () => void) => T): T =>
  run(options, callback, true)

/**
 * Calls back while what starts belongs to the trace of these headers, or to a new one if they name none: spans start transactions of that trace,
 * and requests outside of them carry it on. A `sentryTrace` comes before a `traceparent`. Whether it is recorded is decided now, as `init` says
 * (the sampler gets no name).
 */
export function continueTrace<T>(headers: { [name in keyof TraceHeaders]?: string | string[] | null | undefined }, callback: () => T): T {
  const given = (isObject(headers) ? headers : {}) as Record<keyof TraceHeaders, unknown>
  const textIn = (name: keyof TraceHeaders): string => textOf(given[name])
  const arriving = readArriving({
    sentryTrace: textIn('sentryTrace'),
    baggage: textIn('baggage'),
    traceparent: textIn('traceparent'),
    tracestate: textIn('tracestate'),
  })
  return runIn({ span: undefined, trace: beginTrace('', '', arriving), scope: current().scope._fork() }, () => callBack(callback))
}
