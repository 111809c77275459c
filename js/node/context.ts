import { AsyncLocalStorage } from 'node:async_hooks'
import { Scope } from './scope.ts'
import type { ServiceSpan } from './span.ts'
import type { ServiceTrace } from './trace.ts'

/**
 * What belongs to the code that runs now, and to all that it starts, however late: each request has its own, so that requests which go on at
 * once never mix.
 */
export interface Context {
  /** The parent of what starts. */
  span: ServiceSpan | undefined
  /** The trace that transactions join which have no parent. */
  trace: ServiceTrace | undefined
  scope: Scope
}

const storage = new AsyncLocalStorage<Context>()

/** Of what no request has started. */
const outermost: Context = { span: undefined, trace: undefined, scope: new Scope() }

export const current = (): Context => storage.getStore() ?? outermost

/** Calls back in a context; what the callback starts stays in it. Answers what the callback does. */
export const runIn = <T>(context: Context, callback: () => T): T => storage.run(context, callback)

/** What follows runs in a context, up to the end of whatever Node calls back now: for callers who hand over no callback. */
export const enter = (context: Context): void => storage.enterWith(context)

/** Calls back in none: what is started there for all requests must not hold on to one of them. */
export const outside = <T>(callback: () => T): T => storage.exit(callback)
