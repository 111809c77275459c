import { attempt, jsonOf, textOf } from '../base/values.ts'
import { ask, warn } from '../base/warn.ts'
import type { Sampling } from '../seam/options.ts'

/** The facts that all requests and spans of one trace share. Made once, when the trace starts. */
export interface Trace {
  /** 32 lowercase hex digits. */
  traceId: string
  /** Span of another service that the trace was continued from; empty for none. */
  parentSpanId: string
  /**
   * Whether the trace is recorded; decided once, by whoever began it. Undefined: nobody has decided. Then nothing is
   * recorded here, and a service that gets the header may decide.
   */
  sampled: boolean | undefined
  /**
   * JSON of a list, from which the core module makes the trace header of envelopes (core/trace-header.ts): whether the
   * decision was made here, the baggage of whoever began the trace, the sample rate, and the random number that was
   * compared with it. Empty when the trace is not recorded.
   */
  basis: string
}

/**
 * A trace that somebody else began, as far as it is known. Without a trace id `startTrace` makes one, without a
 * decision it decides.
 */
export interface Incoming {
  traceId?: string
  parentSpanId?: string
  sampled?: boolean | undefined
  /**
   * Text of a `sentry-trace` that was not meant for this page view (watch/pageload.ts): it is not continued, the page
   * is linked to it.
   */
  stale?: string
  /** Decoded `sentry-` members of its baggage, without that prefix. */
  baggage?: Record<string, string>
}

const mix = (x: number): number => {
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b)
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
  return (x ^ (x >>> 16)) >>> 0
}

const hex = (x: number): string => x.toString(16).padStart(8, '0')

/**
 * The 16 hex digits of the span with this handle on the page with this seed (two unsigned 32-bit halves): one-to-one
 * in the handle and never all zero, so ids need neither storing nor sending to the core, which has the same function.
 */
export function spanId(seedHigh: number, seedLow: number, handle: number): string {
  const high = mix(handle ^ seedHigh)
  const low = mix(high + seedLow)
  return hex(high) + hex(high || low ? low : 1)
}

/** `count` random 32-bit numbers. */
export function randomNumbers(count: number): number[] {
  const numbers = new Uint32Array(count)
  attempt(() => crypto.getRandomValues(numbers))
  return [...numbers].map(number => number || (Math.random() * 2 ** 32) >>> 0)
}

/** 32 random hex digits. */
export const randomId = (): string => randomNumbers(4).map(hex).join('')

/** Text of a `sentry-trace` header. */
export const traceHeader = (trace: Trace, id: string): string =>
  trace.traceId + '-' + id + (trace.sampled === undefined ? '' : '-' + +trace.sampled)

/** Reads a `sentry-trace` or `traceparent` and a `baggage` text; undefined when the first is not well formed or names nothing. */
export function readTrace(header: string | undefined, baggage?: string): Incoming | undefined {
  const [, traceId, parentSpanId, decision] =
    /^\s*(?:00-)?(?!0+-)([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})(?:-(0[0-3]|[01]))?\s*$/.exec(header || '') || []
  if (!traceId) return
  const members: Record<string, string> = {}
  attempt(() => {
    for (const [, key, value] of (baggage || '').matchAll(/(?:^|,)\s*sentry-([^\s=;,]+)\s*=\s*([^\s;,]*)/g)) {
      // A broken escape makes this throw: its member and those behind it are left out.
      members[key!] = decodeURIComponent(value!)
    }
  })
  return {
    traceId,
    parentSpanId: parentSpanId!,
    // The decision is one digit in a `sentry-trace`, and two in a `traceparent`, whose lowest bit is the flag
    // `sampled`.
    sampled: decision ? +decision % 2 > 0 : undefined,
    // Baggage with another trace id (of two pages that a cache has mixed) is left out: the trace header that it would
    // give is one that receivers refuse.
    ...(members.trace_id === traceId && { baggage: members }),
  }
}

/**
 * A number from 0 to `max` (default 1: a sample rate) given as such, as text or as boolean; undefined for anything
 * else.
 */
export function numberOf(value: unknown, max = 1): number | undefined {
  const text = textOf(value)
  const number = /\d/.test(text) ? +text : ['false', 'true'].indexOf(text)
  return number >= 0 && number <= max ? number : undefined
}

/**
 * Starts or continues a trace and decides whether it is recorded: as the sampler says, if it answers; else as `from`
 * says; else by the rate. If neither a rate nor a sampler is given, nothing is recorded here: a "no" of `from` is
 * carried on, a "yes" becomes undecided.
 */
export function startTrace(sampling: Sampling, name: string, op: string, from?: Incoming): Trace {
  const given = textOf(from?.traceId)
  const isId = /^(?!0+$)[0-9a-f]{32}$/.test(given)
  const traceId = isId ? given : randomId()
  const baggage = from?.baggage
  let sampled = from?.sampled
  let rate = sampled === undefined ? sampling.tracesSampleRate : undefined
  const answer = ask(sampling, 'tracesSampler', { name, op, parentSampled: sampled })
  if (answer !== undefined) {
    rate = numberOf(answer)
    if (rate === undefined) warn(`tracesSampler returned ${textOf(answer)}; ${(rate = 0)} is used`)
  } else if (!sampling.tracesSampler && sampling.tracesSampleRate === undefined && sampled) sampled = undefined
  let random
  if (rate !== undefined) {
    random = baggage?.sample_rand
    if (numberOf(random) === undefined) random = (Math.random() * 0.999999).toFixed(6)
    sampled = +random! < rate
  }
  return {
    traceId,
    // When the given trace id is none, a new one has taken its place. The core learns of that by a parent that is no
    // span id, and counts it as `invalid_trace`.
    parentSpanId: isId ? from!.parentSpanId || '' : given && '?',
    sampled,
    basis: sampled ? jsonOf([from?.sampled === undefined, baggage, rate, random]) : '',
  }
}
