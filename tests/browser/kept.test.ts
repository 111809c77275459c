/** What could not be sent when a page was hidden: when it is sent, by whom, and how often. */
import assert from 'node:assert/strict'
import { browserTest, coverTab, openPage, pageWithHeadwater, publicKey, type Visitor } from './support/index.ts'

/** The page's own beacons leave too little when it is hidden. */
const usesQuota = `<script>
  document.addEventListener('visibilitychange', () => document.hidden && navigator.sendBeacon('/api/hold', 'x'.repeat(60_000)))
</script>`
const much = '<script>for (let i = 0; i < 900; i++) performance.mark("a mark with a name of some length, number " + i)</script>'
const large = { attributes: { 'idle-timeout': 20_000 }, head: usesQuota, body: much }
const unsafe = '<meta name="referrer" content="unsafe-url">'

const kept = ({ page }: Visitor): Promise<string[]> =>
  page.evaluate('Object.keys(sessionStorage).filter((key) => key.startsWith("headwater.unsent")).map((key) => sessionStorage[key])')

/** Keeps an envelope as an earlier page of the tab would have. */
const keep = ({ page }: Visitor, origin: string, payload: string): Promise<void> =>
  page.evaluate(
    ({ origin, publicKey, payload }) => {
      const event_id = 'a'.repeat(32)
      const header = JSON.stringify({ event_id, sent_at: new Date().toISOString(), sdk: { name: 'x', version: '1' } })
      sessionStorage[`headwater.unsent ${origin}/api/1/envelope/?sentry_version=7&sentry_key=${publicKey}`] =
        `${Date.now()}${header}\n{"type":"client_report"}\n${JSON.stringify({ discarded_events: [], payload })}\n\0`
    },
    { origin, publicKey, payload },
  )

browserTest(
  'a page that is shown again sends what was kept when it was hidden, before a tab that it opens gets a copy',
  {
    pages: { '/list': pageWithHeadwater(large), '/next': pageWithHeadwater({ sampleRate: 0 }) },
  },
  async site => {
    const gate = site.hold('/api/hold')
    const visitor = await openPage(site, '/list', { tab: true })
    await visitor.page.evaluate(() => Headwater.flush())
    const show = await coverTab(visitor)
    assert.equal((await kept(visitor)).length, 1)
    gate.release()
    await show()
    await site.waitForTransaction('pageload')
    const opened = visitor.page.waitForEvent('popup')
    await visitor.page.evaluate('void open("/next")')
    const popup = await opened
    await popup.waitForFunction('document.readyState === "complete"')
    await popup.evaluate('new Promise((resolve) => requestIdleCallback(resolve))')
    await popup.close()
    await visitor.page.goto(`${site.origin}/next`)
    await visitor.page.evaluate('new Promise((resolve) => requestIdleCallback(resolve))')
    assert.deepEqual(await kept(visitor), [])
    assert.equal(site.transactions().filter(({ contexts }) => contexts.trace.op === 'pageload').length, 1)
  },
)

browserTest(
  'an envelope of few letters and many bytes is sent all the same, and tells no address of the page',
  {
    // No beacon, and no report that anybody would make.
    allow: ['H17', 'C1'],
    pages: { '/list': pageWithHeadwater({ sampleRate: 0, head: unsafe }) },
  },
  async site => {
    const visitor = await openPage(site, '/list?secret=1')
    await keep(visitor, site.origin, '漢'.repeat(29_000))
    await visitor.page.reload()
    const { request } = await site.waitForEnvelope(() => true)
    assert.ok(request.body.length > 65_536)
    assert.equal(request.headers.referer, `${site.origin}/`)
  },
)

browserTest(
  'a page whose receiver takes everything keeps nothing on the device',
  { pages: { '/list': pageWithHeadwater() } },
  async site => {
    const visitor = await openPage(site, '/list')
    await site.waitForTransaction('pageload')
    assert.deepEqual(await visitor.page.evaluate('Object.keys(sessionStorage).filter((key) => !/asked/.test(key))'), [])
  },
)
