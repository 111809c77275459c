/** A tab that is only hidden lives on: what does not fit into what it may send at once arrives all the same. */
import assert from 'node:assert/strict'
import { browserTest, coverTab, openPage, pageWithHeadwater, type Site, type Span, type Visitor } from './support/index.ts'

const page = pageWithHeadwater({ attributes: { 'idle-timeout': 20_000 } })

const spans = (site: Site): Span[] => site.transactions().flatMap(transaction => transaction.spans)
const requests = (site: Site): number =>
  new Set(
    spans(site)
      .filter(({ op }) => op === 'http.client')
      .map(({ span_id }) => span_id),
  ).size
const marks = (site: Site): number => spans(site).filter(({ op }) => op === 'mark').length

/** A page in which so many requests were made and 400 marks set within its load, its core there. */
async function openBusyPage(site: Site, count: number): Promise<Visitor> {
  const visitor = await openPage(site, '/', { tab: true })
  await visitor.page.evaluate(async length => {
    await Promise.all(Array.from({ length }, async (_, index) => (await fetch(`/api/json?${index}`)).text()))
    for (let index = 0; index < 400; index++) performance.mark(`mark ${index}`)
    await Headwater.flush(20_000)
  }, count)
  return visitor
}

browserTest('of a hidden tab all arrives, the most important at once; soon too what it does then', { pages: { '/': page } }, async site => {
  const visitor = await openBusyPage(site, 300)
  assert.equal(requests(site), 0, 'it is still loading')
  await coverTab(visitor)
  const pageload = await site.waitForTransaction('pageload')
  const [first] = site.envelopes
  assert.ok(first!.request.body.length <= 32_768)
  assert.ok(first!.request.byBeacon)
  await site.waitFor(() => requests(site) === 300 && marks(site) === 400, 'all of it', 8000)
  assert.ok(pageload.spans.length > 30 && pageload.spans.length < 300)
  for (const { contexts } of site.transactions()) assert.equal(contexts.trace.data?.['headwater.dropped_spans'], undefined)
  for (const late of site.transactions().filter(({ contexts }) => contexts.trace.op === 'pageload.late'))
    assert.equal(late.contexts.trace.parent_span_id, pageload.contexts.trace.span_id)

  await visitor.page.evaluate(async () => {
    for (const path of ['/api/json?a', '/api/json?b']) await (await fetch(path)).text()
  })
  await site.waitFor(() => requests(site) === 302, 'what began while it was hidden', 12_000)
  assert.equal(await visitor.page.evaluate(() => document.visibilityState), 'hidden')
})

browserTest(
  'what a frozen tab could not send is sent by its next page',
  { pages: { '/': page, '/next': pageWithHeadwater() } },
  async site => {
    const visitor = await openBusyPage(site, 200)
    await coverTab(visitor)
    const devtools = await visitor.context.newCDPSession(visitor.page)
    await devtools.send('Page.setWebLifecycleState', { state: 'frozen' })
    await site.waitForTransaction('pageload')
    assert.ok(requests(site) + marks(site) < 600, 'not all of it')
    await visitor.page.goto(`${site.origin}/next`)
    await site.waitFor(() => requests(site) === 200, 'what headers name', 8000)
  },
)
