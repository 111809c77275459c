import * as code from './commands.ts'
import type { Config, NavigationContext } from './options.ts'
import { nextHandle, start, stopped } from './recorder.ts'
import { record } from './recording.ts'
import { scope } from './scope.ts'
import { describe, Span, type PageTrace, type SpanContext, type Transaction } from './span.ts'
import { startTrace, type Incoming } from './trace.ts'
import { ask } from './warn.ts'

/** The options of `init`; undefined before it and after `close`. */
export let config: Config | undefined
export const configure = (checked: Config): void => void (config = checked)

/** The page's pageload or navigation; of kind OWNER when it has none. Undefined before `init` and after `close`. */
export let page: Transaction | undefined

let active: Span | null | undefined

/**
 * The parent of what starts now: the innermost span of the synchronous call stack, else the scope's, unless its
 * transaction is over; else the page's own transaction.
 */
export function currentSpan(): Span | undefined {
  const span = active === undefined ? scope.getSpan() : active
  return span instanceof Span && !span._root._isOver() ? span : page
}

/** Calls back with `span` as the parent of what starts before it returns; null: the page's transaction. */
export function withActiveSpan<T>(span: Span | null, callback: (span: Span | null) => T): T {
  const outer = active
  active = span
  try {
    return callback(span)
  } finally {
    active = outer
  }
}

/** A trace by the options in force. Nothing is decided when nothing can be recorded, or not yet. */
export const beginTrace = (name: string, op: string, from?: Incoming, isDecided = true): PageTrace =>
  startTrace((isDecided && !stopped && config) || {}, name, op, from)

/** Opens a transaction in the core, if the trace is recorded. `startTime` in page ms, NaN for now. */
export function openTransaction(
  trace: PageTrace, kind: number, startTime: number, name: string, source: string, op: string, origin = 'manual',
): Transaction {
  let handle = 0
  if (trace.sampled && config) {
    record(config)
    handle = start(
      code.TRANSACTION,
      [kind, startTime, Date.now()],
      [trace.traceId, trace.parentSpanId, name, source, op, origin, location.href, trace.dsc],
    )
  }
  if (!trace._id) trace._id = handle || nextHandle()
  return new Span(trace, handle, kind)
}

/**
 * Begins a page view, from now on the current one. `isDecided` false: only its trace, for requests of a page that is
 * prerendered and perhaps never seen.
 */
export function openPage(kind: number, startTime: number, from?: Incoming, isDecided?: boolean): void {
  const { pathname, href } = location
  const what = kind === code.NAVIGATION ? 'navigation' : 'pageload'
  // A URL, so that callbacks of the 5.27 era, which take a location, find what they read.
  const context = Object.assign(new URL(href), { name: pathname, op: what, tags: {}, data: {} }) as NavigationContext
  const answer = kind !== code.OWNER && config && ask(config, 'beforeNavigate', context)
  const chosen = { ...context, ...(typeof answer === 'string' ? { name: answer } : answer as object) }
  const { op } = chosen
  const name = chosen.name || pathname
  const trace = beginTrace(name, op, from, isDecided)
  // The page that is left ends now, in the core too.
  if (page) page._finished = true
  page = openTransaction(trace, kind, startTime, name, name === pathname ? 'url' : 'custom', op, `auto.${what}.browser`)
  describe(page, chosen as SpanContext)
}

/** From now on there is no page, and nothing is traced. */
export const closePage = (): void => void (page = config = undefined)
