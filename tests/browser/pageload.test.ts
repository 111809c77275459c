/** The pageload as a server receives it: its extent, its trace, its name, what the page may change of it. */
import assert from 'node:assert/strict'
import { near, reasonOf, spanOf, titles } from './support/look.ts'
import { browserTest, openPage, pageWithHeadwater, sentryTrace, type Transaction } from './support/index.ts'

const traceId = 'aaaabbbbccccddddeeeeffff00001111'
const parentId = 'abcdefabcdefabcd'

/** Meta tags as a server writes them into its page. */
const meta = (decision: string): string => `<meta name="sentry-trace" content="${traceId}-${parentId}${decision}">
<meta name="baggage" content="mine=1,sentry-trace_id=${traceId},sentry-public_key=0123,sentry-sample_rate=0.25,sentry-transaction=%2Flist%20all">`

const asks = '<script>window.done = fetch("/api/json")</script>'

browserTest(
  'a page of nothing but itself sends its pageload, from the time origin on',
  {
    pages: { '/list': pageWithHeadwater({ head: '<link rel="icon" href="data:,">' }) },
  },
  async site => {
    const { page } = await openPage(site, '/list')
    const timeOrigin = await page.evaluate(() => performance.timeOrigin)
    const pageload = await site.waitForTransaction('pageload')
    const { trace } = pageload.contexts
    assert.equal(pageload.transaction, '/list')
    assert.equal(pageload.transaction_info.source, 'url')
    assert.equal(pageload.environment, 'production')
    assert.equal(trace.origin, 'auto.pageload.browser')
    assert.equal(trace.parent_span_id, undefined)
    assert.equal(reasonOf(pageload), 'idleTimeout')
    near(pageload.start_timestamp * 1000, timeOrigin, 20, 'start')
    const lastEnd = Math.max(...pageload.spans.map(({ timestamp }) => timestamp))
    assert.equal(pageload.timestamp, lastEnd, 'it ends with its last child')
    assert.deepEqual(
      pageload.spans.filter(({ op }) => op.startsWith('resource.')).map(({ description }) => description),
      ['/dist/headwater.js'],
    )
  },
)

browserTest(
  "the server's trace is adopted for the pageload, and for it alone",
  {
    pages: { '/list': pageWithHeadwater({ sampleRate: 0, head: meta('-1'), afterScript: asks }) },
  },
  async site => {
    const { page } = await openPage(site, '/list')
    const pageload = await site.waitForTransaction('pageload')
    assert.equal(pageload.contexts.trace.trace_id, traceId)
    assert.equal(pageload.contexts.trace.parent_span_id, parentId)
    const [envelope] = site.envelopes
    assert.deepEqual(envelope!.header.trace, {
      trace_id: traceId,
      public_key: '0123',
      sample_rate: '0.25',
      transaction: '/list all',
      sampled: 'true',
    })
    const request = await site.waitForRequest('/api/json')
    assert.deepEqual(sentryTrace(request), { traceId, spanId: spanOf(pageload, 'GET /api/json').span_id, sampled: true })

    await page.keyboard.press('a')
    await page.evaluate(() => {
      history.pushState(null, '', '/next')
      return fetch('/api/echo')
    })
    const next = sentryTrace(await site.waitForRequest('/api/echo'))
    assert.notEqual(next?.traceId, traceId)
    assert.equal(next?.sampled, false, 'the rate decides again')
  },
)

browserTest(
  "the server's no is obeyed, also against a rate of 1",
  {
    pages: { '/list': pageWithHeadwater({ head: meta('-0'), afterScript: asks }) },
  },
  async site => {
    const { page } = await openPage(site, '/list')
    const header = sentryTrace(await site.waitForRequest('/api/json'))
    assert.equal(header?.traceId, traceId)
    assert.equal(header?.sampled, false)
    await page.keyboard.press('a')
    await page.evaluate(() => {
      history.pushState(null, '', '/next')
      Headwater.startTransaction('mine').finish()
    })
    const navigation = await site.waitForTransaction('navigation')
    assert.equal(navigation.contexts.trace.parent_span_id, undefined)
    assert.ok(!titles(site.transactions()).some(title => title.startsWith('pageload')))
  },
)

browserTest(
  'an undecided trace of the server is decided here and continued',
  {
    pages: { '/list': pageWithHeadwater({ head: meta(''), afterScript: asks }) },
  },
  async site => {
    await openPage(site, '/list')
    const pageload = await site.waitForTransaction('pageload')
    assert.equal(pageload.contexts.trace.trace_id, traceId)
    assert.equal(pageload.contexts.trace.parent_span_id, parentId)
    const { trace } = site.envelopes[0]!.header as { trace: Record<string, string> }
    assert.equal(trace.transaction, '/list all')
    assert.equal(trace.sample_rate, '1')
  },
)

