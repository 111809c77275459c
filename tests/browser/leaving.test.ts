/** Pages that are left: the root of every one arrives, and as much of the rest as the browser lets through. */
import assert from 'node:assert/strict'
import { near } from './support/look.ts'
import { fromOther, otherVersion, version as ours } from './support/other-version.ts'
import {
  browserTest,
  coverTab,
  leave,
  openPage,
  pageWithHeadwater,
  publicKey,
  sentryTrace,
  type Site,
  type Transaction,
} from './support/index.ts'

const endpoint = '/api/1/envelope/'

const bytesOf = (site: Site): number => site.envelopes.reduce((sum, { request }) => sum + request.body.length, 0)
const kept = 'Object.keys(sessionStorage).filter((key) => key.startsWith("headwater.unsent")).map((key) => sessionStorage[key])'

/** So slow to end by itself that what ends it is the leaving. */
const slow = { 'idle-timeout': 20_000 }

browserTest(
  'left before the core has come: the root alone, by one beacon',
  {
    lost: true,
    pages: {
      '/users/42/basket': pageWithHeadwater({
        attributes: { release: 'shop@1.2', environment: 'test' },
        afterScript: '<script>fetch("/api/json?secret=1")</script>',
      }),
    },
  },
  async site => {
    const gate = site.hold('/dist/headwater.core.mjs')
    const visitor = await openPage(site, '/users/42/basket?secret=1#secret')
    await gate.requested
    const sent = sentryTrace(await site.waitForRequest('/api/json'))!
    const began = await visitor.page.evaluate<number>('performance.timeOrigin')
    await leave(visitor)
    const root = await site.waitForTransaction('pageload')
    const { trace } = root.contexts
    assert.equal(trace.trace_id, sent.traceId)
    assert.match(trace.span_id, /^[0-9a-f]{16}$/)
    assert.equal(trace.status, 'cancelled')
    assert.deepEqual(trace.data, { 'headwater.core': 'not loaded' })
    assert.equal(root.transaction, '/users/:id/basket')
    assert.deepEqual(root.transaction_info, { source: 'route' })
    assert.deepEqual([root.release, root.environment, root.spans], ['shop@1.2', 'test', []])
    assert.ok(Math.abs(root.start_timestamp * 1000 - began) < 20, 'it starts with the document')
    assert.ok(root.timestamp >= root.start_timestamp && root.timestamp * 1000 <= Date.now() + 20)
    const [envelope] = site.envelopes
    assert.ok(envelope!.request.byBeacon)
    assert.equal((envelope!.header.trace as { trace_id: string }).trace_id, trace.trace_id)
    assert.ok(!envelope!.request.body.includes('secret'))
    gate.release()
    assert.equal(site.envelopes.length, 1)
  },
)

browserTest(
  'left after navigations and before the core has come: each root once',
  {
    lost: true,
    pages: { '/list': pageWithHeadwater({ attributes: { 'detect-redirects': false } }) },
  },
  async site => {
    const gate = site.hold('/dist/headwater.core.mjs')
    const visitor = await openPage(site, '/list', { tab: true })
    await gate.requested
    await visitor.page.evaluate(() => {
      history.pushState(null, '', '/first')
      Headwater.getActiveTransaction()!.setName('named by the page')
      history.pushState(null, '', '/second')
    })
    await coverTab(visitor)
    await leave(visitor)
    await site.waitFor(() => site.envelopes.length === 3, 'three roots')
    const roots = site.transactions().sort((a, b) => a.start_timestamp - b.start_timestamp)
    assert.deepEqual(
      roots.map(({ transaction, contexts }) => `${contexts.trace.op} ${transaction}`),
      ['pageload /list', 'navigation named by the page', 'navigation /second'],
    )
    near(roots[0]!.timestamp * 1000, roots[1]!.start_timestamp * 1000, 1, 'each ends where the next begins')
    gate.release()
  },
)

browserTest(
  'closed while it loads, which no event tells: the browser sends the root',
  {
    lost: true,
    pages: {
      '/list': pageWithHeadwater({
        head: `<script>{
      const native = fetchLater
      fetchLater = (...args) => {
        fetch('/api/json')
        return native(...args)
      }
    }</script>`,
        body: '<img src="/image">',
      }),
    },
  },
  async site => {
    const gate = site.hold('/image')
    const visitor = await openPage(site, undefined)
    const tools = await visitor.context.newCDPSession(visitor.page)
    void tools.send('Page.navigate', { url: `${site.origin}/list` }).catch(() => {})
    // It is late.
    await site.waitForRequest('/api/json')
    await visitor.page.close()
    const root = await site.waitForTransaction('pageload')
    assert.deepEqual(root.contexts.trace.data, { 'headwater.core': 'not loaded' })
    assert.equal(site.envelopes.length, 1)
    gate.release()
  },
)

