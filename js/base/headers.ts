import { attempt, isObject } from './values.ts'

/** The one header that is ours to add. */
export const NAME = 'sentry-trace'
export const isName = (name: unknown): boolean => /^sentry-trace$/i.test(name as string)

/** Objects are read once, as the platform does: their text may differ, or do something, the next time. */
export const readOnce = (value: unknown): unknown => (isObject(value) ? `${value}` : value)

/** Whether reading a plain object's members, at any time and any number of times, is noticed by nobody. */
export function isData(value: object): boolean {
  const prototype = Object.getPrototypeOf(value)
  return (
    (!prototype || prototype === Object.prototype) &&
    Reflect.ownKeys(value).every(key => 'value' in Reflect.getOwnPropertyDescriptor(value, key)!)
  )
}

/** Headers as a caller may give them, copied so that one can be added. */
export interface HeadersCopy {
  /**
   * In the caller's form: `Headers` stay `Headers`, a list stays a list, an object an object, and what can be read once can be read once; whoever
   * wrapped fetch before us may expect that.
   */
  _headers: unknown
  /** Whether the caller's can be read again. */
  _isStill: boolean
  /** Whether the caller, or another tracer, has set the trace already. */
  _hasTrace: boolean
  _add(trace: string): void
}

/** Copies headers, each part of which is read once. Throws what reading them throws. */
export function copyHeaders(given: any): HeadersCopy {
  const isList = Array.isArray(given)
  // A polyfill takes a list for what it has made, as both have a `map`. An object that is no Headers would make it throw, which takes long.
  const inHeaders = isList || isData(given) ? undefined : attempt(() => hasTrace(given))
  const isIterable = inHeaders === undefined && given[Symbol.iterator]
  const copy: any =
    inHeaders !== undefined
      ? new Headers(given)
      : isIterable
        ? [...given].map(pair => (isObject(pair) && pair[Symbol.iterator] ? [...pair].map(readOnce) : pair))
        : { ...given }
  const names = inHeaders !== undefined ? [] : isIterable ? copy.map((pair?: unknown[]) => pair?.[0]) : Object.keys(copy)
  if (!isIterable) for (const name of names) copy[name] = readOnce(copy[name])
  return {
    _headers: isIterable && !isList ? copy.values() : copy,
    _isStill: !isIterable || (isList && given.every(Array.isArray)),
    _hasTrace: inHeaders || names.some(isName),
    _add: trace => (isIterable ? copy.push([NAME, trace]) : inHeaders === false ? addTrace(copy, trace) : (copy[NAME] = trace)),
  }
}

/** Whether `Headers` have it, also of another realm; throws for other objects. */
export const hasTrace = (headers: Headers): boolean => Headers.prototype.has.call(headers, NAME)

export const addTrace = (headers: Headers, trace: string): void => Headers.prototype.set.call(headers, NAME, trace)