browserTest(
  'beforeNavigate names pageload and navigation, by a text or a changed context',
  {
    pages: {
      '/users/7': pageWithHeadwater({
        as: 'module',
        options: 'beforeNavigate: (location) => location.pathname.replace(/\\d+/, ":id")',
      }),
      '/users/8': pageWithHeadwater({
        as: 'module',
        options: `beforeNavigate: (context) => ({ ...context, name: context.op + ' of user', tags: { area: 'users' }, data: { from: context.name } })`,
      }),
      '/users/9': pageWithHeadwater({ as: 'module', options: 'beforeNavigate: () => { throw new Error("mine") }' }),
    },
  },
  async site => {
    const visit = async (path: string): Promise<string[]> => {
      const { page, messages } = await openPage(site, path)
      await page.keyboard.press('a')
      await page.evaluate(() => {
        history.pushState(null, '', '/users/10')
        return Headwater.flush()
      })
      await site.waitForTransaction(({ request }) => (request as { url: string }).url.endsWith(path))
      await page.goto('about:blank')
      return messages.filter(line => line.startsWith('warning: '))
    }
    assert.deepEqual(await visit('/users/7'), [])
    assert.deepEqual(await visit('/users/8'), [])
    assert.match((await visit('/users/9')).join(), /^warning: Headwater: beforeNavigate threw Error: mine/)
    await site.waitFor(() => titles(site.transactions()).length === 6, 'six transactions')
    assert.deepEqual(titles(site.transactions()), [
      'pageload /users/:id',
      'navigation /users/:id',
      'pageload pageload of user',
      'navigation navigation of user',
      'pageload /users/:id',
      'navigation /users/:id',
    ])
    const of = (name: string, path = '') =>
      site.transactions().find(({ transaction, request }) => transaction === name && JSON.stringify(request).includes(path))!
    assert.equal(of('/users/:id', '/users/7').transaction_info.source, 'custom')
    assert.equal(of('/users/:id', '/users/9').transaction_info.source, 'route', 'grouped, as without the callback')
    assert.equal(of('navigation of user').tags?.area, 'users')
    assert.equal(of('pageload of user').contexts.trace.data?.from, '/users/8')
  },
)

browserTest(
  'beforeSendTransaction changes and drops events',
  {
    pages: {
      '/list': pageWithHeadwater({
        as: 'module',
        options: `beforeSendTransaction: (event) => {
        if (event.contexts.trace.op === 'pageload') return null
        return { ...event, transaction: 'Größe ✓', tags: { ...event.tags, changed: 'yes' } }
      }`,
      }),
    },
  },
  async site => {
    const visitor = await openPage(site, '/list')
    await visitor.page.evaluate(() => Headwater.startTransaction({ name: 'mine', op: 'task' }).finish())
    const mine = await site.waitForTransaction('task')
    assert.equal(mine.transaction, 'Größe ✓')
    assert.equal(mine.tags?.changed, 'yes')
    await visitor.page.goto('about:blank')
    // Sent last, so whatever was to be sent before has been.
    await openPage(site, '/list').then(({ page }) =>
      page.evaluate(() => {
        Headwater.startTransaction({ name: 'mine', op: 'last' }).finish()
      }),
    )
    await site.waitForTransaction('last')
    assert.deepEqual(titles(site.transactions()), ['task Größe ✓', 'last Größe ✓'])
  },
)

browserTest(
  'no query string, fragment or credential is ever sent',
  {
    pages: {
      '/from': '<!doctype html><a href="/account?token=secret#secret">account</a>',
      '/account': pageWithHeadwater({ attributes: { 'idle-timeout': 20_000 }, body: '<img src="/image?key=secret#secret">' }),
    },
  },
  async site => {
    const { page } = await openPage(site, '/from?mail=secret')
    await page.getByRole('link').click()
    await page.waitForLoadState()
    await page.keyboard.press('a')
    await page.evaluate(async () => {
      await fetch('/api/json?code=secret#secret')
      const xhr = new XMLHttpRequest()
      xhr.open('GET', location.origin.replace('//', '//secret:secret@') + '/api/echo?code=secret')
      const loaded = new Promise(resolve => (xhr.onload = resolve))
      xhr.send()
      await loaded
      history.pushState(null, '', '/next?session=secret#secret')
      await fetch('/api/fail?code=secret')
      await Headwater.flush()
    })
    await page.goto('about:blank')
    const navigation = await site.waitForTransaction('navigation')
    const pageload = await site.waitForTransaction('pageload')
    // The key may have led to the navigation: what was asked for since then is no part of the page load. A request
    // whose entry comes after the navigation is sent when it has come.
    for (const request of ['GET /api/json', 'GET /api/echo']) {
      const isIn = ({ contexts, spans }: Transaction): boolean =>
        contexts.trace.op === 'pageload.late' && spans.some(({ description }) => description === request)
      await site.waitForTransaction(isIn)
    }
    spanOf(pageload, '/image')
    spanOf(navigation, 'GET /api/fail')
    assert.equal((pageload.request as { url: string }).url, `${site.origin}/account`)
    for (const { request } of site.envelopes) {
      const text = request.body.toString()
      assert.ok(!text.includes('secret'), text.slice(Math.max(0, text.indexOf('secret') - 200)).slice(0, 300))
    }
  },
)