browserTest('nothing is left to the browser once the core is there', { pages: { '/list': pageWithHeadwater() } }, async site => {
  const visitor = await openPage(site, '/list')
  await site.waitForTransaction('pageload')
  await visitor.page.close()
  const next = await openPage(site, '/list')
  await site.waitFor(() => site.transactions().filter(({ contexts }) => contexts.trace.op === 'pageload').length === 2, 'the next page')
  await leave(next)
  assert.equal(site.transactions().filter(({ contexts }) => contexts.trace.data?.['headwater.core']).length, 0)
})

browserTest(
  'the page changes or keeps back a root that is sent alone, as any other',
  {
    lost: true,
    pages: {
      '/changed': pageWithHeadwater({ as: 'module', options: `beforeSendTransaction: (event) => ({ ...event, transaction: 'changed' })` }),
      '/dropped': pageWithHeadwater({ as: 'module', options: `beforeSendTransaction: () => null` }),
      '/throwing': pageWithHeadwater({ as: 'module', options: `beforeSendTransaction: () => { throw new Error('mine') }` }),
      '/ignored': pageWithHeadwater({ attributes: { 'ignore-spans': 'pageload' } }),
    },
  },
  async site => {
    const gate = site.hold('/dist/headwater.core.mjs')
    for (const path of ['/dropped', '/throwing', '/ignored', '/changed']) {
      const visitor = await openPage(site, path)
      await visitor.page.waitForFunction('window.Headwater')
      await leave(visitor)
    }
    await site.waitForTransaction('pageload')
    assert.deepEqual(
      site.transactions().map(({ transaction }) => transaction),
      ['changed'],
    )
    gate.release()
  },
)

browserTest(
  'what the core has of a root that was sent comes below it, and nothing twice',
  {
    pages: { '/list': pageWithHeadwater({ attributes: slow, body: '<img src="/image">' }) },
  },
  async site => {
    const gate = site.hold('/dist/headwater.core.mjs')
    const visitor = await openPage(site, '/list', { tab: true })
    await gate.requested
    const show = await coverTab(visitor)
    const root = await site.waitForTransaction('pageload')
    await show()
    gate.release()
    const late = await site.waitForTransaction('pageload.late')
    assert.equal(late.contexts.trace.parent_span_id, root.contexts.trace.span_id)
    assert.equal(late.contexts.trace.trace_id, root.contexts.trace.trace_id)
    assert.equal(late.spans.filter(({ op }) => op === 'resource.img').length, 1)
    await leave(visitor)
    assert.equal(site.transactions().filter(({ contexts }) => contexts.trace.op === 'pageload').length, 1)
  },
)

const much = '<script>for (let i = 0; i < 900; i++) performance.mark("a mark with a name of some length, number " + i)</script>'

browserTest(
  'of a page too large for the quota the most important goes, the rest with the tab’s next page, which counts what is missing',
  {
    pages: { '/list': pageWithHeadwater({ attributes: slow, body: much }), '/next': pageWithHeadwater({ sampleRate: 0 }) },
  },
  async site => {
    const visitor = await openPage(site, '/list')
    await visitor.page.evaluate(async () => {
      await Headwater.flush()
      await (await fetch('/api/json')).json()
    })
    await leave(visitor)
    const pageload = await site.waitForTransaction('pageload')
    assert.ok(bytesOf(site) <= 32_768, `${bytesOf(site)} bytes`)
    assert.ok(bytesOf(site) > 25_000, `${bytesOf(site)} bytes: no more is left out than must be`)
    await visitor.page.goto(`${site.origin}/next`)
    await site.waitFor(() => site.transactions().length === 3, 'the rest')
    let count = 0
    for (const { contexts, spans } of site.transactions()) {
      const { 'headwater.dropped_spans': dropped = 0, 'headwater.folded_spans': folded = 0 } = contexts.trace.data as Record<string, number>
      count += dropped + folded + spans.filter(({ op, data }) => op === 'mark' && !data?.['resource.count']).length
    }
    assert.ok(count >= 900 && count < 910, `${count} marks`)
    assert.equal(pageload.spans.filter(({ op }) => op === 'http.client').length, 1, 'requests stay')
    assert.ok(pageload.spans.some(({ op }) => op === 'browser.request'))
  },
)

/** It fits into what may be sent, but the page's own beacons leave too little. */
const some = much.replace('900', '60')
const usesQuota = `<script>addEventListener('pagehide', () => navigator.sendBeacon('/api/hold', 'x'.repeat(60_000)))</script>`

