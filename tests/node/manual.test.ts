/** Transactions and spans that a service makes itself. */
import assert from 'node:assert/strict'
import { after, afterEach, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Headwater } from './support/headwater.ts'
import { startReceiver, type SentTransaction } from './support/receiver.ts'

let receiver: Awaited<ReturnType<typeof startReceiver>>
before(async () => {
  receiver = await startReceiver()
  Headwater.init({ dsn: receiver.dsn, tracesSampleRate: 1, release: 'shop@1' })
})
afterEach(() => {
  assert.deepEqual(receiver.problems, [])
  receiver.uploads.length = 0
})
after(async () => {
  await Headwater.close()
  await receiver.close()
})

/** All that was recorded, by name. */
async function sent(): Promise<Record<string, SentTransaction>> {
  assert.equal(await Headwater.flush(), true)
  return Object.fromEntries(receiver.transactions().map(one => [one.transaction, one]))
}

const idsOf = ({ contexts: { trace } }: SentTransaction) => [trace.trace_id, trace.parent_span_id, trace.span_id]

test('a transaction with a child, as in the documentation', async () => {
  const transaction = Headwater.startTransaction({ name: 'test-transaction' })
  const span = transaction.startChild({ op: 'functionX' })
  const header = span.toTraceparent()
  span.finish()
  transaction.finish()
  const { 'test-transaction': found } = await sent()
  assert.deepEqual(
    found!.spans.map(({ op }) => op),
    ['functionX'],
  )
  const [child] = found!.spans
  assert.equal(header, `${child!.trace_id}-${child!.span_id}-1`)
  assert.equal(child!.parent_span_id, found!.contexts.trace.span_id)
  assert.equal(found!.contexts.trace.parent_span_id, undefined)
})

test('a queue: the transaction of a task is a child of the request that has put it there, long after that was sent', async () => {
  const queue: { work(): Promise<void>; getTransaction(): string; continuing: Record<string, string> }[] = []
  const processItem = async (item: (typeof queue)[number], transaction: ReturnType<typeof Headwater.startTransaction>) => {
    const span = transaction.startChild({ op: 'http', description: 'GET /' })
    await item.work()
    span.setTag('http.status_code', 200)
    span.setData('http.foobarsessionid', 'x')
    span.finish()
  }
  const request = Headwater.startTransaction({ name: 'checkout', op: 'http.server' })
  Headwater.withActiveSpan(request, () =>
    queue.push({ work: () => sleep(5), getTransaction: () => 'send mail', continuing: Headwater.getTraceHeaders() }),
  )
  request.finish()
  await sent()

  const item = queue.shift()!
  const { 'sentry-trace': sentryTrace, baggage } = item.continuing
  await Headwater.continueTrace({ sentryTrace, baggage }, async () => {
    const transaction = Headwater.startTransaction({ op: 'task', name: item.getTransaction() })
    await processItem(item, transaction)
    transaction.finish()
  })
  const { checkout, 'send mail': task } = await sent()
  assert.deepEqual(idsOf(task!).slice(0, 2), [checkout!.contexts.trace.trace_id, checkout!.contexts.trace.span_id])
  assert.ok(task!.start_timestamp >= checkout!.timestamp)
  assert.equal(task!.spans[0]!.tags!['http.status_code'], '200')
  // The decision's context is that of the trace's beginning, in all envelopes.
  const contexts = receiver.uploads.map(({ envelopeHeader }) => envelopeHeader.trace)
  assert.equal(contexts[0]!.transaction, 'checkout')
  assert.deepEqual(contexts[1], contexts[0])
})

test('what a request leaves behind and starts later is a transaction of its own, below it', async () => {
  let later: Promise<void>
  const request = Headwater.startTransaction({ name: 'order', op: 'http.server' })
  Headwater.withActiveSpan(request, () => {
    later = sleep(5).then(() => Headwater.startSpan({ name: 'write log', op: 'task' }, () => {}))
  })
  request.finish()
  await later!
  const { order, 'write log': task } = await sent()
  assert.deepEqual(idsOf(task!).slice(0, 2), [idsOf(order!)[0], idsOf(order!)[2]])
})

test('a cron job: each run is a trace of its own', async () => {
  const poll = () =>
    Headwater.startSpan({ name: 'poll partner', op: 'cron' }, () => Headwater.startSpan({ name: 'GET orders', op: 'http' }, () => sleep(1)))
  for (let run = 0; run < 3; run++) await poll()
  await Headwater.flush()
  const runs = receiver.transactions()
  assert.equal(runs.length, 3)
  assert.equal(new Set(runs.map(one => one.contexts.trace.trace_id)).size, 3)
  for (const one of runs) assert.deepEqual([one.contexts.trace.op, one.spans[0]!.description], ['cron', 'GET orders'])
})

test('a span stays the active one behind await, in what goes on at once', async () => {
  const step = (name: string): Promise<void> =>
    Headwater.startSpan({ name }, async () => {
      await sleep(Math.random() * 5)
      await Headwater.startSpan({ name: `${name} inner` }, () => sleep(1))
    })
  await Headwater.startSpan({ name: 'all' }, () => Promise.all(['a', 'b', 'c'].map(step)))
  const { all } = await sent()
  const byName = new Map(all!.spans.map(span => [span.description, span]))
  for (const name of ['a', 'b', 'c']) {
    assert.equal(byName.get(`${name} inner`)!.parent_span_id, byName.get(name)!.span_id)
    assert.equal(byName.get(name)!.parent_span_id, all!.contexts.trace.span_id)
  }
})

