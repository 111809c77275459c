/** What a hidden or left page sends, and what becomes of what the page does with ended transactions afterwards. */
import assert from 'node:assert/strict'
import { reasonOf, spanOf, titles } from './support/look.ts'
import { browserTest, coverTab, leave, openPage, pageWithHeadwater, sentryTrace, type Site, type Transaction } from './support/index.ts'

// So slow to end by itself that what ends it is the hiding.
const page = pageWithHeadwater({
  attributes: { 'idle-timeout': 20_000 },
  afterScript: `<script>
    var manual = Headwater.startTransaction({ name: 'manual', op: 'task' })
    var step = manual.startChild({ op: 'step', description: 'open step' })
    var inPage = Headwater.getActiveTransaction().startChild({ op: 'step', description: 'open in the page' })
  </script>`,
})

declare const manual: ReturnType<typeof Headwater.startTransaction>
declare const step: typeof manual
declare const inPage: typeof manual

/** That page and its manual transaction, received after it was hidden or left. */
async function checkCancelled(site: Site): Promise<Transaction[]> {
  const pageload = await site.waitForTransaction('pageload')
  const task = await site.waitForTransaction('task')
  for (const { contexts, tags } of [pageload, task]) {
    assert.equal(contexts.trace.status, 'cancelled')
    assert.equal(contexts.trace.data?.['sentry.cancellation_reason'], 'document.hidden')
    assert.equal(tags?.visibilitychange, 'document.hidden')
  }
  assert.equal(reasonOf(pageload), 'documentHidden')
  assert.equal(reasonOf(task), undefined)
  assert.equal(spanOf(task, 'open step').status, 'cancelled')
  assert.equal(spanOf(pageload, 'open in the page').status, 'cancelled')
  return [pageload, task]
}

browserTest('a hidden tab ends everything open and sends it by beacon, though it stays hidden', { pages: { '/': page } }, async site => {
  const visitor = await openPage(site, '/', { tab: true })
  await visitor.page.evaluate(() => Headwater.flush())
  assert.deepEqual(site.transactions(), [])
  await coverTab(visitor)
  await checkCancelled(site)
  assert.deepEqual(
    site.envelopes.map(({ request }) => request.byBeacon),
    [true, true],
  )
})

browserTest('a page that is left ends everything open, requests too', { pages: { '/': page } }, async site => {
  const visitor = await openPage(site, '/')
  await visitor.page.evaluate(() => Headwater.flush())
  const gate = site.hold('/api/slow')
  await visitor.page.evaluate('void fetch("/api/slow")')
  const request = await gate.requested
  await leave(visitor)
  const [pageload] = await checkCancelled(site)
  gate.release()
  const span = spanOf(pageload!, 'GET /api/slow')
  assert.equal(span.status, 'cancelled')
  assert.equal(sentryTrace(request)?.spanId, span.span_id)
  assert.deepEqual(
    site.envelopes.map(({ request }) => request.byBeacon),
    [true, true],
  )
})

/** The root that the shim has sent by itself; what the core sends of it later is a follow-up below it. */
async function checkLoneRoot(site: Site): Promise<Transaction> {
  const root = await site.waitForTransaction('pageload')
  assert.equal(root.contexts.trace.status, 'cancelled')
  assert.equal(root.contexts.trace.data?.['headwater.core'], 'not loaded')
  assert.deepEqual(root.spans, [])
  return root
}

browserTest(
  'hidden before the core came: the root is sent at once, and the rest when it has come',
  { pages: { '/': page } },
  async site => {
    const gate = site.hold('/dist/headwater.core.mjs')
    const visitor = await openPage(site, '/', { tab: true })
    await gate.requested
    await visitor.page.evaluate(() => fetch('/api/json'))
    await coverTab(visitor)
    const root = await checkLoneRoot(site)
    gate.release()
    const rest = await site.waitForTransaction('pageload.late')
    assert.equal(rest.contexts.trace.parent_span_id, root.contexts.trace.span_id)
    spanOf(rest, 'GET /api/json')
    assert.equal(spanOf(rest, 'open in the page').status, 'cancelled')
    assert.equal(spanOf(await site.waitForTransaction('task'), 'open step').status, 'cancelled')
    assert.deepEqual(titles(site.transactions()), ['pageload /', 'task manual'])
    assert.equal(await visitor.page.evaluate(() => document.visibilityState), 'hidden')
  },
)

