/** What a `traceparent` says (https://www.w3.org/TR/trace-context-2/#traceparent-header). */
export interface Traceparent {
  traceId: string
  parentSpanId: string
  sampled: boolean
  /** The trace id was made at random, at least its right half: whoever goes on with the trace passes that on. */
  isRandom: boolean
}

const SAMPLED = 1
const RANDOM = 2

/**
 * Reads the text of a `traceparent`; undefined for one that is not well formed, of which nothing may be taken. Versions to come may have more
 * behind another `-`, and of their flags only the lowest is known; each flag is looked at by itself, whatever others there are.
 */
export function readTraceparent(text: string | undefined): Traceparent | undefined {
  const [, version, traceId, parentSpanId, flags, more] =
    /^[ \t]*(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?[ \t]*$/.exec(text || '') || []
  if (!version || (version === '00' && more !== undefined)) return
  const bits = parseInt(flags!, 16)
  return {
    traceId: traceId!,
    parentSpanId: parentSpanId!,
    sampled: (bits & SAMPLED) > 0,
    isRandom: version === '00' && (bits & RANDOM) > 0,
  }
}

/** Text of a `traceparent`, of the version that everybody reads. Of a trace that nobody has decided on it says that it is not sampled. */
export const traceparentOf = (traceId: string, spanId: string, sampled: boolean | undefined, isRandom: boolean): string =>
  `00-${traceId}-${spanId}-0${(sampled ? SAMPLED : 0) + (isRandom ? RANDOM : 0)}`
