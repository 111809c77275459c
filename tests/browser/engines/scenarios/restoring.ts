/** Pages that come back from the back/forward cache. */
import assert from 'node:assert/strict'
import { reasonOf, spanOf } from '../../support/look.ts'
import { pageWithHeadwater } from '../../support/page-with-headwater.ts'
import { sentryTrace } from '../../support/received.ts'
import type { Page, Site } from '../../support/site.ts'
import { withHeaders } from '../headers.ts'
import type { Scenario } from '../scenario.ts'
import type { Visit } from '../visit.ts'

const strict = "script-src 'self' 'wasm-unsafe-eval'"

const pages: Record<string, Page> = {
  '/list': withHeaders(
    { 'cache-control': 'no-cache', 'content-security-policy': strict },
    pageWithHeadwater({ attributes: { 'idle-timeout': 20_000 }, head: '<script src="/restored.js"></script>' }),
  ),
  '/restored.js': () => ({
    headers: { 'content-type': 'text/javascript' },
    body: 'addEventListener("pageshow", ({ persisted }) => persisted && navigator.sendBeacon("/restored"))',
  }),
  '/next': withHeaders({ 'cache-control': 'no-cache' }, '<!doctype html>next'),
}

async function goBack(site: Site, visit: Visit): Promise<void> {
  await visit.evaluate('void setTimeout(() => history.back())')
  await site.waitForRequest('/restored')
}

export const restoring: Record<string, Scenario> = {
  'a page that comes back from the back/forward cache is a navigation': {
    // Chromium's driver loses a page that comes back, for a moment: see restore.test.ts.
    engines: ['Firefox', 'WebKit'],
    pages,
    async run(site, open) {
      const visit = await open('/list')
      await visit.coreIsThere()
      await visit.goto('/next')
      const pageload = await site.waitForTransaction('pageload')
      assert.equal(reasonOf(pageload), 'documentHidden')
      await goBack(site, visit)
      await visit.call(() => fetch('/api/json').then(response => response.text()))
      await visit.leave()
      const restored = await site.waitForTransaction('navigation')
      assert.equal(restored.transaction, '/list')
      assert.equal(restored.contexts.trace.origin, 'auto.navigation.browser.bfcache')
      assert.notEqual(restored.contexts.trace.trace_id, pageload.contexts.trace.trace_id)
      assert.equal(sentryTrace(await site.waitForRequest('/api/json'))?.spanId, spanOf(restored, 'GET /api/json').span_id)
    },
  },

  'a page that comes back traces again what its leaving has cut off': {
    // Chromium cuts nothing off, Firefox keeps no page that had a request under way, with or without Headwater.
    engines: ['WebKit'],
    // WebKit fails it when the navigation begins, as a refused header would.
    pages,
    async run(site, open) {
      const visit = await open('/list')
      await visit.coreIsThere()
      const gate = site.hold('/api/slow')
      await visit.evaluate('void fetch("/api/slow").catch(() => {})')
      await gate.requested
      await visit.goto('/next')
      gate.release()
      await goBack(site, visit)
      await visit.call(() => fetch('/api/slow?again').then(response => response.text()))
      await visit.leave()
      const restored = await site.waitForTransaction('navigation')
      const again = await site.waitForRequest(({ query }) => query.has('again'))
      assert.equal(sentryTrace(again)?.spanId, spanOf(restored, 'GET /api/slow').span_id)
    },
  },
}
