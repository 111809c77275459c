import { attempt, jsonOf, textOf } from '../base/values.ts'
import { ask, warn } from '../base/warn.ts'
import type { Sampling } from '../seam/options.ts'

/** The facts that all requests and spans of one trace share. Made once, when the trace starts. */
export interface Trace {
  /** 32 lowercase hex digits. */
  traceId: string
  /** Span of another service that the trace was continued from; empty for none. */
  parentSpanId: string
  /** The head-based decision. Undefined: nobody has decided; nothing is recorded here, others may decide. */
  sampled: boolean | undefined
  /**
   * What the decision was made from, as JSON: whether it was made here, the baggage of whoever began the trace, rate and random
   * number. Of this the core module makes the envelope's trace header. Empty when nothing is recorded.
   */
  basis: string
}

/** A trace that somebody else began. What is absent is made up here. */
export interface Incoming {
  traceId?: string
  parentSpanId?: string
  sampled?: boolean | undefined
  /** Text of a `sentry-trace` that is not continued, because it is not meant for this page: it is linked to. */
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
      // A broken escape: what follows is left out.
      members[key!] = decodeURIComponent(value!)
    }
  })
  return {
    traceId,
    parentSpanId: parentSpanId!,
    // Of the flags of a traceparent, the lowest bit.
    sampled: decision ? +decision % 2 > 0 : undefined,
    // Members of another trace (a cache mixed two pages) would make receivers refuse the header.
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
 * Starts or continues a trace and decides whether it is recorded: by the sampler if it answers, else as `from` decided,
 * else by the rate. Without rate and sampler nothing is recorded here: a "no" is carried on, anything else is undecided.
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
    // Of what is no trace the core is told by what is no span: it counts it.
    parentSpanId: isId ? from!.parentSpanId || '' : given && '?',
    sampled,
    basis: sampled ? jsonOf([from?.sampled === undefined, baggage, rate, random]) : '',
  }
}
