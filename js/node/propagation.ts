import { attempt } from '../base/values.ts'
import { headerOf } from '../record/span.ts'
import { isPresigned, matcherOf } from '../trace/origins.ts'
import { lookAt } from '../trace/address.ts'
import { hasSampling, joinBaggage } from '../trace/baggage.ts'
import { traceHeader } from '../trace/trace.ts'
import { traceparentOf } from '../trace/traceparent.ts'
import { current } from './context.ts'
import { config } from './current.ts'
import type { NodeConfig } from './options.ts'
import type { ServiceSpan } from './span.ts'
import { baggageOf, type ServiceTrace } from './trace.ts'

/** Names and values of headers. */
export type Headers = [name: string, value: string][]

/** The rules of a configuration, made once. */
let rules: { config: NodeConfig; matchers: ReturnType<typeof matcherOf>[] | undefined } | undefined

/** Whether requests to this address carry the trace: its origin and path decide, and a signed address gets nothing that is not in its signature. */
export function isTarget(url: URL): boolean {
  if (!config) return false
  if (rules?.config !== config) rules = { config, matchers: config.targets?.map(entry => matcherOf(entry, '')) }
  const address = lookAt(url)!
  return !isPresigned(address) && (rules.matchers?.some(matches => matches(address)) ?? true)
}

const beside = (sentryTrace: string, trace: ServiceTrace): Headers => {
  const { _along } = trace
  const headers: Headers = [['sentry-trace', sentryTrace]]
  const baggage = baggageOf(trace)
  if (baggage) headers.push(['baggage', baggage])
  if (config?.propagateTraceparent || _along.isW3C) {
    const [traceId, spanId] = sentryTrace.split('-')
    headers.push(['traceparent', traceparentOf(traceId!, spanId!, trace.sampled, _along.isRandom)])
    if (_along.tracestate) headers.push(['tracestate', _along.tracestate])
  }
  return headers
}

/** The headers that make a request a child of this span. */
export const headersOf = (span: ServiceSpan): Headers => beside(headerOf(span, span._handle), span._root._trace)

/** Those of the code that runs now: of its span, or of the trace that `continueTrace` goes on with. None outside of both. */
export function currentHeaders(): Headers {
  const { span, trace } = current()
  if (span) return headersOf(span)
  // There is no span of ours in it: who is called is a child of who has called us.
  return trace?.parentSpanId ? beside(traceHeader(trace, trace.parentSpanId), trace) : []
}

/**
 * Those of `headers` that a request gets which has some already: none of a caller who hands on a trace by himself, and of its `baggage` what it has,
 * with ours behind it.
 */
export function withoutOwn(headers: Headers, ownValue: (name: string) => string | undefined): Headers {
  if (ownValue('sentry-trace') !== undefined) return []
  return headers.flatMap(([name, value]): Headers => {
    const own = ownValue(name)
    if (own === undefined) return [[name, value]]
    return name === 'baggage' && !hasSampling(own) ? [[name, joinBaggage(own, value)]] : []
  })
}

/** The headers for a request that Headwater does not see; none when the URL given may not carry them. */
export function getTraceHeaders(url?: string | URL): Record<string, string> {
  const address = url === undefined ? undefined : attempt(() => new URL(url))
  return url === undefined || (address && isTarget(address)) ? Object.fromEntries(currentHeaders()) : {}
}
