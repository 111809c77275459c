/** Navigations of routers that load first and change the address then: they begin when the user asks, or the router says so. */
import assert from 'node:assert/strict'
import { near, spanOf, titles } from './support/look.ts'
import { browserTest, leave, openPage, pageWithHeadwater, sentryTrace, type Site, type Span, type Transaction } from './support/index.ts'

const attributes = { 'idle-timeout': 150 }

/** Buttons, a link and a form, each going where a router of its kind would, after 200 ms. `window.asked`: when, in ms since 1970. */
const body = `
<script>
  const load = async what => (await fetch('/api/slow?ms=200&' + what)).json()
  const go = path => history.pushState(null, '', path)
  for (const type of ['click', 'submit']) addEventListener(type, event => window.asked = performance.timeOrigin + event.timeStamp, true)
  const routes = {
    loader: async () => { await load('loader'); go('/loaded') },
    guard: async () => { await null; await load('guard'); await load('again'); go('/guarded') },
    named: async () => {
      Headwater.startNavigation({ url: '/named/2', name: '/named/:id' })
      await load('named')
      go('/named/2')
      await load('after')
    },
    cancelled: async () => {
      const navigation = Headwater.startNavigation({ url: '/none' })
      await load('cancelled')
      navigation.cancel()
      await load('stayed')
    },
  }
  addEventListener('popstate', () => load('popped'))
</script>
${['loader', 'guard', 'named', 'cancelled'].map(name => `<button id=${name} onclick="routes.${name}()">${name}</button>`).join('\n')}
<a href="/lazy" onclick="event.preventDefault(); import('/chunk.js').then(() => go('/lazy'))">lazy</a>
<form onsubmit="event.preventDefault(); load('form').then(() => go('/found'))"><input id=input></form>`

const pages = {
  '/': pageWithHeadwater({ attributes, body }),
  // Chromium asks for an icon after each change of the address, unless it has one.
  '/quiet': pageWithHeadwater({ attributes, body, head: '<link rel="icon" href="data:,">' }),
  '/unsampled': pageWithHeadwater({ attributes, body, sampleRate: 0 }),
  '/chunk.js': () => ({ headers: { 'content-type': 'text/javascript' }, body: 'export default 1' }),
}

const named = (site: Site, name: string): Promise<Transaction> =>
  site.waitForTransaction(({ transaction, contexts }) => transaction === name && !contexts.trace.op.endsWith('.late'))
const requestFor = (site: Site, what: string) => site.waitForRequest(({ url }) => url.endsWith(what))
const sentSpan = async (site: Site, what: string): Promise<[Span, Transaction]> => {
  const { spanId, traceId } = sentryTrace(await requestFor(site, what))!
  const transaction = await site.waitForTransaction(
    ({ spans, contexts }) => contexts.trace.trace_id === traceId && spans.some(({ span_id }) => span_id === spanId),
  )
  return [transaction.spans.find(({ span_id }) => span_id === spanId)!, transaction]
}
const links = ({ contexts }: Transaction) =>
  (contexts.trace as unknown as { links?: { trace_id: string; span_id: string; attributes: Record<string, string> }[] }).links ?? []

browserTest(
  'without being told, with the click or submit that a request followed; links to what it has asked before',
  { pages },
  async site => {
    site.delay('/chunk.js', 200)
    const { page } = await openPage(site, '/')
    await site.waitForTransaction('pageload')
    const early: [name: string, what: string, before: string][] = []
    let before = '/'
    for (const [act, name, what] of [
      [() => page.click('#loader'), '/loaded', 'loader'],
      [() => page.click('#guard'), '/guarded', 'guard'],
      [() => page.press('#input', 'Enter'), '/found', 'form'],
    ] as const) {
      await act()
      const navigation = await named(site, name)
      near(navigation.start_timestamp * 1000, await page.evaluate('asked'), 5, name)
      assert.ok(
        navigation.timestamp - navigation.start_timestamp > 0.19,
        `${name} took ${navigation.timestamp - navigation.start_timestamp} s`,
      )
      const header = sentryTrace(await requestFor(site, what))!
      assert.deepEqual(
        links(navigation).map(({ trace_id, span_id, attributes: its }) => [trace_id, span_id === header.spanId, its['sentry.link.type']]),
        [
          [header.traceId, false, 'previous_trace'],
          [header.traceId, true, 'early_request'],
        ],
      )
      early.push([name, what, before])
      before = name
    }
    await page.click('a')
    const lazy = await named(site, '/lazy')
    near(lazy.start_timestamp * 1000, await page.evaluate('asked'), 5, 'lazy')
    const chunk = spanOf(lazy, '/chunk.js')
    assert.ok(chunk.timestamp - lazy.start_timestamp > 0.19)
    await page.evaluate(() => history.back())
    const [popped, owner] = await sentSpan(site, 'popped')
    assert.deepEqual([owner.transaction, owner.contexts.trace.op], ['/found', 'navigation'])
    assert.ok(popped.start_timestamp - owner.start_timestamp < 0.1)
    assert.equal(links(owner).length, 1)
    await leave(site.visitors[0]!)
    for (const [name, what, page] of early)
      assert.equal((await sentSpan(site, what))[1].transaction, page, `${name}: as its header says, it is the page's before`)
    assert.deepEqual(titles(site.transactions()), [
      'pageload /',
      'navigation /loaded',
      'navigation /guarded',
      'navigation /found',
      'navigation /lazy',
      'navigation /found',
    ])
  },
)

