/** When the core is asked for, from where, and what a visitor downloads. */
import assert from 'node:assert/strict'
import { spanOf, titles } from './support/look.ts'
import { budgets } from '../../js/build/sizes.mjs'
import { browserTest, leave, openPage, pageWithHeadwater, publicKey, type Page, type Site, type Visitor } from './support/index.ts'

const core = '/dist/headwater.core.mjs'
const coreJs = '/dist/headwater.core-js.mjs'
const withImage = pageWithHeadwater({ body: '<p>text</p><img src="/image">' })

const coreRequests = (site: Site): string[] => site.requests.filter(({ path }) => path.includes('core')).map(({ url }) => url)

/** When the page's core was asked for, and what it waits for, in ms since the time origin. */
const timesOf = ({ page }: Visitor): Promise<{ asked: number; loaded: number }> =>
  page.evaluate(() => ({
    asked: performance.getEntriesByType('resource').find(({ name }) => name.includes('core'))!.startTime,
    loaded: (performance.getEntriesByType('navigation')[0] as PerformanceNavigationTiming).loadEventEnd,
  }))

browserTest(
  'the core is asked for once the page is loaded and idle, or 9 s after it started when it never is',
  {
    pages: { '/list': withImage, '/hanging': pageWithHeadwater({ body: '<p>text</p><img src="/never">' }) },
  },
  async site => {
    const image = site.hold('/image')
    site.hold('/never')
    const hanging = await openPage(site, '/hanging', { waitUntil: 'domcontentloaded' })
    const visitor = await openPage(site, '/list', { waitUntil: 'domcontentloaded' })
    await image.requested
    // Painted, idle and with a request answered, and still not loaded.
    await visitor.page.evaluate(async () => {
      await new Promise(resolve => requestAnimationFrame(() => requestIdleCallback(resolve)))
      await fetch('/api/json')
    })
    assert.deepEqual(coreRequests(site), [])
    image.release()
    await site.waitForTransaction(({ transaction }) => transaction === '/list')
    const { asked, loaded } = await timesOf(visitor)
    assert.ok(loaded > 0 && asked >= loaded, `asked for at ${asked}, loaded at ${loaded}`)

    await site.waitForTransaction(({ transaction }) => transaction === '/hanging')
    const late = await timesOf(hanging)
    assert.equal(late.loaded, 0)
    assert.ok(late.asked > 8900 && late.asked < 11_000, `asked for at ${late.asked}`)
    assert.equal(coreRequests(site).length, 2)
  },
)

browserTest(
  'the core is found beside the script, wherever that is, or where core-url says',
  {
    pages: {
      '/beside': pageWithHeadwater(),
      '/elsewhere': pageWithHeadwater({ from: ({ otherOrigin }) => otherOrigin }),
      '/late': pageWithHeadwater({ scriptAttributes: 'defer', from: ({ otherOrigin }) => otherOrigin }),
      '/module': pageWithHeadwater({ as: 'module', from: ({ otherOrigin }) => otherOrigin }),
      '/option': (site, request) => {
        const page = pageWithHeadwater({
          attributes: { 'core-url': '/dist/headwater.core.mjs?option' },
          from: ({ otherOrigin }) => otherOrigin,
        })
        return (page as Exclude<Page, string>)(site, request)
      },
      '/inline': pageWithHeadwater({ as: 'inline' }),
      '/off': pageWithHeadwater({ attributes: { wasm: 'off' }, from: ({ otherOrigin }) => otherOrigin }),
      '/off-option': pageWithHeadwater({ attributes: { wasm: 'off', 'core-url': './dist/named-otherwise.mjs?option' } }),
      '/off-module': pageWithHeadwater({ as: 'module', options: "wasm: 'off'", from: ({ otherOrigin }) => otherOrigin }),
    },
  },
  async site => {
    const paths = ['/beside', '/elsewhere', '/late', '/module', '/option', '/inline', '/off', '/off-option', '/off-module']
    const found = Object.fromEntries(
      await Promise.all(
        paths.map(async path => {
          const { page } = await openPage(site, path)
          await site.waitForTransaction(({ transaction }) => transaction === path)
          const loaded = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name))
          return [path, loaded.filter(url => url.includes('core'))]
        }),
      ),
    )
    assert.deepEqual(found, {
      '/beside': [site.origin + core],
      '/elsewhere': [site.otherOrigin + core],
      '/late': [site.otherOrigin + core],
      '/module': [site.otherOrigin + core],
      '/option': [`${site.origin}${core}?option`],
      '/inline': [],
      '/off': [site.otherOrigin + coreJs],
      '/off-option': [site.origin + coreJs],
      '/off-module': [site.otherOrigin + coreJs],
    })
    assert.deepEqual(
      site.visitors.flatMap(({ messages }) => messages),
      [],
    )
  },
)

