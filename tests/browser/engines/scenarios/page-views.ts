/** What begins, names and ends a page view. */
import assert from 'node:assert/strict'
import { reasonOf, spanOf, titles } from '../../support/look.ts'
import { pageWithHeadwater } from '../../support/page-with-headwater.ts'
import { sentryTrace } from '../../support/received.ts'
import { withHeaders } from '../headers.ts'
import type { Scenario } from '../scenario.ts'

const traceId = 'aaaabbbbccccddddeeeeffff00001111'
const parentId = 'abcdefabcdefabcd'
const attributes = { 'idle-timeout': 20_000 }

export const pageViews: Record<string, Scenario> = {
  "a trace in the document's Server-Timing is continued": {
    pages: {
      '/list': withHeaders(
        { 'server-timing': `db;dur=3, sentry-trace;desc="${traceId}-${parentId}-1"` },
        pageWithHeadwater({
          sampleRate: 0,
          attributes,
          afterScript: '<script>window.done = fetch("/api/json")</script>',
        }),
      ),
    },
    async run(site, open) {
      const visit = await open('/list')
      await visit.coreIsThere()
      await visit.leave()
      const sent = await site.waitForTransaction('pageload')
      assert.equal(sent.contexts.trace.trace_id, traceId)
      assert.equal(sent.contexts.trace.parent_span_id, parentId)
      assert.equal(sentryTrace(await site.waitForRequest('/api/json'))?.traceId, traceId)
    },
  },

  'an address that the page replaces by itself at its start is a redirect, not a navigation': {
    pages: { '/': pageWithHeadwater({ attributes, afterScript: '<script>history.replaceState(null, "", "/home?secret")</script>' }) },
    async run(site, open) {
      const visit = await open('/')
      await visit.coreIsThere()
      await visit.leave()
      const sent = await site.waitForTransaction('pageload')
      const [redirect, ...others] = sent.spans.filter(({ op }) => op === 'navigation.redirect')
      assert.deepEqual(others, [])
      assert.equal(redirect?.data?.url, `${site.origin}/home`)
      assert.deepEqual(
        titles(site.transactions()).filter(title => title.startsWith('navigation')),
        [],
      )
    },
  },

  'identifiers in a path are grouped': {
    pages: { '/users/42/orders/7f3a9c1e-0b52-4a57-9d7e-1c2b3a4d5e6f': pageWithHeadwater({ attributes }) },
    async run(site, open) {
      const visit = await open('/users/42/orders/7f3a9c1e-0b52-4a57-9d7e-1c2b3a4d5e6f')
      await visit.coreIsThere()
      await visit.leave()
      const sent = await site.waitForTransaction('pageload')
      assert.equal(sent.transaction, '/users/:id/orders/:id')
      assert.equal(sent.transaction_info.source, 'route')
    },
  },

  'with enableReportPageLoaded the page says when it is loaded': {
    pages: { '/list': pageWithHeadwater({ attributes: { 'enable-report-page-loaded': 'true', 'idle-timeout': 50 } }) },
    async run(site, open) {
      const visit = await open('/list')
      await visit.coreIsThere()
      // Longer than it takes to end by being quiet.
      await visit.call(() => new Promise(resolve => setTimeout(resolve, 300)))
      await visit.call(() => fetch('/api/json').then(response => response.text()))
      assert.deepEqual(site.transactions(), [])
      await visit.call(() => {
        const now = performance.now()
        Headwater.reportPageLoaded()
        return now
      })
      const sent = await site.waitForTransaction('pageload')
      spanOf(sent, 'GET /api/json')
      assert.equal(sent.contexts.trace.status, 'ok')
      assert.notEqual(reasonOf(sent), 'documentHidden')
    },
  },

  'an error that nobody handles marks the page load': {
    pageErrors: /mine/,
    pages: { '/list': pageWithHeadwater({ attributes }) },
    async run(site, open) {
      const visit = await open('/list')
      await visit.coreIsThere()
      await visit.call(
        () =>
          void setTimeout(() => {
            throw new Error('mine')
          }),
      )
      await site.waitForRequest('/page-error')
      await visit.leave()
      assert.equal((await site.waitForTransaction('pageload')).contexts.trace.status, 'internal_error')
    },
  },
}
