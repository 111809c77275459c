import { jsonOf, now, textOf } from '../base/values.ts'
import { callBack } from '../base/warn.ts'
import * as code from '../seam/commands.ts'
import { command, connected, each, refuse } from './command-buffer.ts'
import type { Primitive, Span } from './span.ts'

/** How many keys are kept here for a recording that begins later; the core has limits of its own. */
const limit = 200

/** For each key the parameters of the last command that has set it. */
const latest = new Map<string, Parameters<typeof command>>()

function put(id: string, isSet: boolean, number: number, strings: string[], ...values: number[]): void {
  const parameters: Parameters<typeof command> = [number, strings, now(), ...values]
  if (!isSet) latest.delete(id)
  else if (!latest.has(id) && latest.size >= limit) return refuse()
  else latest.set(id, parameters)
  if (connected) command(...parameters)
}

function putValue(section: number, key: string, value: unknown): void {
  const isSet = value != null
  const json = isSet ? jsonOf(value, 8192) : ''
  key = textOf(key)
  // A value that can't be JSON is noted under another id: it must not replace what the key has, but the core is told,
  // and counts it.
  put((json === '?' ? json : section) + key, isSet, code.SCOPE_VALUE, [key, json], section, +isSet)
}

/** @internal Writes everything set so far. For the start of a recording: from then on each change is written when it is made. */
export const writeScope = (): void => latest.forEach(parameters => command(...parameters))

/** Sets a tag of all transactions that end from now on; null or undefined removes it. */
export function setTag(key: string, value: Primitive): void {
  put('t' + (key = textOf(key)), value != null, code.SCOPE_TAG, [key, textOf(value)], +(value != null))
}

/** Sets (null: removes) who uses the page: `{ id, email, username, ip_address }`. */
export const setUser = (user: Record<string, unknown> | null): void => putValue(0, '', user)

/** Sets any JSON value of all transactions; null or undefined removes it. */
export const setExtra = (key: string, value: unknown): void => putValue(1, key, value)

/** Sets a named group of values; null removes it. */
export const setContext = (key: string, context: Record<string, unknown> | null): void => putValue(2, key, context)

/** Sets several tags, as `setTag` does. */
export const setTags = (tags: Record<string, Primitive>): void => each(tags, setTag)

/** Sets several values, as `setExtra` does. */
export const setExtras = (extras: Record<string, unknown>): void => each(extras, setExtra)

let current: Span | undefined

/** The argument of `configureScope`'s callback. There is one scope. */
export const scope = {
  setTag,
  setTags,
  setUser,
  setExtra,
  setExtras,
  setContext,
  /** Makes requests children of this span until another is set or its transaction ends; undefined: of the page. */
  setSpan: (span?: Span): void => void (current = span),
  getSpan: (): Span | undefined => current,
}

/**
 * Calls back with the one scope: `setTag`, `setTags`, `setUser`, `setExtra`, `setExtras` and `setContext` are the functions of these names;
 * `setSpan(span)` makes requests children of that span until another is set or its transaction ends, `setSpan()` of the page again; `getSpan()`
 * answers it.
 */
export const configureScope = (callback: (target: typeof scope) => void): void => callBack(callback, scope)
