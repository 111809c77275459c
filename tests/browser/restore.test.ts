/** Pages that come back from the back/forward cache. */
import assert from 'node:assert/strict'
import { near } from './support/look.ts'
import { leaveAndRestore } from './support/restore.ts'
import { browserTest, openPage, pageWithHeadwater, sentryTrace, type Site } from './support/index.ts'

const away = '<!doctype html><p>away</p>'
const asked = async (site: Site, count: number): Promise<(string | undefined)[]> => {
  const all = () => site.requests.filter(({ path }) => path === '/api/json')
  await site.waitFor(() => all().length >= count, `${count} requests`)
  return all().map(request => sentryTrace(request)?.traceId)
}

browserTest(
  'a restored page is a navigation of its own, from the moment it is shown',
  {
    pages: { '/list': pageWithHeadwater({ attributes: { 'idle-timeout': 300 } }), '/away': away },
  },
  async site => {
    const visitor = await openPage(site, '/list')
    const pageload = await site.waitForTransaction('pageload')
    const restoredAt = await leaveAndRestore(visitor, `${site.origin}/away`)
    const timeOrigin = await visitor.page.evaluate(async () => {
      const [timing] = performance.getEntriesByType('navigation') as (PerformanceNavigationTiming & { notRestoredReasons?: unknown })[]
      if (timing!.notRestoredReasons !== null) throw new Error(JSON.stringify(timing!.notRestoredReasons))
      await fetch('/api/json')
      return performance.timeOrigin
    })
    const navigation = await site.waitForTransaction('navigation')
    const { trace } = navigation.contexts
    assert.equal(navigation.transaction, '/list')
    assert.equal(trace.origin, 'auto.navigation.browser.bfcache')
    assert.equal(trace.data?.['browser.navigation.type'], 'back-forward-cache')
    assert.notEqual(trace.trace_id, pageload.contexts.trace.trace_id)
    near(navigation.start_timestamp * 1000, timeOrigin + restoredAt, 30, 'start')
    assert.deepEqual(await asked(site, 1), [trace.trace_id])
  },
)

browserTest(
  'an unsampled page gets a new trace too',
  {
    pages: { '/list': pageWithHeadwater({ sampleRate: 0 }), '/away': away },
  },
  async site => {
    const visitor = await openPage(site, '/list')
    // The service's answer must not be stored, so the browser would not keep a page that has asked it.
    const before = await visitor.page.evaluate(() => Headwater.getTraceHeaders()['sentry-trace']?.slice(0, 32))
    await leaveAndRestore(visitor, `${site.origin}/away`)
    await visitor.page.evaluate(() => fetch('/api/json'))
    const [after] = await asked(site, 1)
    assert.ok(before && after && before !== after)
  },
)