browserTest(
  'the script tag configures itself by its attributes',
  {
    cors: 'sentry-trace',
    pages: {
      '/list': (site, request) => {
        const page = pageWithHeadwater({
          sampleRate: null,
          attributes: {
            'traces-sample-rate': '1.0',
            release: 'shop@1.2.3',
            environment: 'staging',
            'tracing-origins': `/json, ${site.otherOrigin}`,
            'idle-timeout': '3000',
            'trace-xhr': 'false',
            tunnel: `${site.otherOrigin}/api/1/envelope/?tunnel=1`,
          },
        })
        return (page as Exclude<Page, string>)(site, request)
      },
    },
  },
  async site => {
    const { page, messages } = await openPage(site, '/list')
    await page.evaluate(async origin => {
      const xhr = new XMLHttpRequest()
      xhr.open('GET', '/api/json?xhr')
      const loaded = new Promise(resolve => (xhr.onload = resolve))
      xhr.send()
      await Promise.all([fetch('/api/json'), fetch('/api/fail'), fetch(`${origin}/api/echo`), loaded])
    }, site.otherOrigin)
    const pageload = await site.waitForTransaction('pageload')
    assert.deepEqual(
      messages.filter(line => line.startsWith('warning')),
      [],
    )
    assert.equal(pageload.release, 'shop@1.2.3')
    assert.equal(pageload.environment, 'staging')
    const [{ request, header }] = site.envelopes as [(typeof site.envelopes)[number]]
    assert.equal(request.url, `${site.otherOrigin}/api/1/envelope/?tunnel=1`)
    assert.equal(header.dsn, site.dsn)
    assert.equal((header.trace as Record<string, string>).public_key, publicKey)
    const carried = site.requests
      .filter(({ path, method, headers }) => path.startsWith('/api/') && method === 'GET' && headers['sentry-trace'])
      .map(({ path, query }) => path + (query.has('xhr') ? ' xhr' : ''))
    assert.deepEqual(carried.sort(), ['/api/echo', '/api/json', '/api/json xhr'])
    assert.deepEqual(
      pageload.spans
        .filter(({ op }) => op === 'http.client')
        .map(({ description }) => description)
        .sort(),
      [`GET ${site.otherOrigin}/api/echo`, 'GET /api/fail', 'GET /api/json'].sort(),
    )
  },
)

browserTest(
  'from npm, initialised 3 s after load, the pageload still begins at the beginning',
  {
    pages: {
      '/list': `<!doctype html><link rel="icon" href="data:,"><img src="/image"><script type="module">
      import * as Headwater from '/dist/headwater.mjs'
      performance.mark('early')
      addEventListener('load', () => setTimeout(() => {
        window.Headwater = Headwater
        Headwater.init({ dsn: location.origin.replace('//', '//${publicKey}@') + '/1', tracesSampleRate: 1 })
        window.done = fetch('/api/json')
      }, 3000))
    </script>`,
    },
  },
  async site => {
    const { page } = await openPage(site, '/list')
    const pageload = await site.waitForTransaction('pageload')
    assert.ok(Math.abs(pageload.start_timestamp * 1000 - (await page.evaluate(() => performance.timeOrigin))) < 20)
    spanOf(pageload, '/image')
    spanOf(pageload, '/dist/headwater.mjs')
    spanOf(pageload, 'early')
    spanOf(pageload, 'load event')
    assert.ok(spanOf(pageload, 'GET /api/json').start_timestamp - pageload.start_timestamp > 3)
  },
)