browserTest(
  'hidden before it was loaded: the core is asked for all the same',
  {
    pages: { '/': pageWithHeadwater({ body: '<img src="/image">' }) },
  },
  async site => {
    const gate = site.hold('/image')
    const visitor = await openPage(site, '/', { tab: true, waitUntil: 'domcontentloaded' })
    await gate.requested
    await coverTab(visitor)
    await checkLoneRoot(site)
    gate.release()
    assert.equal(reasonOf(await site.waitForTransaction('pageload.late')), 'documentHidden')
  },
)

/** Makes a request under each name that the page may still hold after the hide. */
const keepsUsingThem = async (): Promise<void> => {
  await fetch('/api/json?plain')
  await Headwater.withActiveSpan(manual, () => fetch('/api/json?manual'))
  await Headwater.withActiveSpan(step, () => fetch('/api/json?step'))
  await Headwater.withActiveSpan(inPage, () => fetch('/api/json?in-page'))
  await Headwater.withActiveSpan(manual.startChild({ op: 'late' }), () => fetch('/api/json?child-of-manual'))
  await Headwater.startSpan({ name: 'after', parentSpan: step }, () => fetch('/api/json?child-of-step'))
  await Headwater.startSpan({ name: 'late in page', parentSpan: inPage }, () => fetch('/api/json?child-in-page'))
  Headwater.configureScope(scope => scope.setSpan(step))
  await fetch('/api/json?scope')
  const header = step.startChild({ op: 'late' }).toTraceparent()
  await fetch('/api/json?own-header', { headers: { 'sentry-trace': header } })
}

/** The requests above, by the operation of what their header names. */
async function owners(site: Site): Promise<Record<string, string | undefined>> {
  const requests = site.requests.filter(({ path }) => path === '/api/json')
  const ownerOf = (id: string | undefined): string | undefined =>
    site.transactions().find(({ contexts, spans }) => [contexts.trace, ...spans].some(({ span_id }) => span_id === id))?.contexts.trace.op
  await site.waitFor(() => requests.every(request => ownerOf(sentryTrace(request)?.spanId)), 'the owner of each request')
  return Object.fromEntries(requests.map(request => [new URL(request.url).search.slice(1), ownerOf(sentryTrace(request)?.spanId)]))
}

const late = 'pageload.late'
const expectedOwners = {
  plain: late,
  manual: late,
  step: late,
  'in-page': late,
  'child-of-manual': late,
  'child-of-step': late,
  'child-in-page': late,
  scope: late,
  'own-header': 'task',
}

browserTest('shown again, a page names only spans that are sent', { pages: { '/': page } }, async site => {
  const visitor = await openPage(site, '/', { tab: true })
  await visitor.page.evaluate(() => Headwater.flush())
  const show = await coverTab(visitor)
  const [pageload] = await checkCancelled(site)
  await show()
  await visitor.page.evaluate(keepsUsingThem)
  await leave(visitor)
  const followUp = await site.waitForTransaction(late)
  assert.equal(followUp.contexts.trace.parent_span_id, pageload!.contexts.trace.span_id)
  assert.equal(followUp.contexts.trace.trace_id, pageload!.contexts.trace.trace_id)
  assert.deepEqual(await owners(site), expectedOwners)
  spanOf(followUp, 'late in page')
})

browserTest('the same when the core comes only then', { pages: { '/': page } }, async site => {
  const gate = site.hold('/dist/headwater.core.mjs')
  const visitor = await openPage(site, '/', { tab: true })
  await gate.requested
  const show = await coverTab(visitor)
  await show()
  await visitor.page.evaluate(keepsUsingThem)
  gate.release()
  await visitor.page.evaluate(() => Headwater.flush())
  await leave(visitor)
  await checkLoneRoot(site)
  await site.waitForTransaction('task')
  assert.deepEqual(await owners(site), expectedOwners)
})

browserTest('a manual transaction begun after the hide is whole', { pages: { '/': page } }, async site => {
  const visitor = await openPage(site, '/', { tab: true })
  await visitor.page.evaluate(() => Headwater.flush())
  const show = await coverTab(visitor)
  await checkCancelled(site)
  await show()
  await visitor.page.evaluate(async () => {
    const next = Headwater.startTransaction({ name: 'next', op: 'next' })
    await Headwater.startSpan({ name: 'inner', parentSpan: next }, () => fetch('/api/json'))
    next.finish()
  })
  const next = await site.waitForTransaction('next')
  assert.equal(spanOf(next, 'GET /api/json').parent_span_id, spanOf(next, 'inner').span_id)
  assert.equal(next.contexts.trace.status, 'ok')
  assert.ok(titles(site.transactions()).includes('next next'))
})
