import { attempt, isObject } from './values.ts'

/** The one header that is ours to add. */
const NAME = 'sentry-trace'
const isName = (name: unknown): boolean => /^sentry-trace$/i.test(name as string)

/** Objects are read once, as the platform does: their text may differ, or do something, the next time. */
export const readOnce = (value: unknown): unknown => (isObject(value) ? `${value}` : value)

/** Whether reading a plain object's members, at any time and any number of times, is noticed by nobody. */
export function isData(value: object): boolean {
  const prototype = Object.getPrototypeOf(value)
  return (!prototype || prototype === Object.prototype) &&
    Reflect.ownKeys(value).every(key => 'value' in Reflect.getOwnPropertyDescriptor(value, key)!)
}

/** Headers as a caller may give them, copied so that one can be added. */
export interface HeadersCopy {
  /** In the caller's form: `Headers` stay `Headers`, a list stays a list, an object an object; whoever wrapped fetch before us may expect that. */
  _headers: unknown
  /** Whether the caller's can be read again. */
  _isStill: boolean
  /** Whether the caller, or another tracer, has set the trace already. */
  _hasTrace: boolean
  _add(trace: string): void
}

/** Copies headers, each part of which is read once. Throws what reading them throws. */
export function copyHeaders(given: any): HeadersCopy {
  const hasTrace = attempt(() => Headers.prototype.has.call(given, NAME))
  const isList = hasTrace === undefined && given[Symbol.iterator]
  const copy: any = hasTrace !== undefined ? new Headers(given)
    : isList ? [...given].map(pair => (isObject(pair) && pair[Symbol.iterator] ? [...pair].map(readOnce) : pair))
    : { ...given }
  const names = isList ? copy.map((pair?: unknown[]) => pair?.[0]) : Object.keys(copy)
  if (!isList) for (const name of names) copy[name] = readOnce(copy[name])
  return {
    _headers: copy,
    _isStill: !isList || (Array.isArray(given) && given.every(Array.isArray)),
    _hasTrace: hasTrace || names.some(isName),
    _add: trace => isList ? copy.push([NAME, trace]) : hasTrace === false ? copy.set(NAME, trace) : (copy[NAME] = trace),
  }
}
