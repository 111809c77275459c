/** Other tracers on the page, loaded before and after: everybody's spans, one header, a quiet console. */
import assert from 'node:assert/strict'
import { asScript, bundle } from './support/bundle.ts'
import { spanOf, titles } from './support/look.ts'
import { browserTest, openPage, pageWithHeadwater, sentryTrace, type Page, type Visitor } from './support/index.ts'

const pages: Record<string, Page> = {
  '/sentry.js': asScript(
    await bundle(`
    import * as Sentry from '@sentry/browser'
    window.others ??= []
    Sentry.init({
      dsn: 'https://0123456789abcdef0123456789abcdef@sentry.example/1', tracesSampleRate: 1, integrations: [Sentry.browserTracingIntegration()],
      transport: () => ({ send: async () => ({}), flush: async () => true }),
    })
    Sentry.getClient().on('spanEnd', (span) => {
      const { data, attributes = data } = Sentry.spanToJSON(span)
      if (attributes['sentry.op'] === 'http.client') others.push('sentry ' + attributes['url.full'])
    })`),
  ),
  '/otel.js': asScript(
    await bundle(`
    import { WebTracerProvider } from '@opentelemetry/sdk-trace-web'
    import { registerInstrumentations } from '@opentelemetry/instrumentation'
    import { FetchInstrumentation } from '@opentelemetry/instrumentation-fetch'
    import { XMLHttpRequestInstrumentation } from '@opentelemetry/instrumentation-xml-http-request'
    window.others ??= []
    const done = async () => {}
    const onEnd = ({ attributes }) => others.push('otel ' + attributes['url.full'])
    new WebTracerProvider({ spanProcessors: [{ onStart() {}, onEnd, forceFlush: done, shutdown: done }] }).register()
    window.otel = [new FetchInstrumentation(), new XMLHttpRequestInstrumentation()]
    registerInstrumentations({ instrumentations: otel })`),
  ),
}

const at = (name: string): string => `<script src="/${name}.js"></script>`
const orders: Record<string, { head?: string; afterScript?: string; others: string[] }> = {
  'Sentry, then Headwater': { head: at('sentry'), others: ['sentry'] },
  'Headwater, then Sentry': { afterScript: at('sentry'), others: ['sentry'] },
  'OpenTelemetry, then Headwater': { head: at('otel'), others: ['otel'] },
  'Headwater, then OpenTelemetry': { afterScript: at('otel'), others: ['otel'] },
  'Sentry, OpenTelemetry, Headwater': { head: at('sentry') + at('otel'), others: ['otel', 'sentry'] },
  'OpenTelemetry, Headwater, Sentry': { head: at('otel'), afterScript: at('sentry'), others: ['otel', 'sentry'] },
  'Sentry, Headwater, OpenTelemetry': { head: at('sentry'), afterScript: at('otel'), others: ['otel', 'sentry'] },
  'Headwater, OpenTelemetry, Sentry': { afterScript: at('otel') + at('sentry'), others: ['otel', 'sentry'] },
}

/** One request in each way that there is. */
const ask = ({ page }: Visitor): Promise<unknown> =>
  page.evaluate(async () => {
    const fetched = await fetch('/api/json?fetch')
    const requested = await fetch(new Request('/api/json?request', { method: 'POST', body: 'text' }))
    const xhr = new XMLHttpRequest()
    xhr.open('GET', '/api/json?xhr')
    xhr.setRequestHeader('x-mine', '1')
    await new Promise(resolve => {
      xhr.onload = resolve
      xhr.send()
    })
    return [await fetched.json(), await requested.json(), JSON.parse(xhr.responseText)]
  })

