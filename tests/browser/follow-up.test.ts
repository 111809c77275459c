/** What starts or arrives under a pageload or navigation that has ended, and pages that have none. */
import assert from 'node:assert/strict'
import { spanOf, titles } from './support/look.ts'
import { browserTest, leave, openPage, pageWithHeadwater, sentryTrace, type Site } from './support/index.ts'

const page = pageWithHeadwater({ attributes: { 'idle-timeout': 100, 'detect-redirects': false } })

/** `op` of the transaction that has the span which the request to `path` named. */
async function ownerOf(site: Site, path: string): Promise<string> {
  const id = sentryTrace(await site.waitForRequest(path))?.spanId
  const owner = await site.waitForTransaction(({ spans }) => spans.some(({ span_id }) => span_id === id))
  return owner.contexts.trace.op
}

browserTest(
  'requests, resources, marks and spans after the end arrive in one follow-up, a child of the ended root',
  { pages: { '/list': page } },
  async site => {
    const visitor = await openPage(site, '/list')
    const pageload = await site.waitForTransaction('pageload')
    await visitor.page.evaluate(async () => {
      await fetch('/api/json')
      await fetch('/api/fail')
      const image = new Image()
      image.src = '/image'
      await image.decode()
      performance.mark('late mark')
      Headwater.getActiveTransaction()!.startChild({ op: 'step', description: 'late span' }).finish()
    })
    const stayed = site.transactions().length
    await leave(visitor)
    const late = await site.waitForTransaction('pageload.late')
    assert.equal(stayed, 1, 'nothing of it is sent while the page goes on')
    assert.equal(late.transaction, '/list')
    assert.equal(late.contexts.trace.trace_id, pageload.contexts.trace.trace_id)
    assert.equal(late.contexts.trace.parent_span_id, pageload.contexts.trace.span_id)
    assert.ok(late.start_timestamp >= pageload.timestamp)
    for (const description of ['GET /api/json', 'GET /api/fail', '/image', 'late mark', 'late span']) {
      assert.equal(spanOf(late, description).parent_span_id, late.contexts.trace.span_id)
    }
    assert.equal(spanOf(late, 'GET /api/fail').status, 'internal_error')
    assert.equal(late.timestamp, Math.max(...late.spans.map(({ timestamp }) => timestamp)))
  },
)

browserTest('a navigation sends it, and gathers its own', { pages: { '/list': page } }, async site => {
  const visitor = await openPage(site, '/list')
  await site.waitForTransaction('pageload')
  await visitor.page.evaluate(async () => {
    await fetch('/api/json')
    history.pushState(null, '', '/next')
  })
  assert.equal(await ownerOf(site, '/api/json'), 'pageload.late')
  const navigation = await site.waitForTransaction('navigation')
  await visitor.page.evaluate(() => fetch('/api/echo'))
  await leave(visitor)
  assert.equal(await ownerOf(site, '/api/echo'), 'navigation.late')
  const late = await site.waitForTransaction('navigation.late')
  assert.equal(late.transaction, '/next')
  assert.equal(late.contexts.trace.parent_span_id, navigation.contexts.trace.span_id)
})

browserTest('flush sends it without waiting for either', { pages: { '/list': page } }, async site => {
  const visitor = await openPage(site, '/list')
  await site.waitForTransaction('pageload')
  assert.equal(
    await visitor.page.evaluate(async () => {
      await fetch('/api/json')
      return Headwater.flush()
    }),
    true,
  )
  assert.equal(await ownerOf(site, '/api/json'), 'pageload.late')
})

browserTest(
  'a page without a pageload has a trace, and its requests an owner',
  {
    pages: { '/list': pageWithHeadwater({ attributes: { 'start-transaction-on-page-load': 'false' } }) },
  },
  async site => {
    const visitor = await openPage(site, '/list')
    assert.equal(
      await visitor.page.evaluate(async () => {
        await fetch('/api/json')
        await Headwater.flush()
        return Headwater.getActiveTransaction()
      }),
      undefined,
    )
    await leave(visitor)
    assert.equal(await ownerOf(site, '/api/json'), 'pageload.late')
    assert.deepEqual(titles(site.transactions()), [])
  },
)

browserTest(
  'late web vitals as spans of their own make no second transaction',
  {
    pages: {
      '/list': pageWithHeadwater({
        attributes: { 'idle-timeout': 100, 'late-vitals': 'span', release: 'shop@1.0.0' },
        body: '<button id="save">save</button>',
      }),
    },
  },
  async site => {
    const visitor = await openPage(site, '/list')
    const pageload = await site.waitForTransaction('pageload')
    await visitor.page.click('#save')
    const duration = await visitor.page.evaluate(
      () =>
        new Promise<number>(resolve => {
          new PerformanceObserver(list => resolve(list.getEntries()[0]!.duration)).observe({ type: 'first-input', buffered: true })
        }),
    )
    await leave(visitor)
    const { header, items } = await site.waitForEnvelope(({ items: [item] }) => item?.header.type === 'span')
    assert.deepEqual(titles(site.transactions()), ['pageload /list'])
    const spans = items.map(({ payload }) => JSON.parse(Buffer.from(payload).toString()))
    const inp = spans.find(({ op }) => op === 'ui.interaction.click')
    assert.ok(inp.measurements.inp.value >= duration, 'a click is longer than its first event')
    assert.equal(inp.exclusive_time, inp.measurements.inp.value)
    assert.match(inp.description, /button#save$/)
    assert.equal(inp.trace_id, pageload.contexts.trace.trace_id)
    assert.equal((header.trace as { trace_id: string }).trace_id, inp.trace_id)
    assert.equal(inp.segment_id, pageload.contexts.trace.span_id)
    assert.equal(inp.data.transaction, '/list')
    assert.equal(inp.data.release, 'shop@1.0.0')
    assert.match(inp.data['user_agent.original'], /^Mozilla/)
  },
)
