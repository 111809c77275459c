/** How envelopes travel: by which channel, in which form and order. */
import assert from 'node:assert/strict'
import { titles } from './support/look.ts'
import {
  browserTest,
  coverTab,
  leave,
  openPage,
  pageWithHeadwater,
  publicKey,
  type HeadwaterPage,
  type Page,
  type ReceivedEnvelope,
  type Site,
  type Visitor,
} from './support/index.ts'

/** Without a pageload, so that what is sent is what the test makes. */
const quiet = { 'start-transaction-on-page-load': 'false' }

/** A page that sends to another of the site's origins. */
const sendingTo =
  (origin: (site: Site) => string, options: HeadwaterPage = {}): Page =>
  (site, request) => {
    const dsn = site.dsn.replace(site.origin.slice('http://'.length), origin(site).slice('http://'.length))
    const page = pageWithHeadwater({ ...options, attributes: { ...options.attributes, dsn } })
    return (page as Exclude<Page, string>)(site, request)
  }

const opOf = ({ transaction }: ReceivedEnvelope): string => transaction!.contexts.trace.op

/** Finishes a transaction and answers the channel by which it was received. */
async function send(site: Site, { page }: Visitor, op: string): Promise<'beacon' | 'fetch'> {
  await page.evaluate(op => {
    Headwater.startTransaction({ name: 'mine', op }).finish()
    return Headwater.flush()
  }, op)
  const { request } = await site.waitForEnvelope(envelope => opOf(envelope) === op)
  return request.byBeacon ? 'beacon' : 'fetch'
}

const channels = async (site: Site, visitor: Visitor, ops: string[]): Promise<string[]> => {
  const used: string[] = []
  for (const op of ops) used.push(await send(site, visitor, op))
  return used
}

const preflights = (site: Site): string[] => site.requests.filter(({ method }) => method === 'OPTIONS').map(({ url }) => url)

browserTest(
  'one beacon of plain text for each envelope, with credentials and client in the query',
  {
    pages: { '/list': sendingTo(({ otherOrigin }) => otherOrigin) },
  },
  async site => {
    const visitor = await openPage(site, '/list', { tab: true })
    await visitor.page.evaluate(async () => {
      await Headwater.flush()
      Headwater.startTransaction({ name: 'a', op: 'one' })
      Headwater.startTransaction({ name: 'b', op: 'two' })
    })
    await coverTab(visitor)
    await site.waitFor(() => site.envelopes.length === 3, 'three envelopes')
    assert.deepEqual(site.envelopes.map(opOf).sort(), ['one', 'pageload', 'two'])
    for (const { request, items } of site.envelopes) {
      assert.ok(request.byBeacon)
      assert.equal(items.length, 1)
      assert.equal(request.headers['content-type'], 'text/plain')
      assert.equal(request.headers['content-encoding'], undefined)
      assert.equal(new URL(request.url).origin, site.otherOrigin)
      assert.equal(request.query.get('sentry_version'), '7')
      assert.equal(request.query.get('sentry_key'), publicKey)
      assert.match(request.query.get('sentry_client')!, /^sentry\.javascript\.browser\.headwater\/\d+\.\d+\.\d+$/)
    }
    assert.deepEqual(preflights(site), [])
  },
)

browserTest(
  'the second envelope of a tab session asks by fetch, then one a minute',
  {
    pages: { '/list': pageWithHeadwater({ attributes: quiet }) },
  },
  async site => {
    const visitor = await openPage(site, '/list', {
      prepare: page =>
        page
          .addInitScript(() => {
            const now = Date.now
            Date.now = () => now() - Number(sessionStorage.getItem('behind') ?? 61_000)
          })
          .then(() => undefined),
    })
    const setBehind = (ms: number): Promise<void> => visitor.page.evaluate(ms => sessionStorage.setItem('behind', String(ms)), ms)
    assert.deepEqual(await channels(site, visitor, ['one', 'two', 'three', 'four']), ['beacon', 'fetch', 'beacon', 'beacon'])
    await visitor.page.reload()
    assert.deepEqual(await channels(site, visitor, ['five']), ['beacon'], "the session is the tab's, not the page's")
    await setBehind(5000)
    assert.deepEqual(await channels(site, visitor, ['six']), ['beacon'])
    await setBehind(0)
    assert.deepEqual(await channels(site, visitor, ['seven', 'eight']), ['fetch', 'beacon'])
    assert.deepEqual(preflights(site), [])
  },
)

browserTest(
  'another site is always asked by fetch while the page is visible',
  {
    pages: { '/list': sendingTo(({ foreignOrigin }) => foreignOrigin, { attributes: { 'idle-timeout': 20_000 } }) },
  },
  async site => {
    const visitor = await openPage(site, '/list', { tab: true })
    assert.deepEqual(await channels(site, visitor, ['one', 'two', 'three']), ['fetch', 'fetch', 'fetch'])
    await coverTab(visitor)
    const pageload = await site.waitForEnvelope(envelope => opOf(envelope) === 'pageload')
    assert.ok(pageload.request.byBeacon)
    assert.deepEqual(preflights(site), [])
  },
)

