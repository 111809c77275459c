/** A page that is left while its transactions are open. */
import assert from 'node:assert/strict'
import { reasonOf, spanOf } from '../../support/look.ts'
import { pageWithHeadwater } from '../../support/page-with-headwater.ts'
import { sentryTrace, type Transaction } from '../../support/received.ts'
import type { Site } from '../../support/site.ts'
import type { Scenario } from '../scenario.ts'
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
  'a page that is left': { go: (visit) => visit.leave() },
  // Firefox, closing a tab for a driver on a busy machine, loses beacons of `pagehide`: of any page, Headwater or not.
  'a tab that is closed': { go: (visit) => visit.close(), engines: ['Chromium', 'WebKit'] },
}

export const leaving: Record<string, Scenario> = Object.fromEntries(Object.entries(goAway).map(([name, { go, engines }]) => [
  `${name} with a request in flight ends everything open and sends it by beacon`, {
    engines,
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
  } satisfies Scenario,
]))