browserTest('as a router says: what it asks belongs to it, or to the page that stayed', { pages }, async site => {
  const { page } = await openPage(site, '/')
  const pageload = await site.waitForTransaction('pageload')
  await page.click('#named')
  const navigation = await named(site, '/named/:id')
  near(navigation.start_timestamp * 1000, await page.evaluate('asked'), 100, 'start')
  assert.equal(navigation.transaction_info.source, 'route')
  assert.equal((navigation.request as { url: string }).url, `${site.origin}/named/2`)
  assert.equal(navigation.spans.filter(({ op }) => op === 'http.client').length, 2)
  for (const what of ['named', 'after']) assert.equal((await sentSpan(site, what))[1], navigation)
  assert.notEqual(navigation.contexts.trace.trace_id, pageload.contexts.trace.trace_id)
  await page.click('#cancelled')
  const [, held] = await sentSpan(site, 'cancelled')
  assert.deepEqual([held.transaction, held.contexts.trace.op], ['/named/:id', 'navigation.late'])
  assert.notEqual(held.contexts.trace.trace_id, navigation.contexts.trace.trace_id)
  assert.deepEqual(
    links(held).map(({ span_id }) => span_id),
    [navigation.contexts.trace.span_id],
  )
  const stayed = sentryTrace(await requestFor(site, 'stayed'))!
  assert.equal(stayed.traceId, navigation.contexts.trace.trace_id)
  await leave(site.visitors[0]!)
  assert.equal((await sentSpan(site, 'stayed'))[1].contexts.trace.parent_span_id, navigation.contexts.trace.span_id)
})

browserTest('unsampled, the same requests carry the same traces, and nothing else happens', { pages }, async site => {
  const { page } = await openPage(site, '/unsampled')
  await page.click('#named')
  await requestFor(site, 'after')
  await page.waitForFunction(() => location.pathname === '/named/2')
  await page.click('#cancelled')
  await requestFor(site, 'stayed')
  const [first, second, third, fourth] = ['named', 'after', 'cancelled', 'stayed'].map(
    what => site.requests.find(({ url }) => url.endsWith(what))!.headers['sentry-trace']!,
  )
  assert.match(first!, /-0$/)
  assert.equal(second, first)
  assert.notEqual(third, first)
  assert.equal(fourth, first)
})

browserTest('with what the Navigation API says, whose own affairs stay as they are', { pages }, async site => {
  const { page } = await openPage(site, '/')
  await site.waitForTransaction('pageload')
  // No click of theirs, so that only the browser knows when.
  const seen = (await page.evaluate(`(async () => {
    const seen = []
    navigation.addEventListener('navigate', event => {
      if (!event.canIntercept || event.hashChange || event.downloadRequest !== null) return
      if (event.destination.url.endsWith('/late')) event.intercept({ precommitHandler: () => load('late') })
      if (event.destination.url.endsWith('/never')) event.preventDefault()
    })
    const begin = performance.timeOrigin + performance.now()
    await navigation.navigate('/late').finished
    seen.push(begin, location.pathname)
    const never = navigation.navigate('/never')
    never.committed.catch(() => {})
    seen.push(await never.finished.catch(error => error.name))
    await navigation.navigate('#part').finished
    const link = document.body.appendChild(Object.assign(document.createElement('a'), { href: '/chunk.js', download: 'x' }))
    link.click()
    seen.push(location.pathname + location.hash)
    return seen
  })()`)) as [number, ...string[]]
  assert.deepEqual(seen.slice(1), ['/late', 'AbortError', '/late#part'])
  const navigation = await named(site, '/late')
  near(navigation.start_timestamp * 1000, seen[0], 30, 'start')
  assert.ok(navigation.timestamp - navigation.start_timestamp > 0.19)
  await leave(site.visitors[0]!)
  assert.deepEqual(titles(site.transactions()), ['pageload /', 'navigation /late'])
})

browserTest('one in which nothing happens is not sent, but names what follows', { pages }, async site => {
  const { page } = await openPage(site, '/quiet')
  const pageload = await site.waitForTransaction('pageload')
  // Without a click, of which Chromium makes a long frame on a slow machine. Its quiet end is over when the request begins.
  await page.evaluate(
    `new Promise(resolve => { go('/plain'); setTimeout(resolve, 400) }).then(() => load('later')).then(() => Headwater.flush())`,
  )
  const [, later] = await sentSpan(site, 'later')
  assert.deepEqual(
    [later.transaction, later.contexts.trace.op, later.contexts.trace.parent_span_id],
    ['/plain', 'navigation.late', undefined],
  )
  assert.deepEqual(
    links(later).map(({ span_id }) => span_id),
    [pageload.contexts.trace.span_id],
  )
  assert.deepEqual(titles(site.transactions()), ['pageload /quiet'])
})
