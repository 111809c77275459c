import { envelopeTrace } from '../core/trace-header.ts'
import type { PageTrace } from '../record/span.ts'
import type { Arriving } from '../trace/arriving.ts'
import { joinBaggage, samplingMembers } from '../trace/baggage.ts'
import { startTrace } from '../trace/trace.ts'
import { config } from './current.ts'
import { randomTraceId } from './random-id.ts'

/** A trace, and what of it goes along with each request, whichever span the request names. */
export interface ServiceTrace extends PageTrace {
  _along: Along
}

/** The same object for all transactions of a trace in this process. */
interface Along extends Omit<Arriving, 'from'> {
  /** Whether the decision was made here: then the sampling context is ours. */
  isOurs: boolean
  /** The first transaction's, if it is a name and no address. */
  name: string
  /** The whole text of the header, once it was asked for: it stays the same for the whole trace. */
  header?: string
}

const NOTHING: Arriving = { from: undefined, baggage: '', tracestate: '', isW3C: false, isRandom: true }

/**
 * Goes on with what has arrived, or begins a trace, and decides whether it is recorded. `name` and `op` are of its first transaction here,
 * `isAddress` says that the name is made of a URL, which says too much to be handed on.
 */
export function beginTrace(name: string, op: string, { from, ...rest } = NOTHING, isAddress = false): ServiceTrace {
  const trace = startTrace(config || {}, name, op, from ?? { traceId: randomTraceId() })
  const isOurs = !from
  const shown = isOurs && !isAddress ? name : ''
  // It stands in the sampling context that envelopes have, too (core/trace-header.ts).
  if (shown && trace.basis) {
    const [, , ...decided] = JSON.parse(trace.basis)
    trace.basis = JSON.stringify([true, { transaction: shown }, ...decided])
  }
  return { ...trace, _along: { ...rest, isRandom: isOurs || rest.isRandom, isOurs, name: shown } }
}

/** The text of the `baggage` that goes along: what has arrived, byte for byte; behind it our sampling context, where the trace began here. */
export function baggageOf({ traceId, basis, sampled, _along }: ServiceTrace): string {
  if (_along.header !== undefined || !config) return _along.header ?? ''
  // Without a basis there is no rate to tell of.
  const context = _along.isOurs && envelopeTrace(traceId, basis || jsonBasis(_along.name), config)
  const sampling = context ? samplingMembers({ ...context, sampled: sampled === undefined ? undefined : String(sampled) }) : ''
  return (_along.header = joinBaggage(_along.baggage, sampling))
}

const jsonBasis = (name: string): string => JSON.stringify([true, name ? { transaction: name } : null])