const unsampled = { sampleRate: 0 }
for (const [title, next, version] of [
  ['also of a visitor who is not sampled', unsampled, ours],
  ['also after a deploy, in its name', { ...unsampled, as: 'module', from: fromOther }, '999.0.0'],
] as const) {
  browserTest(
    `what the browser refuses is sent by the next page, ${title}`,
    {
      pages: {
        ...otherVersion,
        '/list': pageWithHeadwater({ attributes: slow, head: usesQuota, body: some }),
        '/next': pageWithHeadwater(next),
      },
    },
    async site => {
      const gate = site.hold('/api/hold')
      const { page } = await openPage(site, '/list')
      await page.evaluate(() => Headwater.flush())
      await page.goto(`${site.origin}/next`)
      const { request, header } = await site.waitForEnvelope(({ transaction }) => transaction?.contexts.trace.op === 'pageload')
      assert.ok(!request.byBeacon || request.headers['sec-fetch-mode'] === 'no-cors')
      assert.ok(request.query.get('sentry_client')!.endsWith(`/${version}`))
      const { requests } = site
      assert.ok(requests.indexOf(request) > requests.findIndex(({ path }) => path === '/next'), 'by the next page')
      assert.ok(Math.abs(Date.parse(header.sent_at as string) - request.time) < 2000, 'it says when it was sent')
      assert.deepEqual(await page.evaluate(kept), [])
      gate.release()
    },
  )
}

browserTest(
  'what could not be sent is removed before it is sent, and kept again when it is not taken',
  {
    pages: { '/list': pageWithHeadwater({ attributes: slow, head: usesQuota, body: some }), '/next': pageWithHeadwater({ sampleRate: 0 }) },
  },
  async site => {
    const gate = site.hold('/api/hold')
    const { page } = await openPage(site, '/list')
    await page.evaluate(() => Headwater.flush())
    const isKept = (count: number) => page.waitForFunction(`${kept}.length === ${count}`, undefined, { polling: 20 })
    site.answer(endpoint, { status: 503 })
    await page.goto(`${site.origin}/next`)
    await site.waitFor(() => site.envelopes.length === 1, 'a first try')
    await isKept(1)
    const upload = site.hold(endpoint)
    await page.reload()
    // Not `requested`, which is the first try.
    await site.waitFor(() => site.envelopes.length === 2, 'a second try')
    assert.deepEqual(await page.evaluate(kept), [])
    upload.release()
    await page.reload()
    assert.equal(new Set(site.envelopes.map(({ header }) => header.event_id)).size, 1, 'always the same')
    gate.release()
  },
)

/** Keeps envelopes for others before the page runs, and says how one too old is. */
const keepsOthers = `if (location.origin !== 'null') {
  const keep = (url, age) => {
    sessionStorage['headwater.unsent ' + url] = (Date.now() - age) + '{"sent_at":"2026-01-01T00:00:00.000Z"}\\n\\0'
  }
  window.keep = keep
  keep('https://other.test/', 0)
  keep(window.endpoint.replace('/1/', '/2/'), 0)
}`

browserTest(
  'what is older than a day, or was kept for another receiver, is not sent',
  {
    pages: {
      '/list': pageWithHeadwater({
        sampleRate: 0,
        head: '<script>addEventListener("load", () => keep(window.endpoint, 86400001))</script>',
      }),
    },
  },
  async site => {
    const { page } = await openPage(site, '/list', {
      prepare: async page => {
        const query = `sentry_version=7&sentry_key=${publicKey}`
        await page.addInitScript(`window.endpoint = ${JSON.stringify(`${site.origin}${endpoint}?${query}`)}; ${keepsOthers}`)
      },
    })
    await page.waitForFunction(`${kept}.length === 2`, undefined, { polling: 20 })
    assert.deepEqual(site.envelopes, [])
  },
)

browserTest(
  'nothing of a query is kept on the device',
  {
    lost: true,
    pages: { '/list': pageWithHeadwater({ attributes: slow, head: usesQuota, body: some }), '/blank': '<p>' },
  },
  async site => {
    site.hold('/api/hold')
    const { page } = await openPage(site, '/list?secret=1#secret')
    await page.evaluate(async () => {
      await Headwater.flush()
      await fetch('/api/json?secret=2')
    })
    await page.goto(`${site.origin}/blank`)
    const [text] = await page.evaluate<string[]>(kept)
    assert.match(text!, /GET \/api\/json/)
    assert.ok(!text!.includes('secret'))
  },
)

browserTest(
  'finished work is sent at once, so that little is left to the end',
  {
    pages: { '/list': pageWithHeadwater() },
  },
  async site => {
    const visitor = await openPage(site, '/list')
    await site.waitForTransaction('pageload')
    await visitor.page.evaluate(() => {
      for (let i = 0; i < 5; i++) Headwater.startTransaction({ name: `job ${i}`, op: 'task' }).finish()
    })
    const isJob = ({ contexts }: Transaction): boolean => contexts.trace.op === 'task'
    await site.waitFor(() => site.transactions().filter(isJob).length === 5, 'five jobs, of a page that is still there')
    await leave(visitor)
  },
)
