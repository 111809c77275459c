/** A page that is left while its transactions are open. */
import assert from 'node:assert/strict'
import { near, reasonOf, spanOf } from '../../support/look.ts'
import { pageWithHeadwater } from '../../support/page-with-headwater.ts'
import { sentryTrace, type Transaction } from '../../support/received.ts'
import type { Site } from '../../support/site.ts'
import type { Scenario } from '../scenario.ts'
import { keepsBusy } from '../sending.ts'
import type { Visit } from '../visit.ts'

const pages = { '/list': pageWithHeadwater({ attributes: { 'idle-timeout': 20_000 } }) }

/** Fails unless the page load was sent by beacon, cancelled because the page went away. */
async function cancelledPageload(site: Site): Promise<Transaction> {
  const { transaction, request } = await site.waitForEnvelope(({ transaction }) => transaction?.contexts.trace.op === 'pageload')
  assert.equal(transaction!.contexts.trace.status, 'cancelled')
  assert.equal(reasonOf(transaction!), 'documentHidden')
  assert.equal(request.byBeacon, true)
  return transaction!
}

const goAway: Record<string, { go: (visit: Visit) => Promise<void>; engines?: Scenario['engines'] }> = {
  'a page that is left': { go: visit => visit.leave() },
  // Firefox, closing a tab for a driver on a busy machine, loses beacons of `pagehide`: of any page, Headwater or not.
  'a tab that is closed': { go: visit => visit.close(), engines: ['Chromium', 'WebKit'] },
}

const inFlight = Object.fromEntries(
  Object.entries(goAway).map(([name, { go, engines }]): [string, Scenario] => [
    `${name} with a request in flight ends everything open and sends it by beacon`,
    {
      engines,
      // Firefox and WebKit fail it when the navigation begins, as a refused header would.
      pages,
      async run(site, open) {
        const visit = await open('/list')
        await visit.coreIsThere()
        const gate = site.hold('/api/slow')
        await visit.call(() => {
          Headwater.getActiveTransaction()!.startChild({ op: 'step', description: 'open step' })
          void fetch('/api/slow').catch(() => {})
        })
        const request = await gate.requested
        assert.deepEqual(site.envelopes, [])
        await go(visit)
        const sent = await cancelledPageload(site)
        gate.release()
        assert.equal(spanOf(sent, 'open step').status, 'cancelled')
        const span = spanOf(sent, 'GET /api/slow')
        // Firefox and WebKit fail it when the navigation begins, which is before the page can know why.
        assert.match(span.status ?? 'none', /^(cancelled|internal_error)$/)
        assert.equal(sentryTrace(request)?.spanId, span.span_id)
      },
    },
  ]),
)

export const leaving: Record<string, Scenario> = {
  ...inFlight,

  'a page that is left before its core has come sends its root alone': {
    lost: true,
    pages: {
      '/users/42/list': pageWithHeadwater({
        attributes: { 'idle-timeout': 20_000, release: 'shop@1.2', environment: 'test' },
        afterScript: '<script>fetch("/api/json?secret=1")</script>',
      }),
      '/next': '<!doctype html><p>next',
    },
    async run(site, open) {
      const gate = site.hold('/dist/headwater.core.mjs')
      const visit = await open('/users/42/list?secret=1#secret')
      await gate.requested
      const asked = sentryTrace(await site.waitForRequest('/api/json'))!
      const began = Number(await visit.evaluate('performance.timeOrigin'))
      assert.deepEqual(site.envelopes, [])
      await visit.goto('/next')
      const { transaction, request } = await site.waitForEnvelope(() => true)
      const { trace } = transaction!.contexts
      assert.equal(trace.op, 'pageload')
      assert.equal(trace.trace_id, asked.traceId)
      assert.equal(trace.status, 'cancelled')
      assert.deepEqual(trace.data, { 'headwater.core': 'not loaded' })
      assert.equal(transaction!.transaction, '/users/:id/list')
      assert.deepEqual([transaction!.release, transaction!.environment, transaction!.spans], ['shop@1.2', 'test', []])
      near(transaction!.start_timestamp * 1000, began, 20, 'start')
      assert.ok(transaction!.timestamp >= transaction!.start_timestamp && transaction!.timestamp * 1000 <= request.time + 20)
      assert.equal(request.byBeacon, true)
      assert.ok(!request.body.includes('secret'))
      gate.release()
      await visit.leave()
      assert.equal(site.envelopes.length, 1)
    },
  },

  'of a page too large for a beacon the most important goes, and what is missing is kept': {
    pages: { '/list': pageWithHeadwater({ attributes: { 'idle-timeout': 20_000 }, body: keepsBusy }) },
    async run(site, open) {
      const visit = await open('/list')
      await visit.coreIsThere()
      await visit.call(() => fetch('/api/json').then(response => response.text()))
      await visit.leave()
      const sent = await cancelledPageload(site)
      const bytes = site.envelopes.reduce((sum, { request }) => sum + request.body.length, 0)
      assert.ok(bytes > 20_000 && bytes <= 32_768, `${bytes} bytes`)
      assert.equal(sent.contexts.trace.data?.['headwater.dropped_spans'], undefined)
      assert.ok(sent.spans.filter(({ op }) => op === 'mark').length < 900)
      spanOf(sent, 'GET /api/json')
    },
  },
}
