// A small service of Express, traced by the SDK that the first argument names, or by none. Prints its port.
//
//     node service.cjs none|headwater|sentry-11|sentry-5|otel <dsn> <address of an OTLP receiver>

const [, , subject, dsn, otlp] = process.argv
const { createRequire } = require('node:module')
// What is measured stands at the root; the others in this folder.
const atRoot = createRequire(`${__dirname}/../../../package.json`)

/** Each begins to watch and answers what the application needs; Express is loaded behind that. */
const subjects = {
  none: () => ({}),
  headwater() {
    const Headwater = atRoot('headwater/node')
    const { Handlers, Integrations } = Headwater
    return {
      before(app) {
        Headwater.init({
          dsn,
          tracesSampleRate: 1,
          integrations: [new Integrations.Http({ tracing: true }), new Integrations.Express({ app })],
        })
        app.use(Handlers.requestHandler())
        app.use(Handlers.tracingHandler())
      },
      after: app => app.use(Handlers.errorHandler()),
    }
  },
  'sentry-11'() {
    const Sentry = require('sentry-11')
    Sentry.init({ dsn, tracesSampleRate: 1, traceLifecycle: 'static' })
    return { after: app => Sentry.setupExpressErrorHandler(app) }
  },
  'sentry-5'() {
    const Sentry = require('sentry-5')
    const Tracing = require('@sentry/tracing')
    return {
      before(app) {
        Sentry.init({
          dsn,
          tracesSampleRate: 1,
          integrations: [new Sentry.Integrations.Http({ tracing: true }), new Tracing.Integrations.Express({ app })],
        })
        app.use(Sentry.Handlers.requestHandler())
        app.use(Sentry.Handlers.tracingHandler())
      },
      after: app => app.use(Sentry.Handlers.errorHandler()),
    }
  },
  otel() {
    const { NodeTracerProvider, BatchSpanProcessor } = require('@opentelemetry/sdk-trace-node')
    const { OTLPTraceExporter } = require('@opentelemetry/exporter-trace-otlp-http')
    const { registerInstrumentations } = require('@opentelemetry/instrumentation')
    const { HttpInstrumentation } = require('@opentelemetry/instrumentation-http')
    const { ExpressInstrumentation } = require('@opentelemetry/instrumentation-express')
    // A larger queue than its default, which drops most of what is measured.
    const processor = new BatchSpanProcessor(new OTLPTraceExporter({ url: otlp }), { maxQueueSize: 100_000, scheduledDelayMillis: 500 })
    new NodeTracerProvider({ spanProcessors: [processor] }).register()
    registerInstrumentations({ instrumentations: [new HttpInstrumentation(), new ExpressInstrumentation()] })
    // It watches what is loaded from here on.
    require('node:http')
    return {}
  },
}

const { before, after } = subjects[subject]()
const express = atRoot('express')
const app = express()
before?.(app)
app.use(express.json())
app.use(function session(request, _response, next) {
  request.session = { user: 'somebody' }
  next()
})
app.use(async function later(_request, _response, next) {
  await new Promise(setImmediate)
  next()
})
app.get('/shop/:category', (request, response) => {
  const items = Array.from({ length: 50 }, (_, id) => ({ id, name: `${request.params.category} ${id}`, price: id * 1.5 }))
  response.json(items)
})
after?.(app)
const server = app.listen(0, '127.0.0.1', () => console.log(server.address().port))
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send({ rss: process.memoryUsage().rss, cpu: user + system })
})
