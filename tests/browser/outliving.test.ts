/** Requests that outlive their transaction: one span each, by the id that their header named. */
import assert from 'node:assert/strict'
import { browserTest, coverTab, leave, openPage, pageWithHeadwater, sentryTrace, type Site, type Span } from './support/index.ts'

const page = pageWithHeadwater({ attributes: { 'detect-redirects': false } })

/** All that was recorded of the requests to `path`. */
const recorded = (site: Site, path: string): Span[] =>
  site
    .transactions()
    .flatMap(({ spans = [] }) => spans)
    .filter(({ op, description }) => /^(http\.client|resource\.(fetch|xmlhttprequest))$/.test(op) && description!.endsWith(path))

async function expectOne(site: Site, path: string): Promise<void> {
  const header = sentryTrace(await site.waitForRequest(path))!
  await site.waitForTransaction(({ spans = [] }) => spans.some(({ span_id }) => span_id === header.spanId))
  const all = recorded(site, path)
  assert.equal(all.length, 1, JSON.stringify(all))
  const [span] = all as [Span]
  assert.equal(span.span_id, header.spanId)
  assert.equal(span.trace_id, header.traceId)
  assert.deepEqual([span.status, span.data!['http.response.status_code']], ['ok', 200])
  assert.ok(span.timestamp - span.start_timestamp >= 0.7, 'until its answer')
  assert.equal(typeof span.data!['http.request.time_to_first_byte'], 'number')
}

for (const [by, ask] of [
  ['fetch', 'fetch(url).then((response) => response.text())'],
  ['xhr', 'new Promise((resolve) => { const xhr = new XMLHttpRequest(); xhr.open("GET", url); xhr.onload = resolve; xhr.send() })'],
]) {
  const start = `window.ask = (url) => (window.answered = ${ask})`
  for (const how of ['navigation', 'finish', 'manual', 'hidden']) {
    browserTest(`${by}, ${how}: a request that goes on is one span`, { pages: { '/': page } }, async site => {
      const visitor = await openPage(site, '/', { tab: how === 'hidden' })
      const path = '/api/slow'
      await visitor.page.evaluate('Headwater.flush()')
      await visitor.page.evaluate(start)
      if (how === 'manual') {
        await visitor.page.evaluate(
          `{ const job = Headwater.startTransaction('job'); Headwater.withActiveSpan(job, () => ask('${path}?ms=700')); job.finish() }`,
        )
      } else await visitor.page.evaluate(`void ask('${path}?ms=700')`)
      if (how === 'navigation') await visitor.page.evaluate("history.pushState(null, '', '/next')")
      if (how === 'finish') await visitor.page.evaluate('Headwater.getActiveTransaction().finish()')
      if (how === 'hidden') await coverTab(visitor)
      await visitor.page.evaluate('answered')
      await leave(visitor)
      await expectOne(site, path)
    })
  }
}

browserTest('an answer whose body nobody reads, finish and flush: one span', { pages: { '/': page } }, async site => {
  const visitor = await openPage(site, '/')
  for (let i = 0; i < 10; i++) {
    await visitor.page.evaluate(async path => {
      const job = Headwater.startTransaction({ name: 'job' })
      await Headwater.withActiveSpan(job, () => fetch(path))
      job.finish()
      await Headwater.flush()
    }, `/api/json?${i}`)
  }
  await leave(visitor)
  await site.waitForTransaction('pageload')
  const ids = site.requests.filter(({ path }) => path === '/api/json').map(request => sentryTrace(request)!.spanId)
  assert.deepEqual(
    recorded(site, '/api/json')
      .map(({ span_id }) => span_id)
      .sort(),
    ids.sort(),
  )
})
