/** Never run: what must compile against the published types, and what must not. */
import * as Headwater from 'headwater'
import type {
  Integration,
  NavigationContext,
  Options,
  Origin,
  SamplingContext,
  SentSpan,
  Span,
  SpanContext,
  SpanLink,
  SpanStatus,
  StartSpanOptions,
  Transaction,
  TransactionContext,
  TransactionEvent,
} from 'headwater'
import { Integrations } from 'headwater/apm'
import { connect } from 'headwater/headwater.core.mjs'
import { connect as connectJs, VERSION } from 'headwater/headwater.core-js.mjs'
import { VueIntegration, vueTracing, type TracingOptions } from 'headwater/vue'
import 'headwater/headwater.js'
import 'headwater/headwater.inline.js'

const origins: Origin[] = ['localhost', /^\//]
const options: Options = {
  dsn: 'https://key@host.example/1',
  tracesSampleRate: 0.2,
  tracesSampler: (context: SamplingContext) => (context.parentSampled === true ? 1 : 0.1),
  tracingOrigins: origins,
  shouldCreateSpanForRequest: url => !url.endsWith('/ping'),
  beforeNavigate: (context: NavigationContext) => ({ name: context.pathname.replace(/\d+/g, ':id') }),
  beforeSendTransaction: event => {
    if (event.transaction === '/health' || event.contexts.trace.op === 'ping') return null
    const slow: SentSpan | undefined = event.spans.find(one => one.timestamp - one.start_timestamp > 1 && one.data?.['http.url'])
    event.tags = { ...event.tags, slow: slow?.description ?? 'none' }
    if ((event.measurements?.lcp?.value ?? 0) > 4000) event.transaction = `slow ${event.transaction}`
    return event
  },
}
Headwater.init(options)
Headwater.init({ ...options, tracesSampleRate: '0.5', beforeNavigate: context => context.pathname })

const context: TransactionContext = { name: 'checkout', op: 'task', tags: { step: 1 }, data: { cart: [1, 2] } }
const transaction: Transaction = Headwater.startTransaction(context)
const part: SpanContext = { op: 'part', description: 'one', startTimestamp: new Date() }
const span: Span = transaction.startChild(part).setTag('a', true).setData('b', { c: null }).setStatus('ok').setHttpStatus(200)
span.finish(Date.now() / 1000)
Headwater.startTransaction('named').setName('renamed').finish()
const header: string = span.toTraceparent()
const headers: Record<string, string> = Headwater.getTraceHeaders(new URL('https://host.example/'))
const active: Transaction | undefined = Headwater.getActiveTransaction()

const named: StartSpanOptions = { name: 'sum', attributes: { terms: 2 } }
const sum: number = Headwater.startSpan(named, inner => inner.spanContext().traceId.length)
const later: Promise<string> = Headwater.startSpan(named, async () => header)
const same: string = Headwater.withActiveSpan(span, () => header)
Headwater.startInactiveSpan({ name: 'open', parentSpan: span }).end()
const byHand: number = Headwater.startSpanManual(named, (inner, finish) => (finish(), inner.spanContext().traceFlags))
const continued: Promise<Response> = Headwater.continueTrace({ sentryTrace: header, baggage: undefined }, () => fetch('/api'))
const link: SpanLink = { context: span.spanContext(), attributes: { 'sentry.link.type': 'previous_trace' } }
span
  .addLink(link)
  .addLinks([link, { context: { traceId: '', spanId: '', sampled: true } }])
  .setTags({ a: 1, b: null })
Headwater.startSpan({ ...named, links: [link] }, () => {})
const word: SpanStatus = 'not_found'
span
  .setStatus(word)
  .setStatus('failure')
  .setStatus({ code: 2, message: 'anything' })
  .setMeasurement('rows', 5)
  .setMeasurement('size', 5, 'byte')
Headwater.setMeasurement('shown', 12, 'millisecond')
Headwater.setTags({ plan: 'free' })
Headwater.setExtras({ cart: [1] })
const current: Span | undefined = Headwater.getActiveSpan()
const hook = (event: TransactionEvent): TransactionEvent | null => event
Headwater.init({ ...options, beforeSendTransaction: hook })
Headwater.configureScope(scope => scope.setSpan(active))
Headwater.setUser({ id: 1 })
Headwater.setUser(null)
const sent: Promise<boolean> = Headwater.flush(1000)
const version: string = Headwater.VERSION
const text: string = Headwater.explain('/api')
export { byHand, connect, connectJs, continued, current, headers, later, same, sent, sum, text, version, VERSION }

const mine: Integration = { name: 'mine', options: { debug: true }, setup: (headwater: typeof Headwater) => headwater.setTag('a', 1) }
const tracingOptions: TracingOptions = { trackComponents: ['App'], hooks: ['mount', 'destroy'], timeout: 4000 }
const Vue = { mixin: (_: object) => Vue }
const tracing = new Integrations.Tracing({ tracingOrigins: ['api.example.com'], idleTimeout: 500 })
Headwater.init({ ...options, integrations: [mine, tracing, new VueIntegration({ Vue, tracing: true, tracingOptions })] })
vueTracing({ tracingOptions }).install(Vue)

// @ts-expect-error: hooks are verbs
vueTracing({ tracingOptions: { hooks: ['beforeUpdate'] } })
// @ts-expect-error: misspelt
new Integrations.Tracing({ tracingOrigin: [] })
// @ts-expect-error: an integration has a name
Headwater.init({ integrations: [{ setup: () => {} }] })
// @ts-expect-error: a rate is no object
Headwater.init({ tracesSampleRate: {} })
// @ts-expect-error: misspelt
Headwater.init({ traceSampleRate: 1 })
// @ts-expect-error: neither text nor pattern
Headwater.init({ tracingOrigins: [42] })
// @ts-expect-error: beacon or fetch
Headwater.init({ transport: 'carrier pigeon' })
// @ts-expect-error: a sampler decides at once
Headwater.init({ tracesSampler: async () => 1 })
// @ts-expect-error: a span needs a name
Headwater.startSpan({ op: 'task' }, () => 1)
// @ts-expect-error: a status is a word
span.setStatus(200)
// @ts-expect-error: of these
span.setStatus('done')
// @ts-expect-error: a measurement is a number
span.setMeasurement('rows', '5')
// @ts-expect-error: a link names a span
span.addLink(span)
// @ts-expect-error: an event has no such member
Headwater.init({ beforeSendTransaction: event => event.name })
// @ts-expect-error: a time is a number or a Date
span.finish('now')
// @ts-expect-error: the result is the callback's
const wrong: string = Headwater.startSpan(named, () => 1)
// @ts-expect-error: internal
Headwater.openPage(1, 2)
