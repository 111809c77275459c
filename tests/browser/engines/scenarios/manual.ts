/** Transactions of the page's own. */
import assert from 'node:assert/strict'
import { spanOf } from '../../support/look.ts'
import { pageWithHeadwater } from '../../support/page-with-headwater.ts'
import { sentryTrace } from '../../support/received.ts'
import type { Scenario } from '../scenario.ts'

export const manual: Record<string, Scenario> = {
  "a transaction of the page's own has its spans, its data and the requests made under it": {
    pages: { '/list': pageWithHeadwater() },
    async run(site, open) {
      const visit = await open('/list')
      const header = await visit.call(async () => {
        Headwater.setTag('area', 'shop')
        const transaction = Headwater.startTransaction({ name: 'shopCheckout', op: 'checkout' })
        const span = transaction.startChild({ op: 'task', description: 'Größe ✓' })
        span.setTag('cart.size', '3')
        span.setData('cart', { total: 12.5 })
        span.finish()
        await Headwater.withActiveSpan(transaction, () => fetch('/api/json', { method: 'POST' }))
        await Headwater.startSpan({ name: 'inner', op: 'step', parentSpan: transaction }, () => fetch('/api/echo'))
        transaction.finish()
        return transaction.toTraceparent()
      })
      const sent = await site.waitForTransaction('checkout')
      const { trace } = sent.contexts
      assert.equal(header, `${trace.trace_id}-${trace.span_id}-1`)
      assert.equal(sent.transaction, 'shopCheckout')
      assert.equal(sent.tags?.area, 'shop')
      const task = spanOf(sent, 'Größe ✓')
      assert.equal(task.parent_span_id, trace.span_id)
      assert.equal(task.tags?.['cart.size'], '3')
      assert.deepEqual(task.data?.cart, { total: 12.5 })
      const post = spanOf(sent, 'POST /api/json')
      assert.equal(post.parent_span_id, trace.span_id)
      const echo = spanOf(sent, 'GET /api/echo')
      assert.equal(echo.parent_span_id, spanOf(sent, 'inner').span_id)
      assert.equal(sentryTrace(await site.waitForRequest('/api/json'))?.spanId, post.span_id)
      assert.equal(sentryTrace(await site.waitForRequest('/api/echo'))?.spanId, echo.span_id)
    },
  },
}
