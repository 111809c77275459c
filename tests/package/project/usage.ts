/** Never run: what must compile against the published types, and what must not. */
import * as Headwater from 'headwater'
import type { NavigationContext, Options, Origin, SamplingContext, Span, SpanContext, StartSpanOptions, Transaction, TransactionContext } from 'headwater'
import { connect } from 'headwater/headwater.core.mjs'
import { connect as connectJs, VERSION } from 'headwater/headwater.core-js.mjs'
import 'headwater/headwater.js'
import 'headwater/headwater.inline.js'

const origins: Origin[] = ['localhost', /^\//]
const options: Options = {
  dsn: 'https://key@host.example/1',
  tracesSampleRate: 0.2,
  tracesSampler: (context: SamplingContext) => (context.parentSampled === true ? 1 : 0.1),
  tracingOrigins: origins,
  shouldCreateSpanForRequest: (url) => !url.endsWith('/ping'),
  beforeNavigate: (context: NavigationContext) => ({ name: context.pathname.replace(/\d+/g, ':id') }),
  beforeSendTransaction: (event) => (event.transaction === '/health' ? null : event),
}
Headwater.init(options)
Headwater.init({ ...options, tracesSampleRate: '0.5', beforeNavigate: (context) => context.pathname })

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
const sum: number = Headwater.startSpan(named, (inner) => inner.spanContext().traceId.length)
const later: Promise<string> = Headwater.startSpan(named, async () => header)
const same: string = Headwater.withActiveSpan(span, () => header)
Headwater.startInactiveSpan({ name: 'open', parentSpan: span }).end()
Headwater.configureScope((scope) => scope.setSpan(active))
Headwater.setUser({ id: 1 })
Headwater.setUser(null)
const sent: Promise<boolean> = Headwater.flush(1000)
const version: string = Headwater.VERSION
const text: string = Headwater.explain('/api')
export { connect, connectJs, headers, later, same, sent, sum, text, version, VERSION }

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
// @ts-expect-error: a time is a number or a Date
span.finish('now')
// @ts-expect-error: the result is the callback's
const wrong: string = Headwater.startSpan(named, () => 1)
// @ts-expect-error: internal
Headwater.openPage(1, 2)
