/** Web vitals as a server receives them, held against those of the library web-vitals on the same page. */
import assert from 'node:assert/strict'
import { browserTest, leave, openPage, type Answer } from './support/index.ts'
import { checkVisits } from './support/finish.ts'
import { withUnattachedBrowser } from './support/unattached.ts'
import { compareVitals, explanations, ourValues, pageView, pageWithVitals, seen, vitalsPages } from './support/vitals.ts'

const always = ['ttfb', 'fcp', 'lcp', 'cls']
const button = '<p>text</p><button id="save" style="width:200px;height:100px">save</button>'

/** A picture of noise, so large that it is no background: a BMP of 200 × 150 pixels. */
function picture(): Answer {
  const [width, height] = [200, 150]
  const body = Buffer.alloc(54 + width * height * 3)
  for (let at = 54, noise = 1; at < body.length; at++) body[at] = (noise = (noise * 16807) % 2147483647) & 255
  body.write('BM')
  body.writeUInt32LE(body.length, 2)
  body.writeUInt32LE(54, 10)
  body.writeUInt32LE(40, 14)
  body.writeInt32LE(width, 18)
  body.writeInt32LE(height, 22)
  body.writeUInt16LE(1, 26)
  body.writeUInt16LE(24, 28)
  return { headers: { 'content-type': 'image/bmp', 'cache-control': 'max-age=60' }, body }
}

browserTest(
  'a page that is only read has its paints and nothing else',
  {
    pages: { '/': pageWithVitals({ body: '<h1>text</h1>' }), ...vitalsPages },
  },
  async site => {
    const visitor = await openPage(site, '/')
    await site.waitForTransaction('pageload')
    const firstPaint = await visitor.page.evaluate(() => performance.getEntriesByName('first-paint')[0]!.startTime)
    const values = await compareVitals(site, visitor, always)
    assert.equal(values.cls, 0)
    assert.equal(ourValues(site, 'pageload').fp, firstPaint)
    assert.match(String(explanations(site, 'pageload')['lcp.element']), /h1$/)
  },
)

browserTest(
  'the first byte of a slow server',
  {
    pages: { '/slow': pageWithVitals({}), ...vitalsPages },
  },
  async site => {
    site.delay('/slow', 300)
    const visitor = await openPage(site, '/slow')
    await site.waitForTransaction('pageload')
    const { ttfb, fcp } = await compareVitals(site, visitor, always)
    assert.ok(ttfb! >= 295 && ttfb! <= fcp!, `${ttfb}`)
  },
)

browserTest(
  'an image that is larger than the text before it',
  {
    pages: {
      '/': pageWithVitals({ body: '<p>text</p><img src="/picture?secret" id="hero" width="400" height="300">' }),
      '/picture': picture,
      ...vitalsPages,
    },
  },
  async site => {
    const visitor = await openPage(site, '/')
    await seen(visitor.page, 'largest-contentful-paint')
    await site.waitForTransaction('pageload')
    await compareVitals(site, visitor, always)
    const data = explanations(site, 'pageload')
    assert.equal(data['lcp.url'], `${site.origin}/picture`)
    assert.equal(data['lcp.id'], 'hero')
    assert.equal(data['lcp.size'], 200 * 150)
  },
)

browserTest(
  'an image that comes after the pageload has ended goes with the follow-up',
  {
    pages: {
      '/': pageWithVitals({
        body: '<p>text</p><script>window.add = () => { const image = new Image(400, 300); image.src = "/picture"; document.body.append(image) }</script>',
      }),
      '/picture': picture,
      ...vitalsPages,
    },
  },
  async site => {
    const visitor = await openPage(site, '/')
    const pageload = await site.waitForTransaction('pageload')
    await visitor.page.evaluate('add()')
    await seen(visitor.page, 'largest-contentful-paint', 2)
    const { lcp } = await compareVitals(site, visitor, always)
    assert.ok(pageload.measurements!.lcp!.value < lcp!)
    const late = pageView(site, 'pageload').find(({ contexts }) => contexts.trace.op === 'pageload.late')!
    assert.deepEqual(
      Object.keys(late.measurements!).filter(name => name !== 'cls'),
      ['lcp'],
    )
  },
)

