/** Navigations inside a page: which changes of the address make one, what it is called, and whose requests are whose. */
import assert from 'node:assert/strict'
import { near, reasonOf, spanOf, titles } from './support/look.ts'
import { browserTest, openPage, pageWithHeadwater, sentryTrace, type HeadwaterPage, type Site, type Transaction } from './support/index.ts'

/** Scripts navigate here, as soon as they like: redirect.test.ts is about what that may mean. */
const movingPage = (options: HeadwaterPage = {}) =>
  pageWithHeadwater({ ...options, attributes: { 'detect-redirects': false, ...options.attributes } })
const page = movingPage()
const idle = movingPage({ attributes: { 'idle-timeout': 100 } })
/** What happens right after it was loaded falls into its pageload, on a slow machine too. */
const patient = movingPage({ attributes: { 'idle-timeout': 4000 } })

/** Leaves every page, whose core is there, and waits until that many were received; `expected`: `op name` of each. */
async function assertTitles(site: Site, expected: string[]): Promise<void> {
  for (const { page } of site.visitors) {
    await page.evaluate(() => Headwater.flush())
    await page.goto('about:blank')
  }
  await site.waitFor(() => titles(site.transactions()).length >= expected.length, expected.join())
  assert.deepEqual(titles(site.transactions()), expected)
}

const named = (site: Site, name: string): Promise<Transaction> => site.waitForTransaction(({ transaction }) => transaction === name)

browserTest(
  'pushState ends the pageload and begins a trace that the next call already belongs to',
  { pages: { '/a': patient } },
  async site => {
    const visitor = await openPage(site, '/a')
    const [before, after] = await visitor.page.evaluate(async () => {
      const times = [performance.timeOrigin + performance.now()]
      history.pushState({ kept: 1 }, '', '/b/c?x=1#y')
      times.push(performance.timeOrigin + performance.now())
      await fetch('/api/json')
      return times
    })
    assert.deepEqual(await visitor.page.evaluate(() => [history.state, location.href]), [{ kept: 1 }, `${site.origin}/b/c?x=1#y`])
    const pageload = await site.waitForTransaction('pageload')
    const navigation = await site.waitForTransaction('navigation')
    assert.equal(pageload.transaction, '/a')
    assert.equal(reasonOf(pageload), 'cancelled')
    assert.equal(navigation.transaction, '/b/c')
    assert.equal(navigation.transaction_info.source, 'url')
    assert.equal(navigation.contexts.trace.origin, 'auto.navigation.browser')
    assert.equal(navigation.contexts.trace.parent_span_id, undefined)
    assert.equal((navigation.request as { url: string }).url, `${site.origin}/b/c`)
    assert.equal(reasonOf(navigation), 'idleTimeout')
    near(navigation.start_timestamp * 1000, (before! + after!) / 2, 20, 'start')
    assert.notEqual(navigation.contexts.trace.trace_id, pageload.contexts.trace.trace_id)
    assert.deepEqual(sentryTrace(await site.waitForRequest('/api/json')), {
      traceId: navigation.contexts.trace.trace_id,
      spanId: spanOf(navigation, 'GET /api/json').span_id,
      sampled: true,
    })
  },
)

browserTest('each way to another path makes one navigation, named after where it leads', { pages: { '/a': idle } }, async site => {
  const visitor = await openPage(site, '/a')
  await visitor.page.evaluate(async () => {
    for (const go of [
      () => history.pushState(null, '', '/b'),
      () => history.replaceState(null, '', '/c'),
      () => history.pushState(null, '', 'd/e'),
      () => history.pushState(null, '', './f?query'),
      () => history.pushState(null, '', new URL('/g', location.href)),
      () => history.back(),
      () => history.forward(),
    ]) {
      const popped = new Promise(resolve => addEventListener('popstate', resolve, { once: true }))
      const { href } = location
      go()
      // A traversal has not happened yet.
      if (location.href === href) await popped
      // One in which nothing happens is not sent.
      performance.mark('there')
      // They are told apart by their starts, each of which is tied to a clock of whole ms.
      for (const now = Date.now(); Date.now() < now + 3; );
    }
  })
  await assertTitles(site, [
    'pageload /a',
    'navigation /b',
    'navigation /c',
    'navigation /d/e',
    'navigation /d/f',
    'navigation /g',
    'navigation /d/f',
    'navigation /g',
  ])
  const traces = site
    .transactions()
    .filter(({ contexts }) => !contexts.trace.op.endsWith('.late'))
    .map(({ contexts }) => contexts.trace.trace_id)
  assert.equal(new Set(traces).size, traces.length)
})