for (const [order, { others, ...scripts }] of Object.entries(orders)) {
  const foreign: string[] = []
  browserTest(order, { pages: { ...pages, '/': pageWithHeadwater(scripts) }, foreignTraces: foreign }, async (site, t) => {
    const visitor = await openPage(site, '/')
    assert.deepEqual(await ask(visitor), [{ ok: true }, { ok: true }, { ok: true }])
    const pageload = await site.waitForTransaction('pageload')
    const requests = site.requests.filter(({ path }) => path === '/api/json')
    assert.deepEqual(
      requests.map(({ url }) => url.split('?')[1]),
      ['fetch', 'request', 'xhr'],
    )
    for (const request of requests) {
      const headers = request.rawHeaders.filter(([name]) => name.toLowerCase() === 'sentry-trace')
      const trace = sentryTrace(request)
      assert.ok(headers.length === 1 && trace, `${request.url}: ${JSON.stringify(request.headers)}`)
      const isOurs = trace.traceId === pageload.contexts.trace.trace_id
      if (!isOurs) foreign.push(request.headers['sentry-trace']!)
      t.diagnostic(
        `${request.url.split('?')[1]}: the header is ${isOurs ? 'ours' : 'theirs'}${request.headers.baggage ? ', with their baggage' : ''}`,
      )
    }
    const ours = pageload.spans.filter(({ op }) => op === 'http.client')
    assert.deepEqual(
      ours.map(({ description }) => description),
      ['GET /api/json', 'POST /api/json', 'GET /api/json'],
    )
    // OpenTelemetry's end 300 ms later.
    await visitor.page.waitForFunction(count => (window as unknown as { others: string[] }).others.length >= count, others.length * 3)
    const spans = await visitor.page.evaluate(() => (window as unknown as { others: string[] }).others.sort())
    assert.deepEqual(
      spans.map(line => line.replace(/http.*\//, '')).sort(),
      others.flatMap(name => ['json?fetch', 'json?request', 'json?xhr'].map(end => `${name} ${end}`)),
    )
    assert.deepEqual(
      visitor.messages.filter(line => /^(error|warning)/.test(line)),
      [],
    )
  })
}

/** Wraps as shims do, and restores what was there before, whatever was put over it meanwhile. */
const shim = `<script>
  window.saved = { fetch, open: XMLHttpRequest.prototype.open, send: XMLHttpRequest.prototype.send, pushState: history.pushState }
  window.fetch = function (...args) { return saved.fetch.apply(this, args) }
  for (const name of ['open', 'send']) XMLHttpRequest.prototype[name] = function (...args) { return saved[name].apply(this, args) }
  History.prototype.pushState = function (...args) { return saved.pushState.apply(this, args) }
  window.restore = (...names) => {
    for (const name of names) (name === 'fetch' ? window : name === 'pushState' ? History.prototype : XMLHttpRequest.prototype)[name] = saved[name]
  }
</script>`

browserTest(
  'another that takes its wrapper off again takes off what is over it, and breaks nothing',
  {
    pages: {
      ...pages,
      '/inside': pageWithHeadwater({ head: shim }),
      '/outside': pageWithHeadwater({ afterScript: shim }),
      '/otel': pageWithHeadwater({ head: at('otel') }),
    },
  },
  async site => {
    for (const [path, spans] of [
      ['/inside', 0],
      ['/outside', 3],
    ] as const) {
      for (const restored of ['"fetch", "open", "send", "pushState"', '"open"', '"send"']) {
        site.requests.length = site.envelopes.length = 0
        const visitor = await openPage(site, path)
        await visitor.page.evaluate(`restore(${restored})`)
        assert.deepEqual(await ask(visitor), [{ ok: true }, { ok: true }, { ok: true }])
        const pageload = await site.waitForTransaction('pageload')
        const ours = pageload.spans.filter(({ op }) => op === 'http.client')
        if (restored.includes('fetch')) assert.equal(ours.length, spans, path)
        assert.deepEqual(visitor.messages, [])
        await visitor.page.close()
      }
    }
    site.requests.length = site.envelopes.length = 0
    const visitor = await openPage(site, '/otel')
    await visitor.page.evaluate(() => (window as unknown as { otel: { disable(): void }[] }).otel.forEach(part => part.disable()))
    await ask(visitor)
    await visitor.page.evaluate(async () => {
      await fetch('/api/json?mine')
      history.pushState(null, '', '/next')
    })
    const pageload = await site.waitForTransaction('pageload')
    assert.equal(pageload.spans.filter(({ op }) => op === 'http.client').length, 4)
    spanOf(pageload, 'POST /api/json')
    assert.deepEqual(titles(site.transactions()), ['pageload /otel'])
  },
)
