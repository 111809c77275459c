/** When the core is asked for, from where, and what a visitor downloads. */
import assert from 'node:assert/strict'
import { browserTest, leave, openPage, pageWithHeadwater, type Answer, type Site, type Transaction } from './support/index.ts'

const core = '/dist/headwater.core.mjs'
const withImage = pageWithHeadwater({ body: '<p>text</p><img src="/image">' })

const coreRequests = (site: Site): string[] => site.requests.filter(({ path }) => path.includes('core')).map(({ url }) => url)

browserTest('the core is asked for once the page is loaded and idle, or 8 s after first paint when it never is', {
  pages: { '/list': withImage, '/hanging': pageWithHeadwater({ body: '<p>text</p><img src="/image?never">' }) },
}, async (site) => {
  const images = site.hold('/image')
  const hanging = openPage(site, '/hanging', { waitUntil: 'domcontentloaded' })
  const visitor = await openPage(site, '/list', { waitUntil: 'domcontentloaded' })
  await images.requested
  // Painted, idle and with a request answered, and still not loaded.
  await visitor.page.evaluate(async () => {
    await new Promise((resolve) => requestAnimationFrame(() => requestIdleCallback(resolve)))
    await fetch('/api/json')
  })
  assert.deepEqual(coreRequests(site), [])

  const { page } = await hanging
  const request = await site.waitForRequest(core)
  assert.equal(request.headers.referer, `${site.origin}/hanging`)
  const waited = await page.evaluate(() => {
    const of = (name: string): number => performance.getEntriesByName(name)[0]!.startTime
    return performance.getEntriesByType('resource').find(({ name }) => name.includes('core'))!.startTime - of('first-paint')
  })
  assert.ok(waited > 7900 && waited < 9500, `asked for ${waited} ms after first paint`)
  assert.equal((await site.waitForTransaction('pageload')).transaction, '/hanging')

  images.release()
  await site.waitFor(() => coreRequests(site).length === 2, 'the other request')
  const [asked, loaded] = await visitor.page.evaluate(() => [
    performance.getEntriesByType('resource').find(({ name }) => name.includes('core'))!.startTime,
    (performance.getEntriesByType('navigation')[0] as PerformanceNavigationTiming).loadEventStart,
  ])
  assert.ok(asked! >= loaded! && loaded! > 0, `asked for at ${asked}, loaded at ${loaded}`)
  await site.waitFor(() => site.transactions().length >= 2, 'both pageloads')
})