browserTest(
  'a popstate listener of the page asks in the new trace',
  {
    pages: { '/a': movingPage({ head: '<script>addEventListener("popstate", () => { window.done = fetch("/api/json") })</script>' }) },
  },
  async site => {
    const visitor = await openPage(site, '/a')
    await visitor.page.evaluate(() => {
      history.pushState(null, '', '/b')
      history.back()
    })
    const request = await site.waitForRequest('/api/json')
    await visitor.page.evaluate('window.done')
    await assertTitles(site, ['pageload /a', 'navigation /b', 'navigation /a'])
    const last = await site.waitForTransaction(({ transaction, contexts }) => transaction === '/a' && contexts.trace.op === 'navigation')
    assert.equal(sentryTrace(request)?.spanId, spanOf(last, 'GET /api/json').span_id)
  },
)

browserTest(
  'a base address counts as it does for the browser',
  {
    pages: { '/a': movingPage({ head: '<base href="/shop/list/">', from: ({ origin }) => origin }) },
  },
  async site => {
    const visitor = await openPage(site, '/a')
    await visitor.page.evaluate(() => history.pushState(null, '', '../cart'))
    await assertTitles(site, ['pageload /a', 'navigation /shop/cart'])
  },
)

browserTest('what leaves the path as it is, or fails, is no navigation', { pages: { '/a': idle } }, async site => {
  const visitor = await openPage(site, '/a?x=0')
  const errors = await visitor.page.evaluate(async () => {
    history.pushState(null, '', '?x=1')
    history.replaceState(null, '', '#part')
    history.pushState({ only: 'state' }, '')
    const popped = new Promise(resolve => addEventListener('popstate', resolve, { once: true }))
    history.back()
    await popped
    location.hash = 'other'
    const names: string[] = []
    for (const url of ['https://elsewhere.example/b', 'http://:/']) {
      for (const name of ['pushState', 'replaceState'] as const) {
        try {
          history[name](null, '', url)
        } catch (error) {
          names.push((error as Error).name)
        }
      }
    }
    await fetch('/api/json')
    history.pushState(null, '', '/end')
    return names
  })
  assert.deepEqual(errors, Array(4).fill('SecurityError'))
  const request = await site.waitForRequest('/api/json')
  await assertTitles(site, ['pageload /a', 'navigation /end'])
  assert.equal(sentryTrace(request)?.traceId, (await named(site, '/a')).contexts.trace.trace_id)
})

browserTest('the Navigation API makes one navigation, when it is committed', { pages: { '/a': page } }, async site => {
  const visitor = await openPage(site, '/a')
  await visitor.page.evaluate(`
    navigation.addEventListener('navigate', (event) => {
      if (event.canIntercept) event.intercept({ handler: () => fetch('/api/json') })
    })
    navigation.navigate('/b').finished.then(() => undefined)
  `)
  const request = await site.waitForRequest('/api/json')
  await assertTitles(site, ['pageload /a', 'navigation /b'])
  assert.equal(sentryTrace(request)?.spanId, spanOf(await named(site, '/b'), 'GET /api/json').span_id)
})

browserTest(
  'a request that is still open belongs to the page that made it, and ends as it ends',
  { pages: { '/a': patient } },
  async site => {
    const visitor = await openPage(site, '/a')
    const gate = site.hold('/api/slow')
    await visitor.page.evaluate(() => {
      Object.assign(window, { done: fetch('/api/slow') })
    })
    await gate.requested
    await visitor.page.evaluate(() => history.pushState(null, '', '/b'))
    const pageload = await site.waitForTransaction('pageload')
    gate.release()
    await visitor.page.evaluate('done.then((answer) => answer.text()).then(() => Headwater.flush())')
    const late = await site.waitForTransaction('pageload.late')
    assert.equal(late.contexts.trace.trace_id, pageload.contexts.trace.trace_id)
    const span = spanOf(late, 'GET /api/slow')
    assert.equal(span.status, 'ok')
    assert.equal(sentryTrace(await gate.requested)?.spanId, span.span_id)
  },
)

browserTest(
  'navigations can be switched off',
  {
    pages: { '/a': movingPage({ attributes: { 'start-transaction-on-location-change': 'false', 'idle-timeout': 4000 } }) },
  },
  async site => {
    const visitor = await openPage(site, '/a')
    await visitor.page.evaluate(() => {
      history.pushState(null, '', '/b')
      return fetch('/api/json')
    })
    const pageload = await site.waitForTransaction('pageload')
    spanOf(pageload, 'GET /api/json')
    assert.deepEqual(titles(site.transactions()), ['pageload /a'])
  },
)
