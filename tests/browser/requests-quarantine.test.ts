/** A service that does not allow our header fails a request, then is left alone; a network that fails is no such service. */
import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { browserTest, openPage, pageWithHeadwater, sentryTrace, type Site } from './support/index.ts'

/** What comes of asking for a URL, by either way. */
const ask = {
  fetch: (page: Page, url: string): Promise<number | string> =>
    page.evaluate(
      url =>
        fetch(url).then(
          ({ status }) => status,
          (error: Error) => error.name,
        ),
      url,
    ),
  XMLHttpRequest: (page: Page, url: string): Promise<number | string> =>
    page.evaluate(
      url =>
        new Promise(resolve => {
          const xhr = new XMLHttpRequest()
          xhr.open('GET', url)
          xhr.onload = () => resolve(xhr.status)
          xhr.onerror = () => resolve('TypeError')
          xhr.ontimeout = () => resolve('timeout')
          xhr.timeout = url.includes('slow') ? 50 : 0
          xhr.send()
        }),
      url,
    ),
}

const page = pageWithHeadwater({ as: 'module', options: `tracingOrigins: [/./], detectRedirects: false` })
const carried = (site: Site, path: string): boolean[] =>
  site.requests.filter(request => request.path === path && request.method === 'GET').map(request => !!sentryTrace(request))
const said = (messages: string[]): string[] => messages.filter(message => /Headwater: .* gets no more sentry-trace/.test(message))
const explain = (page: Page, url: string): Promise<string> => page.evaluate(`Headwater.explain('${url}')`)

for (const [way, get] of Object.entries(ask)) {
  browserTest(`${way}: a redirect to a service that allows no header`, { pages: { '/': page }, cors: 'simple' }, async site => {
    const { page, messages } = await openPage(site, '/')
    const to = `/api/redirect?to=${encodeURIComponent(`${site.foreignOrigin}/api/json`)}`
    // The own origin allows it: one failure may be the network's.
    assert.equal(await get(page, to), 'TypeError')
    assert.equal(await get(page, to), 'TypeError')
    assert.match(await explain(page, to), /: failed with it$/)
    assert.equal(await get(page, to), 200)
    assert.equal(await get(page, `${to}&again`), 200)
    assert.deepEqual(carried(site, '/api/redirect'), [true, true, false, false])
    // That path, not the others.
    assert.equal(await get(page, '/api/echo'), 200)
    assert.deepEqual(carried(site, '/api/echo'), [true])
    assert.deepEqual(said(messages).length, 1)
    assert.match(said(messages)[0]!, /^warning: .*\/api\/redirect gets no more .*Access-Control-Allow-Headers: sentry-trace$/)
    // It asks again on the next page view, where the service may allow it.
    site.cors = 'sentry-trace'
    await page.evaluate('Headwater.flush()')
    await page.evaluate(() => history.pushState(null, '', '/next'))
    assert.equal(await get(page, to), 200)
    assert.deepEqual(carried(site, '/api/redirect'), [true, true, false, false, true])
    await page.evaluate('Headwater.flush()')
  })

  browserTest(`${way}: another origin that allows no header`, { pages: { '/': page }, cors: 'simple' }, async site => {
    const { page, messages } = await openPage(site, '/')
    const url = `${site.otherOrigin}/api/json`
    assert.equal(await get(page, url), 'TypeError')
    // All of its paths, and the console says it once.
    assert.equal(await get(page, url), 200)
    assert.equal(await get(page, `${site.otherOrigin}/api/echo`), 200)
    assert.deepEqual(carried(site, '/api/json'), [false])
    assert.deepEqual(carried(site, '/api/echo'), [false])
    assert.equal(said(messages).length, 1)
    await page.evaluate('Headwater.flush()')
  })

  browserTest(
    `${way}: a network that fails for a moment takes the header from nobody`,
    { pages: { '/': page }, cors: 'sentry-trace' },
    async site => {
      const { page, messages } = await openPage(site, '/')
      const other = `${site.otherOrigin}/api/json`
      // Warms up the connections: a request on one that was used before is tried again by the browser.
      for (const origin of ['', site.otherOrigin]) {
        site.answer('/api/cut', 'drop')
        assert.equal(await get(page, `${origin}/api/cut?1`), 'TypeError')
        if (origin) assert.equal(await get(page, `${origin}/api/cut?2`), 'TypeError')
      }
      assert.equal(await get(page, '/api/json'), 200)
      site.answer('/api/cut', { body: 'whole' })
      assert.equal(await get(page, '/api/cut?3'), 200)
      // The second of the other origin went without, and failed as well.
      assert.equal(await get(page, other), 200)
      const of = (query: string): boolean[] => [
        ...new Set(
          site.requests.filter(({ url, method }) => url.endsWith(query) && method === 'GET').map(request => !!sentryTrace(request)),
        ),
      ]
      assert.deepEqual(of('/api/cut?3'), [true])
      assert.deepEqual(of('/api/json'), [true])
      assert.deepEqual(said(messages), [])
      await page.evaluate('Headwater.flush()')
    },
  )

  browserTest(`${way}: what is no network error changes nothing`, { pages: { '/': page } }, async site => {
    const { page, messages } = await openPage(site, '/')
    for (const path of ['/api/fail?status=404', '/api/fail?status=500']) await get(page, path)
    if (way === 'XMLHttpRequest') {
      assert.equal(await get(page, '/api/slow?ms=1000'), 'timeout')
      await page.evaluate(() => {
        const xhr = new XMLHttpRequest()
        xhr.open('GET', '/api/slow?ms=1000')
        xhr.send()
        xhr.abort()
      })
    } else {
      await page.evaluate(() =>
        Promise.allSettled([
          fetch('/api/slow?ms=1000', { signal: AbortSignal.timeout(50) }),
          fetch('/api/slow?ms=1000', { signal: AbortSignal.abort('mine') }),
          fetch('/api/slow', { method: 'GE T' }),
          fetch('/api/slow', { body: 'none for GET' }),
          fetch('/api/slow', { mode: 'navigate' }),
        ]),
      )
    }
    assert.match(await explain(page, '/api/slow'), /: matches/)
    assert.match(await explain(page, '/api/fail'), /: matches/)
    assert.deepEqual(said(messages), [])
    await page.evaluate('Headwater.flush()')
  })
}

browserTest(
  'without our header a failure says nothing',
  {
    pages: { '/': pageWithHeadwater({ as: 'module', options: `tracingOrigins: ['none.example']` }) },
  },
  async site => {
    const { page, messages } = await openPage(site, '/')
    for (const get of Object.values(ask)) assert.equal(await get(page, '/api/drop'), 'TypeError')
    assert.match(await explain(page, '/api/drop'), /: not in tracingOrigins$/)
    assert.deepEqual(said(messages), [])
  },
)