browserTest(
  'transport forces a channel',
  {
    pages: {
      '/beacon': sendingTo(({ foreignOrigin }) => foreignOrigin, { attributes: { ...quiet, transport: 'beacon' } }),
      '/fetch': pageWithHeadwater({ attributes: { transport: 'fetch', 'idle-timeout': 20_000 } }),
    },
  },
  async site => {
    assert.deepEqual(await channels(site, await openPage(site, '/beacon'), ['one', 'two', 'three']), ['beacon', 'beacon', 'beacon'])
    const visitor = await openPage(site, '/fetch')
    assert.deepEqual(await channels(site, visitor, ['four', 'five', 'six']), ['fetch', 'fetch', 'fetch'])
    await leave(visitor)
    const pageload = await site.waitForEnvelope(envelope => opOf(envelope) === 'pageload')
    assert.ok(!pageload.request.byBeacon, 'also when it is left')
  },
)

for (const [name, script] of [
  ['missing', 'delete Navigator.prototype.sendBeacon'],
  ['throwing', 'Navigator.prototype.sendBeacon = () => { throw new TypeError() }'],
] as const) {
  browserTest(
    `sendBeacon is ${name}: fetch carries what it would have, also from a page that is left`,
    {
      pages: { '/list': pageWithHeadwater({ attributes: { 'idle-timeout': 20_000 } }) },
    },
    async site => {
      const visitor = await openPage(site, '/list', { prepare: page => page.addInitScript(script).then(() => undefined) })
      assert.deepEqual(await channels(site, visitor, ['one', 'two', 'three']), ['fetch', 'fetch', 'fetch'])
      await leave(visitor)
      await site.waitForEnvelope(envelope => opOf(envelope) === 'pageload')
      for (const { request } of site.envelopes) assert.match(request.headers['content-type']!, /^text\/plain/)
      assert.equal(site.envelopes.length, 4)
    },
  )
}

browserTest(
  'what is sent together is sent in the order of its importance',
  {
    pages: {
      '/list': pageWithHeadwater({
        attributes: { transport: 'beacon', 'detect-redirects': false },
        head: `<script>
        window.sent = []
        const native = Navigator.prototype.sendBeacon
        Navigator.prototype.sendBeacon = function (url, body) {
          sent.push(body.text())
          return native.call(this, url, body)
        }
      </script>`,
      }),
    },
  },
  async site => {
    const gate = site.hold('/dist/headwater.core.mjs')
    const { page } = await openPage(site, '/list')
    await gate.requested
    await page.evaluate(() => {
      Headwater.startTransaction({ name: 'first', op: 'task' }).finish()
      history.pushState(null, '', '/next')
      history.pushState(null, '', '/last')
    })
    gate.release()
    await site.waitFor(() => site.envelopes.length >= 3, 'three envelopes')
    const texts = await page.evaluate<string[]>('Promise.all(sent)')
    const ops = texts
      .slice(0, 3)
      .map(text => (JSON.parse(text.split('\n')[2]!) as { contexts: { trace: { op: string } } }).contexts.trace.op)
    assert.deepEqual(ops, ['pageload', 'navigation', 'task'])
  },
)

browserTest(
  'flush brings the core, sends what is finished and says whether it was accepted',
  {
    pages: { '/list': pageWithHeadwater({ body: '<img src="/image">' }) },
  },
  async site => {
    site.hold('/image')
    const gate = site.hold('/dist/headwater.core.mjs')
    const visitor = await openPage(site, '/list', { waitUntil: 'domcontentloaded' })
    const flush = (ms?: number): Promise<boolean> => visitor.page.evaluate(ms => Headwater.flush(ms), ms)
    const begun = Date.now()
    assert.equal(await flush(300), false, 'not within its time')
    assert.ok(Date.now() - begun >= 295)
    gate.release()
    assert.equal(await send(site, visitor, 'one'), 'beacon')
    assert.deepEqual(titles(site.transactions()), ['one mine'], 'what is open stays open')

    // The second is the one that asks; an endpoint that can't be reached is no acceptance.
    const endpoint = new URL(site.envelopes[0]!.request.url).pathname
    site.answer(endpoint, 'drop')
    await visitor.page.evaluate(() => Headwater.startTransaction({ name: 'mine', op: 'two' }).finish())
    assert.equal(await flush(), false)
    site.answer(endpoint, { status: 200, body: '{}' })
    await visitor.page.evaluate(() => Headwater.startTransaction({ name: 'mine', op: 'three' }).finish())
    assert.equal(await flush(), true)
  },
)

browserTest(
  'a tunnel is sent to as it is, and told the dsn',
  {
    pages: { '/list': pageWithHeadwater({ attributes: { tunnel: '/api/1/envelope/?mine=1' } }) },
  },
  async site => {
    await openPage(site, '/list')
    const { request, header } = await site.waitForEnvelope(() => true)
    assert.equal(request.url, `${site.origin}/api/1/envelope/?mine=1`)
    assert.equal(header.dsn, site.dsn)
  },
)

browserTest(
  'uploads are no part of what is recorded',
  {
    pages: { '/list': pageWithHeadwater({ attributes: { transport: 'fetch' } }) },
  },
  async site => {
    const visitor = await openPage(site, '/list')
    assert.deepEqual(await channels(site, visitor, ['one', 'two']), ['fetch', 'fetch'])
    await site.waitForTransaction('pageload')
    await visitor.page.evaluate(() => fetch('/api/json'))
    await leave(visitor)
    await site.waitForTransaction('pageload.late')
    const descriptions = site.transactions().flatMap(({ spans }) => spans.map(({ description }) => description))
    assert.deepEqual(
      descriptions.filter(description => /envelope|core/.test(description!)),
      [],
    )
  },
)
