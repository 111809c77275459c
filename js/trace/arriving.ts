import { withoutSampling } from './baggage.ts'
import { readTrace, type Incoming } from './trace.ts'
import { readTraceparent } from './traceparent.ts'
import { readTracestate } from './tracestate.ts'

/** The headers by which somebody hands a trace on. */
export interface TraceHeaders {
  sentryTrace?: string | undefined
  baggage?: string | undefined
  traceparent?: string | undefined
  tracestate?: string | undefined
}

/** What arrived with them. */
export interface Arriving {
  /** The trace to go on with; undefined: none, a new one begins. */
  from: Incoming | undefined
  /** The text of the `baggage`, without a sampling context that is not this trace's. */
  baggage: string
  /** To be passed on beside `traceparent`. */
  tracestate: string
  /** Who sent it reads `traceparent`, so it is passed on in that form too. */
  isW3C: boolean
  /** See `Traceparent`. Nobody knows that of one that came without. */
  isRandom: boolean
}

/** What a header may have (RFC 9110, section 5.5). Elsewhere, as in the message of a queue, there may be more. */
const HEADER = /^[\t\x20-\x7e\x80-\xff]*$/

/** Reads them: a `sentry-trace` first, which also says that nothing is decided, else a `traceparent`. */
export function readArriving({ sentryTrace, baggage: given = '', traceparent, tracestate }: TraceHeaders): Arriving {
  const baggage = HEADER.test(given) ? given : ''
  const w3c = readTraceparent(traceparent)
  const from =
    (sentryTrace && readTrace(sentryTrace, baggage)) || (w3c && readTrace(`${w3c.traceId}-${w3c.parentSpanId}-${+w3c.sampled}`, baggage))
  const isW3C = !!w3c && w3c.traceId === from?.traceId
  return {
    from,
    // The sampling context of another trace would make receivers refuse all of it.
    baggage: from?.baggage ? baggage : withoutSampling(baggage),
    tracestate: isW3C ? readTracestate(tracestate) : '',
    isW3C,
    isRandom: isW3C && w3c.isRandom,
  }
}
