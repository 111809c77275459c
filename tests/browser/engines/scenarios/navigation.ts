/** Navigations inside a page. */
import assert from 'node:assert/strict'
import { spanOf, titles } from '../../support/look.ts'
import { pageWithHeadwater } from '../../support/page-with-headwater.ts'
import { sentryTrace } from '../../support/received.ts'
import type { Scenario } from '../scenario.ts'

const patient = pageWithHeadwater({
  attributes: { 'idle-timeout': 20_000 },
  body: `<a href="/cart" onclick="event.preventDefault(); history.pushState(null, '', '/cart'); window.done = fetch('/api/json')">cart</a>`,
})

export const navigation: Record<string, Scenario> = {
  'a click that pushes a state begins a navigation in a trace of its own, so does going back': {
    pages: { '/list': patient },
    async run(site, open) {
      const visit = await open('/list')
      await visit.click('a')
      await visit.evaluate('window.done.then(() => {})')
      await visit.call(async () => {
        const popped = new Promise(resolve => addEventListener('popstate', resolve, { once: true }))
        history.back()
        await popped
        await fetch('/api/echo')
      })
      await visit.coreIsThere()
      await visit.leave()
      const back = await site.waitForTransaction(
        ({ transaction, contexts }) => transaction === '/list' && contexts.trace.op === 'navigation',
      )
      const cart = await site.waitForTransaction(({ transaction }) => transaction === '/cart')
      const pageload = await site.waitForTransaction('pageload')
      assert.deepEqual(titles(site.transactions()), ['pageload /list', 'navigation /cart', 'navigation /list'])
      assert.equal(new Set([pageload, cart, back].map(({ contexts }) => contexts.trace.trace_id)).size, 3)
      assert.equal(cart.contexts.trace.origin, 'auto.navigation.browser')
      for (const [transaction, path] of [
        [cart, '/api/json'],
        [back, '/api/echo'],
      ] as const) {
        const header = sentryTrace(await site.waitForRequest(path))
        assert.equal(header?.traceId, transaction.contexts.trace.trace_id)
        assert.equal(header?.spanId, spanOf(transaction, `GET ${path}`).span_id)
      }
    },
  },
}
