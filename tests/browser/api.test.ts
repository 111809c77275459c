/** Sentry's names of today, and values that are odd: what of them the receiver gets. */
import assert from 'node:assert/strict'
import { browserTest, openPage, pageWithHeadwater, sentryTrace, type Site, type Transaction } from './support/index.ts'

const traceId = 'aaaabbbbccccddddeeeeffff00001111'
const spanId = 'abcdefabcdefabcd'

const named = (site: Site, name: string): Promise<Transaction> =>
  site.waitFor(() => site.transactions().find(({ transaction }) => transaction === name), name)

browserTest(
  'each function shows in what is sent',
  {
    foreignTraces: [`${traceId}-${spanId}-1`],
    pages: {
      '/': pageWithHeadwater({
        as: 'module',
        options: `idleTimeout: 100,
      beforeSendTransaction: (event) => (event.transaction === 'own' ? { ...event, transaction: 'renamed' } : event)`,
        afterScript: '<script type="module">Headwater.getActiveTransaction().hold()</script>',
      }),
    },
  },
  async site => {
    const { page } = await openPage(site, '/')
    const pageloadId = await page.evaluate(
      async ([traceId, spanId]) => {
        Headwater.setTags({ plan: 'free', seat: 3 })
        Headwater.setExtras({ cart: [1], removed: null })
        const circle: Record<string, unknown> = { kept: 1, big: 10n }
        circle.self = circle
        Headwater.setContext('circle', circle)
        Headwater.setMeasurement('first_row', 12.5, 'millisecond')
        const root = Headwater.getActiveSpan()!

        const own = Headwater.startTransaction({ name: 'own', op: 'task' })
        own.setMeasurement('rows', 7).setTags({ seat: 4 })
        const linked = Headwater.startInactiveSpan({
          name: 'linked',
          parentSpan: own,
          links: [{ context: root.spanContext(), attributes: { 'sentry.link.type': 'cause' } }],
        })
        linked.addLink({ context: { traceId, spanId, sampled: false } }).addLinks([{ context: { traceId, spanId } }, null as never])
        linked.setStatus({ code: 2, message: 'not_found' }).setData('circle', circle).setMeasurement('size', 2, 'byte').end()
        await Headwater.startSpanManual({ name: 'by hand', parentSpan: own }, (span, finish) => {
          span.setTag('active', String(Headwater.getActiveSpan() === span))
          return new Promise<void>(resolve => setTimeout(() => (finish(), resolve()), 20))
        })
        Headwater.startSpanManual({ name: 'never ended', parentSpan: own }, () => {})
        own.finish()

        const headers = { sentryTrace: `${traceId}-${spanId}-1`, baggage: `sentry-trace_id=${traceId},sentry-public_key=theirs` }
        await Promise.all(
          Headwater.continueTrace(headers, () => [
            fetch('/api/json?direct'),
            Headwater.startSpan({ name: 'continued', op: 'task' }, () => fetch('/api/json?inside')),
          ]),
        )
        Headwater.getActiveTransaction()!.release()
        return root.spanContext().spanId
      },
      [traceId, spanId] as const,
    )

    const own = await named(site, 'renamed')
    const continued = await named(site, 'continued')
    const pageload = await site.waitForTransaction('pageload')
    assert.equal(own.transaction_info!.source, 'custom')
    assert.deepEqual([pageload.tags!.seat, own.tags!.seat, own.tags!.plan], ['3', '4', 'free'])
    assert.deepEqual(own.extra, { cart: [1] })
    assert.deepEqual(own.contexts.circle, { kept: 1, big: '10', self: '[Circular ~]' })
    assert.deepEqual(own.measurements, { rows: { value: 7, unit: 'none' }, size: { value: 2, unit: 'byte' } })
    assert.deepEqual(pageload.measurements!.first_row, { value: 12.5, unit: 'millisecond' })
    assert.equal(pageload.contexts.trace.span_id, pageloadId)

    assert.deepEqual(
      own.spans.map(({ description }) => description),
      ['linked', 'by hand'],
    )
    const [linked, byHand] = own.spans as any[]
    assert.deepEqual(linked.links, [
      { trace_id: pageload.contexts.trace.trace_id, span_id: pageloadId, sampled: true, attributes: { 'sentry.link.type': 'cause' } },
      { trace_id: traceId, span_id: spanId, sampled: false },
      { trace_id: traceId, span_id: spanId },
    ])
    assert.deepEqual([linked.status, linked.data.circle], ['not_found', { kept: 1, big: '10', self: '[Circular ~]' }])
    assert.equal(byHand.tags.active, 'true')
    assert.ok(byHand.timestamp - byHand.start_timestamp >= 0.019)

    const { trace } = continued.contexts
    assert.deepEqual([trace.trace_id, trace.parent_span_id], [traceId, spanId])
    const [direct, inside] = ['direct', 'inside'].map(what => sentryTrace(site.requests.find(({ url }) => url.endsWith(what))!)!)
    assert.deepEqual(direct, { traceId, spanId, sampled: true })
    assert.equal(inside!.traceId, traceId)
    const request = site
      .transactions()
      .flatMap(({ spans }) => spans)
      .find(({ span_id }) => span_id === inside!.spanId)
    assert.equal(request?.parent_span_id ?? 'no span', trace.span_id)
    const { header } = site.envelopes.find(({ transaction }) => transaction?.transaction === 'continued')!
    assert.equal((header.trace as { public_key: string }).public_key, 'theirs')
  },
)