browserTest(
  'a visitor who is not sampled is asked nothing and fetches nothing, wherever WebAssembly is refused',
  {
    pages: Object.fromEntries(
      ['/refused', '/off'].map((path): [string, Page] => [
        path,
        (site, request) => ({
          headers: { 'content-type': 'text/html', 'content-security-policy': "script-src 'self'" },
          body: (pageWithHeadwater({ sampleRate: 0, attributes: path === '/off' ? { wasm: 'off' } : {} }) as Exclude<Page, string>)(
            site,
            request,
          ) as string,
        }),
      ]),
    ),
  },
  async site => {
    for (const path of ['/refused', '/off']) {
      const { page, messages } = await openPage(site, path)
      await page.evaluate(async () => {
        await new Promise(resolve => requestIdleCallback(resolve))
        await fetch('/api/json')
      })
      assert.deepEqual(messages, [])
    }
    assert.deepEqual(coreRequests(site), [])
  },
)

const policy = (site: Site): string =>
  [
    "default-src 'self'",
    "script-src 'self' 'wasm-unsafe-eval'",
    `connect-src 'self' ${site.otherOrigin}`,
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')

browserTest(
  'a strict Content-Security-Policy is kept',
  {
    cors: 'sentry-trace',
    pages: {
      '/strict': (site, request) => ({
        headers: { 'content-type': 'text/html', 'content-security-policy': policy(site) },
        body: (pageWithHeadwater() as Exclude<Page, string>)(site, request) as string,
      }),
    },
  },
  async site => {
    const { page, messages } = await openPage(site, '/strict', {
      prepare: page =>
        page
          .addInitScript(() => {
            Object.assign(window, { violations: [] })
            document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
              ;(window as unknown as { violations: string[] }).violations.push(`${violatedDirective} ${blockedURI}`)
            })
          })
          .then(() => undefined),
    })
    await page.keyboard.press('a')
    await page.evaluate(async origin => {
      await fetch(`${origin}/api/json`)
      history.pushState(null, '', '/next')
      await Headwater.flush()
    }, site.otherOrigin)
    await site.waitForTransaction('navigation')
    assert.deepEqual(await page.evaluate('violations'), [])
    assert.deepEqual(messages, [])
    assert.deepEqual(titles(site.transactions()), ['pageload /strict', 'navigation /next'])
  },
)

browserTest(
  'what a visitor downloads: the shim, and the core only when sampled',
  {
    pages: { '/sampled': pageWithHeadwater(), '/unsampled': pageWithHeadwater({ sampleRate: 0 }) },
  },
  async (site, t) => {
    const downloads = async (visitor: Visitor): Promise<Record<string, number>> =>
      Object.fromEntries(Object.entries(await visitor.sizes()).filter(([path]) => path.startsWith('/dist/')))
    const sampled = await openPage(site, '/sampled')
    await site.waitForTransaction('pageload')
    const unsampled = await openPage(site, '/unsampled')
    await leave(unsampled)
    const [yes, no] = [await downloads(sampled), await downloads(unsampled)]
    t.diagnostic(`sampled: ${JSON.stringify(yes)}, unsampled: ${JSON.stringify(no)}`)
    assert.deepEqual(Object.keys(yes).sort(), [core, '/dist/headwater.js'])
    assert.deepEqual(Object.keys(no), ['/dist/headwater.js'])
    assert.equal(yes['/dist/headwater.js'], no['/dist/headwater.js'])
    assert.ok(no['/dist/headwater.js']! <= budgets['headwater.js'], "the shim's budget")
    assert.ok(yes[core]! <= budgets['headwater.core.mjs'], "the core's budget")
  },
)
