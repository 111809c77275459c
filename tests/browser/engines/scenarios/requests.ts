/** Requests of the page: which carry the trace, and which span they name. */
import assert from 'node:assert/strict'
import { extentIn, near, spanOf } from '../../support/look.ts'
import { pageWithHeadwater } from '../../support/page-with-headwater.ts'
import { sentryTrace, type Received } from '../../support/received.ts'
import type { Scenario } from '../scenario.ts'

/** Asks for each URL by fetch, then by XMLHttpRequest, as `?by=`. */
const ask = async (urls: string[]): Promise<void> => {
  for (const url of urls) {
    await fetch(`${url}?by=fetch`)
    await new Promise((resolve, reject) => {
      const xhr = new XMLHttpRequest()
      xhr.open('GET', `${url}?by=xhr`)
      xhr.onload = resolve
      xhr.onerror = reject
      xhr.send()
    })
  }
}

const isGet = ({ method, path }: Received): boolean => method === 'GET' && path.startsWith('/api/')

export const requests: Record<string, Scenario> = {
  'fetch and XHR carry the trace to where tracingOrigins says, naming their own spans': {
    cors: 'sentry-trace',
    pages: {
      '/list': (site, request) => {
        const page = pageWithHeadwater({ attributes: { 'idle-timeout': 20_000, 'tracing-origins': `/^\\//, ${site.otherOrigin}` } })
        return typeof page === 'string' ? page : page(site, request)
      },
    },
    async run(site, open) {
      const { origin, otherOrigin, foreignOrigin } = site
      const visit = await open('/list')
      await visit.call(ask, [`${origin}/api/json`, `${otherOrigin}/api/json`, `${foreignOrigin}/api/json`])
      await visit.coreIsThere()
      await visit.leave()
      const sent = await site.waitForTransaction('pageload')
      const asked = site.requests.filter(isGet)
      assert.equal(asked.length, 6)
      for (const request of asked) {
        const at = new URL(request.url)
        const span = sent.spans.filter(({ span_id }) => span_id === sentryTrace(request)?.spanId)
        const isOurs = at.origin !== foreignOrigin
        assert.equal(span.length, isOurs ? 1 : 0, `${request.url} carries ${request.headers['sentry-trace']}`)
        if (!isOurs) continue
        assert.equal(sentryTrace(request)?.traceId, sent.contexts.trace.trace_id)
        assert.equal(span[0]!.op, 'http.client')
        assert.equal(span[0]!.description, at.origin === origin ? 'GET /api/json' : `GET ${otherOrigin}/api/json`)
        assert.equal(span[0]!.data?.['http.response.status_code'], 200)
      }
      // Third parties are recorded all the same.
      assert.equal(sent.spans.filter(({ description }) => description === `GET ${foreignOrigin}/api/json`).length, 2)
    },
  },

  'requests that fail, by status or by the network, are spans that say so': {
    pages: { '/list': pageWithHeadwater({ attributes: { 'idle-timeout': 20_000 } }) },
    async run(site, open) {
      site.answer('/api/cut', 'drop')
      const visit = await open('/list')
      const outcomes = await visit.call(async () => {
        const { status } = await fetch('/api/fail?status=503')
        const named = (error: Error): string => error.name
        const aborted = new AbortController()
        const slow = fetch('/api/slow?ms=5000', { signal: aborted.signal }).catch(named)
        aborted.abort()
        return [status, await fetch('/api/cut', { method: 'POST' }).catch(named), await slow]
      })
      assert.deepEqual(outcomes, [503, 'TypeError', 'AbortError'])
      await visit.coreIsThere()
      await visit.leave()
      const sent = await site.waitForTransaction('pageload')
      const failed = spanOf(sent, 'GET /api/fail')
      assert.equal(failed.data?.['http.response.status_code'], 503)
      assert.equal(failed.status, 'unavailable')
      assert.equal(spanOf(sent, 'POST /api/cut').status, 'internal_error')
      assert.equal(spanOf(sent, 'GET /api/slow').status, 'cancelled')
    },
  },

  'a request has the timings that the browser measured of it, each of two to the same address its own': {
    timingAllowOrigin: true,
    pages: { '/list': pageWithHeadwater({ attributes: { 'idle-timeout': 20_000 } }) },
    async run(site, open) {
      const visit = await open('/list')
      const measured = await visit.call(async () => {
        await fetch('/api/slow?ms=150').then(response => response.text())
        await fetch('/api/slow?ms=150').then(response => response.text())
        const entries = () => performance.getEntriesByType('resource').filter(({ name }) => name.includes('/api/slow'))
        while (entries().length < 2) await new Promise(resolve => setTimeout(resolve, 10))
        return entries().map(entry => entry.toJSON() as PerformanceResourceTiming)
      })
      await visit.coreIsThere()
      await visit.leave()
      const sent = await site.waitForTransaction('pageload')
      const spans = sent.spans.filter(({ description }) => description === 'GET /api/slow')
      assert.equal(spans.length, 2)
      for (const [index, { data = {}, ...span }] of spans.entries()) {
        const { startTime, requestStart, responseStart, responseEnd, transferSize } = measured[index]!
        near(extentIn(sent, { data, ...span })[1], responseEnd, 0.002, 'end')
        // The longest in ms, the first byte in s, as receivers expect it.
        near(Number(data['http.request.request_duration']), responseStart - requestStart, 0.002, 'request')
        near(Number(data['http.request.time_to_first_byte']) * 1000, responseStart - startTime, 0.002, 'first byte')
        assert.ok(responseStart - requestStart > 140)
        assert.equal(data['http.response_transfer_size'], transferSize)
        assert.equal(data['network.protocol.name'], 'http/1.1')
      }
    },
  },
}
