import { callBack } from '../base/warn.ts'
import type { Primitive, Span } from '../record/span.ts'
import { current, runIn } from './context.ts'
import type { Scope } from './scope.ts'
import type { ServiceSpan } from './span.ts'

/** The argument of `configureScope`'s callback. */
export interface CurrentScope extends Scope {
  /** Makes this span the parent of what starts from now on in the same request; undefined: none. */
  setSpan(span?: Span): void
  getSpan(): Span | undefined
}

/** Calls back with the scope of the request that the code runs for, or with that of the process, which later requests begin with. */
export function configureScope(callback: (scope: CurrentScope) => void): void {
  const context = current()
  const scope = Object.assign(Object.create(context.scope), {
    setSpan: (span?: Span): void => void (context.span = span as ServiceSpan | undefined),
    getSpan: (): Span | undefined => context.span,
  })
  callBack(callback, scope)
}

/** Calls back with a scope of its own, which begins with what is there: what is set in it is gone behind the callback. */
export function withScope<T>(callback: (scope: Scope) => T): T {
  const context = current()
  const scope = context.scope._fork()
  return runIn({ ...context, scope }, () => callBack(callback, scope))
}

/** Sets a tag of the scope, as do the others. Null or undefined removes it. */
export const setTag = (key: string, value: Primitive): void => void current().scope.setTag(key, value)
export const setTags = (tags: Record<string, Primitive>): void => void current().scope.setTags(tags)
export const setUser = (user: Record<string, unknown> | null): void => void current().scope.setUser(user)
export const setExtra = (key: string, value: unknown): void => void current().scope.setExtra(key, value)
export const setExtras = (extras: Record<string, unknown>): void => void current().scope.setExtras(extras)
export const setContext = (key: string, context: Record<string, unknown> | null): void => void current().scope.setContext(key, context)
