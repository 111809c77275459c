/** A service that does not allow our header fails one request, then is left alone. */
import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { browserTest, openPage, pageWithHeadwater, sentryTrace, type Site } from './support/index.ts'

/** What comes of asking for a URL, by either way. */
const ask = {
  fetch: (page: Page, url: string): Promise<number | string> =>
    page.evaluate((url) => fetch(url).then(({ status }) => status, (error: Error) => error.name), url),
  XMLHttpRequest: (page: Page, url: string): Promise<number | string> => page.evaluate((url) => new Promise((resolve) => {
    const xhr = new XMLHttpRequest()
    xhr.open('GET', url)
    xhr.onload = () => resolve(xhr.status)
    xhr.onerror = () => resolve('TypeError')
    xhr.ontimeout = () => resolve('timeout')
    xhr.timeout = url.includes('slow') ? 50 : 0
    xhr.send()
  }), url),
}

const page = pageWithHeadwater({ as: 'module', options: `tracingOrigins: [/./]` })
const carried = (site: Site, path: string): boolean[] =>
  site.requests.filter((request) => request.path === path && request.method === 'GET').map((request) => !!sentryTrace(request))
const said = (messages: string[]): string[] => messages.filter((message) => /Headwater: .* failed with sentry-trace/.test(message))
const explain = (page: Page, url: string): Promise<string> => page.evaluate(`Headwater.explain('${url}')`)

for (const [way, get] of Object.entries(ask)) {
  browserTest(`${way}: a redirect to a service that allows no header`, { pages: { '/': page }, cors: 'simple' }, async (site) => {
    const { page, messages } = await openPage(site, '/')
    const to = `/api/redirect?to=${encodeURIComponent(`${site.foreignOrigin}/api/json`)}`
    assert.equal(await get(page, to), 'TypeError')
    assert.match(await explain(page, to), /: failed with it$/)
    assert.equal(await get(page, to), 200)
    assert.equal(await get(page, `${to}&again`), 200)
    assert.deepEqual(carried(site, '/api/redirect'), [true, false, false])
    // That path, not the others.
    assert.equal(await get(page, '/api/echo'), 200)
    assert.deepEqual(carried(site, '/api/echo'), [true])
    assert.deepEqual(said(messages).length, 1)
    assert.match(said(messages)[0]!, /^warning: .*\/api\/redirect failed .*Access-Control-Allow-Headers: sentry-trace$/)
    // It asks again on the next page view, where the service may allow it.
    site.cors = 'sentry-trace'
    await page.evaluate('Headwater.flush()')
    await page.reload()
    assert.equal(await get(page, to), 200)
    assert.deepEqual(carried(site, '/api/redirect'), [true, false, false, true])
    await page.evaluate('Headwater.flush()')
  })

  browserTest(`${way}: another origin that allows no header`, { pages: { '/': page }, cors: 'simple' }, async (site) => {
    const { page, messages } = await openPage(site, '/')
    const url = `${site.otherOrigin}/api/json`
    // Both at once: the console says it once.
    assert.deepEqual(await Promise.all([get(page, url), get(page, url)]), ['TypeError', 'TypeError'])
    assert.equal(await get(page, url), 200)
    assert.deepEqual(carried(site, '/api/json'), [false])
    assert.equal(said(messages).length, 1)
    await page.evaluate('Headwater.flush()')
  })

  browserTest(`${way}: what is no network error changes nothing`, { pages: { '/': page } }, async (site) => {
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
      await page.evaluate(() => Promise.allSettled([
        fetch('/api/slow?ms=1000', { signal: AbortSignal.timeout(50) }), fetch('/api/slow?ms=1000', { signal: AbortSignal.abort('mine') }),
        fetch('/api/slow', { method: 'GE T' }), fetch('/api/slow', { body: 'none for GET' }), fetch('/api/slow', { mode: 'navigate' }),
      ]))
    }
    assert.match(await explain(page, '/api/slow'), /: matches/)
    assert.match(await explain(page, '/api/fail'), /: matches/)
    assert.deepEqual(said(messages), [])
    await page.evaluate('Headwater.flush()')
  })
}

browserTest('without our header a failure says nothing', {
  pages: { '/': pageWithHeadwater({ as: 'module', options: `tracingOrigins: ['none.example']` }) },
}, async (site) => {
  const { page, messages } = await openPage(site, '/')
  for (const get of Object.values(ask)) assert.equal(await get(page, '/api/drop'), 'TypeError')
  assert.match(await explain(page, '/api/drop'), /: not in tracingOrigins$/)
  assert.deepEqual(said(messages), [])
})
