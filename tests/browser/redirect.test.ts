/** Soft redirects: a page that moves by itself, right after it began, is still the same page. */
import assert from 'node:assert/strict'
import { spanOf, titles } from './support/look.ts'
import { browserTest, leave, openPage, pageWithHeadwater, sentryTrace } from './support/index.ts'

const attributes = { 'idle-timeout': 200 }
const page = pageWithHeadwater({ attributes })
const push = (path: string): string => `history.pushState(null, '', '${path}')`

for (const name of ['pushState', 'replaceState']) {
  browserTest(
    `${name} of a script at the start is a child of the pageload, whose trace stays`,
    {
      pages: {
        '/': pageWithHeadwater({ attributes, afterScript: `<script>history.${name}(null, '', '/home'); fetch('/api/json')</script>` }),
      },
    },
    async site => {
      await openPage(site, '/?a=secret')
      const pageload = await site.waitForTransaction('pageload')
      const redirect = spanOf(pageload, '/home')
      assert.equal(redirect.op, 'navigation.redirect')
      assert.equal(redirect.timestamp, redirect.start_timestamp)
      assert.equal(redirect.parent_span_id, pageload.contexts.trace.span_id)
      assert.equal(sentryTrace(await site.waitForRequest('/api/json'))?.spanId, spanOf(pageload, 'GET /api/json').span_id)
      assert.deepEqual(titles(site.transactions()), ['pageload /'])
    },
  )
}

browserTest('after a click, or a key, it is a navigation', { pages: { '/': page } }, async site => {
  const { page: tab } = await openPage(site, '/')
  await tab.mouse.click(5, 5)
  await tab.evaluate(push('/clicked'))
  await tab.keyboard.press('a')
  await tab.evaluate(push('/pressed'))
  await tab.evaluate(() => Headwater.flush())
  await leave(site.visitors[0]!)
  await site.waitForTransaction(({ transaction }) => transaction === '/pressed')
  assert.deepEqual(titles(site.transactions()), ['pageload /', 'navigation /clicked', 'navigation /pressed'])
})

browserTest(
  'what a click navigates to may redirect too',
  {
    pages: {
      '/': pageWithHeadwater({
        attributes,
        body: `<button onclick="${push('/old')}; ${push('/new')}">go</button>`.replaceAll("'", '&apos;'),
      }),
    },
  },
  async site => {
    const { page: tab } = await openPage(site, '/')
    await tab.getByRole('button').click()
    const navigation = await site.waitForTransaction('navigation')
    assert.equal(navigation.transaction, '/old')
    assert.equal(spanOf(navigation, '/new').op, 'navigation.redirect')
  },
)

browserTest('once the pageload is over it is a navigation, with a trace of its own', { pages: { '/': page } }, async site => {
  const { page: tab } = await openPage(site, '/')
  // In time for a redirect, were there anything to be redirected.
  const pageload = await site.waitForTransaction('pageload')
  await tab.evaluate(() => {
    history.pushState(null, '', '/later')
    Headwater.setRouteName('/named')
  })
  const navigation = await site.waitForTransaction('navigation')
  assert.equal(navigation.transaction, '/named')
  assert.notEqual(navigation.contexts.trace.trace_id, pageload.contexts.trace.trace_id)
  assert.deepEqual(titles(site.transactions()), ['pageload /', 'navigation /named'])
})

browserTest('later than 1.5 s after the start it is a navigation', { pages: { '/': page } }, async site => {
  const { page: tab } = await openPage(site, '/')
  await tab.waitForFunction(() => performance.now() > 1500)
  await tab.evaluate(push('/later'))
  assert.equal((await site.waitForTransaction('navigation')).transaction, '/later')
})

browserTest('traversing the history is a navigation', { pages: { '/': page } }, async site => {
  const { page: tab } = await openPage(site, '/')
  await tab.evaluate(async () => {
    history.pushState(null, '', '/home')
    const popped = new Promise(resolve => addEventListener('popstate', resolve, { once: true }))
    history.back()
    await popped
    await Headwater.flush()
  })
  await leave(site.visitors[0]!)
  const navigation = await site.waitForTransaction('navigation')
  assert.equal(navigation.transaction, '/')
})

browserTest(
  'it can be switched off',
  {
    pages: { '/': pageWithHeadwater({ attributes: { ...attributes, 'detect-redirects': 'false' } }) },
  },
  async site => {
    const { page: tab } = await openPage(site, '/')
    await tab.evaluate(push('/home'))
    assert.equal((await site.waitForTransaction('navigation')).transaction, '/home')
  },
)

browserTest('unsampled pages are one in the same cases', { pages: { '/': pageWithHeadwater({ sampleRate: 0 }) } }, async site => {
  const { page: tab } = await openPage(site, '/')
  await tab.evaluate(async () => {
    await fetch('/api/json?1')
    history.pushState(null, '', '/home')
    await fetch('/api/json?2')
  })
  await tab.keyboard.press('a')
  await tab.evaluate(async () => {
    history.pushState(null, '', '/next')
    await fetch('/api/json?3')
  })
  const [one, two, three] = site.requests.filter(({ path }) => path === '/api/json').map(({ headers }) => headers['sentry-trace'])
  assert.match(one!, /-0$/)
  assert.equal(two, one)
  assert.notEqual(three!.slice(0, 32), one!.slice(0, 32))
})