browserTest(
  'layout shifts in several session windows',
  {
    pages: {
      '/': pageWithVitals({
        body: `<div id="above"></div><p id="moved" style="height:200px;background:#eee">text</p><script>
        window.shift = (height) => new Promise((resolve) => {
          new PerformanceObserver((list, observer) => { observer.disconnect(); resolve() }).observe({ type: 'layout-shift' })
          above.style.height = (above.offsetHeight + height) + 'px'
        })
        window.pause = () => new Promise((resolve) => setTimeout(resolve, 1100))
      </script>`,
      }),
      ...vitalsPages,
    },
  },
  async site => {
    const visitor = await openPage(site, '/')
    await site.waitForTransaction('pageload')
    await visitor.page.evaluate('shift(30)')
    await visitor.page.evaluate('pause().then(() => shift(60)).then(() => shift(90)).then(() => shift(20))')
    await visitor.page.evaluate('pause().then(() => shift(50))')
    const { cls } = await compareVitals(site, visitor, always)
    assert.ok(cls! > 0.02, `${cls}`)
    assert.match(String(explanations(site, 'pageload')['cls.source.1']), /p#moved$/)
  },
)

browserTest('a fast click', { pages: { '/': pageWithVitals({ body: button }), ...vitalsPages } }, async site => {
  const visitor = await openPage(site, '/')
  await visitor.page.click('#save')
  await seen(visitor.page, 'first-input')
  await site.waitForTransaction('pageload')
  await compareVitals(site, visitor, [...always, 'inp'])
  assert.match(String(explanations(site, 'pageload')['inp.target']), /button#save$/)
})

browserTest(
  'a slow click before the core is there',
  {
    pages: { '/': pageWithVitals({ body: `${button}<script>save.onclick = () => busy(150)</script><img src="/held">` }), ...vitalsPages },
  },
  async site => {
    const gate = site.hold('/held')
    const visitor = await openPage(site, '/', { waitUntil: 'domcontentloaded' })
    await visitor.page.click('#save')
    await seen(visitor.page, 'first-input')
    gate.release()
    await site.waitForTransaction('pageload')
    const { inp } = await compareVitals(site, visitor, [...always, 'inp'])
    assert.ok(inp! >= 144, `${inp}`)
  },
)

browserTest(
  'two interactions after the pageload has ended, the slower of which counts',
  {
    pages: {
      '/': pageWithVitals({
        body: `${button}<button id="other">other</button><script>save.onclick = () => busy(200); other.onclick = () => busy(80)</script>`,
      }),
      ...vitalsPages,
    },
  },
  async site => {
    const visitor = await openPage(site, '/')
    const pageload = await site.waitForTransaction('pageload')
    assert.equal(pageload.measurements?.inp, undefined)
    await visitor.page.click('#other')
    await seen(visitor.page, 'event')
    await visitor.page.click('#save')
    await visitor.page.waitForFunction(() => (performance as Performance & { interactionCount: number }).interactionCount === 2)
    await seen(visitor.page, 'event', 2)
    const { inp } = await compareVitals(site, visitor, [...always, 'inp'])
    assert.ok(inp! >= 192, `${inp}`)
    const data = explanations(site, 'pageload')
    assert.match(String(data['inp.target']), /button#save$/)
    assert.match(String(data['inp.type']), /^(pointer|click|mouse)/)
  },
)

browserTest(
  'a key that is slow to show',
  {
    pages: {
      '/': pageWithVitals({
        body: '<p>text</p><input id="name"><script>document.getElementById("name").onkeydown = () => busy(100)</script>',
      }),
      ...vitalsPages,
    },
  },
  async site => {
    const visitor = await openPage(site, '/')
    await visitor.page.focus('#name')
    await visitor.page.keyboard.press('a')
    await seen(visitor.page, 'first-input')
    await site.waitForTransaction('pageload')
    const { inp } = await compareVitals(site, visitor, [...always, 'inp'])
    assert.ok(inp! >= 96, `${inp}`)
    assert.match(String(explanations(site, 'pageload')['inp.type']), /^key/)
  },
)

browserTest(
  'what happens in a frame is not of the page',
  {
    pages: {
      '/': pageWithVitals({ body: '<p>text</p><iframe src="/frame" width="400" height="300"></iframe>' }),
      '/frame': `<!doctype html><div id="above"></div><button id="inside">inside</button><script>
      inside.onclick = () => { for (const end = performance.now() + 100; performance.now() < end;); }
      new PerformanceObserver((list) => parent.moved = list.getEntries().length).observe({ type: 'layout-shift', buffered: true })
      requestAnimationFrame(() => requestAnimationFrame(() => above.style.height = '80px'))
    </script>`,
      ...vitalsPages,
    },
  },
  async site => {
    const visitor = await openPage(site, '/')
    await visitor.page.waitForFunction('window.moved > 0')
    await visitor.page.frameLocator('iframe').locator('#inside').click()
    await site.waitForTransaction('pageload')
    await compareVitals(site, visitor, always)
  },
)

browserTest(
  'a page loaded in a background tab has a first byte, and says that it was hidden',
  {
    pages: { '/': pageWithVitals({ body: '<h1>text</h1>' }), ...vitalsPages },
  },
  async site => {
    const browser = await site.browser()
    const context = browser.contexts()[0]!
    const opened = context.waitForEvent('page')
    const session = await browser.newBrowserCDPSession()
    await session.send('Target.createTarget', { url: `${site.origin}/`, background: true })
    const page = await opened
    const pageload = await site.waitForTransaction('pageload')
    assert.equal(await page.evaluate(() => document.visibilityState), 'hidden')
    assert.equal(pageload.contexts.trace.data?.['document.visibility_state'], 'hidden')
    assert.deepEqual(Object.keys(pageload.measurements ?? {}), ['ttfb'])
    const reported = await page.evaluate(() => (window as unknown as { reported: { load: Record<string, number> } }).reported.load)
    assert.deepEqual(Object.keys(reported), ['ttfb'])
    assert.ok(Math.abs(reported.ttfb! - pageload.measurements!.ttfb!.value) < 0.1)
    await page.close()
  },
)

browserTest(
  'a page that comes back from the back/forward cache begins anew',
  {
    pages: {
      '/': pageWithVitals({
        body: `${button}<script>save.onclick = () => busy(120); addEventListener('pageshow', (event) => { window.restored = event.persisted })</script>`,
      }),
      '/other': '<!doctype html><p>other</p>',
      ...vitalsPages,
    },
  },
  async site => {
    const visitor = await openPage(site, '/')
    const { page } = visitor
    await page.click('#save')
    await seen(page, 'first-input')
    await site.waitForTransaction('pageload')
    await page.goto(`${site.origin}/other`)
    await page.goBack({ waitUntil: 'commit' })
    await page.waitForFunction('window.restored === true')
    await site.waitForTransaction('navigation')
    const values = await compareVitals(site, visitor, always, 'navigation')
    assert.equal(values.ttfb, 0)
  },
)

browserTest(
  'a prerendered page is measured from its activation',
  {
    pages: {
      '/': () => `<!doctype html><script type="speculationrules">{"prerender":[{"urls":["/next"],"eagerness":"immediate"}]}</script>
      <script>fetch('/activate').then(() => location.href = '/next')</script>`,
      '/next': pageWithVitals({
        body: `<h1>text</h1><script>
        addEventListener('load', () => fetch('/prerendered', { method: 'POST', body: document.prerendering }))
        document.addEventListener('prerenderingchange', async () => {
          await seen('largest-contentful-paint', 1)
          await fetch('/leave', { method: 'POST', body: performance.getEntriesByType('navigation')[0].activationStart })
          location.href = '/left'
        })
      </script>`,
      }),
      '/activate': () => ({}),
      '/prerendered': () => ({}),
      '/leave': () => ({}),
      '/left': () => '<!doctype html>',
      ...vitalsPages,
    },
  },
  async site => {
    const activation = site.hold('/activate')
    const end = site.hold('/leave')
    await withUnattachedBrowser(`${site.origin}/`, async () => {
      assert.equal(String((await site.waitForRequest('/prerendered')).body), 'true')
      assert.deepEqual(site.transactions(), [])
      activation.release()
      const { body } = await end.requested
      assert.ok(Number(body) > 0, 'the browser has activated it')
      await site.waitForTransaction('pageload')
      const { ttfb } = await compareVitals(site, { leave: end.release }, always)
      assert.equal(ttfb, 0)
      // What was sent when the page was left has to arrive before the browser is killed.
      await checkVisits(site)
    })
  },
)

browserTest(
  'what is removed is named all the same: a skeleton, and a button by its own click, before and after the core came',
  {
    pages: {
      '/': pageWithVitals({
        body: `<main><div id="skeleton" style="font-size:60px">loading, loading, loading</div><button id="save" style="width:200px;height:100px">save</button></main>
        <img src="/held"><script>
        save.onclick = () => { save.closest('main').remove(); history.pushState(null, '', '/next'); busy(200) }
      </script>`,
      }),
      ...vitalsPages,
    },
  },
  async site => {
    for (const when of ['before', 'after']) {
      const gate = site.hold('/held')
      const visitor = await openPage(site, '/', { waitUntil: 'domcontentloaded' })
      await seen(visitor.page, 'largest-contentful-paint')
      if (when === 'after') {
        gate.release()
        await site.waitForTransaction(({ transaction }) => transaction === '/')
      }
      await visitor.page.click('#save')
      await seen(visitor.page, 'event')
      gate.release()
      await visitor.page.evaluate(() => Headwater.flush())
      await leave(visitor)
      const data = (): Record<string, unknown> => Object.assign({}, ...site.transactions().map(({ contexts }) => contexts.trace.data))
      await site.waitFor(() => data()['inp.target'], 'a target')
      assert.match(String(data()['inp.target']), when === 'after' ? /main > button#save$/ : /button#save$/)
      assert.match(String(data()['lcp.element']), /div#skeleton$/)
      site.envelopes.length = 0
    }
  },
)