test('what a callback throws or rejects with passes through, and the span says so', async () => {
  const error = new Error('no')
  assert.throws(
    () =>
      Headwater.startSpan({ name: 'throws' }, () => {
        throw error
      }),
    error,
  )
  await assert.rejects(
    Headwater.startSpan({ name: 'rejects' }, async () => {
      await sleep(1)
      throw error
    }),
    error,
  )
  assert.equal(await Headwater.startSpan({ name: 'fine' }, async () => 5), 5)
  const { throws, rejects, fine } = await sent()
  for (const one of [throws!, rejects!]) assert.equal(one.contexts.trace.status, 'internal_error')
  assert.equal(fine!.contexts.trace.status, 'ok')
})

test('the scope: what is set outside holds for all, what is set inside for that alone', async () => {
  Headwater.configureScope(scope => {
    scope.setTag('service', 'shop')
    scope.setUser({ id: 'nobody' })
  })
  const inner = (name: string) =>
    Headwater.withScope(async scope => {
      scope.setTag('inner', name)
      Headwater.setUser({ id: name })
      Headwater.setExtra('cart', { items: 2 })
      Headwater.setContext('shop', { name })
      await sleep(Math.random() * 5)
      Headwater.startTransaction({ name, tags: { own: '1' } }).finish()
    })
  await Promise.all([inner('a'), inner('b')])
  Headwater.startTransaction({ name: 'outer' }).finish()
  const { a, b, outer } = await sent()
  for (const [name, one] of Object.entries({ a: a!, b: b! })) {
    assert.deepEqual(one.tags, { service: 'shop', inner: name, own: '1' })
    assert.deepEqual([one.user, one.extra, one.contexts.shop], [{ id: name }, { cart: { items: 2 } }, { name }])
  }
  assert.deepEqual([outer!.tags, outer!.user, outer!.extra], [{ service: 'shop' }, { id: 'nobody' }, undefined])
  Headwater.setTag('service', null)
  Headwater.setUser(null)
})

test('the span that is set in a scope is the parent of what follows', async () => {
  Headwater.startSpan({ name: 'root' }, root => {
    const step = root.startChild({ op: 'step' })
    Headwater.configureScope(scope => {
      assert.equal(scope.getSpan(), root)
      scope.setSpan(step)
    })
    Headwater.startSpan({ name: 'below' }, () => {})
    step.finish()
  })
  const { root } = await sent()
  const [step, below] = ['step', 'default'].map(op => root!.spans.find(span => span.op === op))
  assert.equal(below!.parent_span_id, step!.span_id)
})

test('headers of others are continued, with their decision', async () => {
  const trace = '0123456789abcdef0123456789abcdef'
  const traceparent = `00-${trace}-fedcba9876543210`
  const names = (headers: Record<string, string>) => Object.keys(headers).sort()
  Headwater.continueTrace({ traceparent: `${traceparent}-00`, tracestate: 'vendor=1' }, () => {
    assert.equal(Headwater.startTransaction({ name: 'unwanted' }).toTraceparent().slice(-2), '-0')
    const headers = Headwater.getTraceHeaders('http://service.example/')
    assert.deepEqual(headers, { 'sentry-trace': `${trace}-fedcba9876543210-0`, traceparent: `${traceparent}-00`, tracestate: 'vendor=1' })
  })
  await Headwater.continueTrace({ traceparent: `${traceparent}-03` }, () =>
    Headwater.startSpan({ name: 'wanted' }, async span => {
      await sleep(1)
      const headers = Headwater.getTraceHeaders()
      assert.deepEqual(names(headers), ['sentry-trace', 'traceparent'])
      assert.equal(headers.traceparent, `00-${trace}-${span.spanContext().spanId}-03`)
    }),
  )
  const { wanted, unwanted } = await sent()
  assert.deepEqual(idsOf(wanted!).slice(0, 2), [trace, 'fedcba9876543210'])
  assert.equal(unwanted, undefined)
})

test('many spans: what has no room is counted, and nothing else is lost', async () => {
  const transaction = Headwater.startTransaction({ name: 'many' })
  for (let i = 0; i < 20_000; i++) transaction.startChild({ op: 'row', description: 'x'.repeat(60) }).finish()
  transaction.finish()
  Headwater.startTransaction({ name: 'next' }).finish()
  const { many, next } = await sent()
  assert.ok(next)
  assert.ok(many!.spans.length <= 1000)
  assert.ok(Number(many!.contexts.trace.data['headwater.dropped_spans']) > 0)
})

test('values of any kind break nothing', async () => {
  const transaction = Headwater.startTransaction({ name: 'odd' })
  const cyclic: Record<string, unknown> = {}
  cyclic.self = cyclic
  for (const value of [undefined, null, 1n, Symbol('x'), () => 1, cyclic, new Map(), 'a\0b', NaN]) {
    transaction.setTag('tag', value as never)
    transaction.setData('data', value)
    transaction.setStatus(value as never)
    Headwater.startSpan({ name: value as never, op: value as never }, () => {})
    Headwater.startTransaction(value as never).finish()
    Headwater.continueTrace(value as never, () => {})
    Headwater.setExtra('odd', value)
  }
  transaction.finish()
  Headwater.setExtra('odd', null)
  const { odd } = await sent()
  assert.ok(odd)
})
