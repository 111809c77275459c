/** Requests that a server of `node:http` gets. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage, type RequestListener } from 'node:http'
import { after, afterEach, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Headwater } from './support/headwater.ts'
import { listen, startReceiver, type SentTransaction } from './support/receiver.ts'
import { deferred, parent, trace } from './support/services.ts'

let receiver: Awaited<ReturnType<typeof startReceiver>>
before(async () => {
  receiver = await startReceiver()
  Headwater.init({
    dsn: receiver.dsn,
    // What it says nothing of is as whoever called has decided.
    tracesSampler: ({ name, parentSampled }) => (parentSampled === undefined ? !name.includes('unwanted') : (undefined as never)),
  })
})
afterEach(() => {
  assert.deepEqual(receiver.problems, [])
  receiver.uploads.length = 0
})
after(async () => {
  await Headwater.close()
  await receiver.close()
})

const tracing = Headwater.Handlers.tracingHandler()

/** A server whose every request is traced. */
const serve = (handle: RequestListener) => listen((request, response) => tracing(request, response, () => handle(request, response)))

async function only(): Promise<SentTransaction> {
  assert.equal(await Headwater.flush(), true)
  assert.equal(receiver.uploads.length, 1)
  return receiver.transactions()[0]!
}

test('a request becomes a transaction, without query, credentials and cookies', async () => {
  const { url, close } = await serve((_, response) => void response.writeHead(201).end('done'))
  await (await fetch(`${url}/users/4711/cart?token=secret`, { headers: { cookie: 'session=secret', authorization: 'secret' } })).text()
  const found = await only()
  const { op, status, data, parent_span_id } = found.contexts.trace
  assert.deepEqual([found.transaction, found.transaction_info.source], ['GET /users/:id/cart', 'route'])
  assert.deepEqual([op, status, parent_span_id], ['http.server', 'ok', undefined])
  assert.deepEqual([data['http.request.method'], data['http.response.status_code'], data['url.path']], ['GET', 201, '/users/4711/cart'])
  assert.equal(found.request!.url, `${url}/users/4711/cart`)
  assert.ok(!JSON.stringify(receiver.uploads).includes('secret'))
  await close()
})

test('it goes on with the trace of its headers', async () => {
  const seen: Record<string, string>[] = []
  const { url, close } = await serve((_, response) => {
    seen.push(Headwater.getTraceHeaders())
    response.end()
  })
  const baggage = `vendor=1;p,sentry-trace_id=${trace},sentry-public_key=other,sentry-sample_rate=0.5,sentry-sampled=true`
  await fetch(url, { headers: { 'sentry-trace': `${trace}-${parent}-1`, baggage } })
  const found = await only()
  const { trace_id, parent_span_id, span_id } = found.contexts.trace
  assert.deepEqual([trace_id, parent_span_id], [trace, parent])
  // Unchanged, in headers and in the envelope.
  assert.deepEqual(seen, [{ 'sentry-trace': `${trace}-${span_id}-1`, baggage }])
  assert.deepEqual(receiver.uploads[0]!.envelopeHeader.trace, { trace_id, public_key: 'other', sample_rate: '0.5', sampled: 'true' })
  await close()
})

test('a no of whoever called is obeyed and handed on', async () => {
  const seen: Record<string, string>[] = []
  const { url, close } = await serve((_, response) => {
    seen.push(Headwater.getTraceHeaders())
    Headwater.startSpan({ name: 'work' }, () => {})
    response.end()
  })
  await fetch(url, { headers: { 'sentry-trace': `${trace}-${parent}-0` } })
  await fetch(url, { headers: { traceparent: `00-${trace}-${parent}-02`, tracestate: 'a=1' } })
  await fetch(`${url}/unwanted`)
  await Headwater.flush()
  assert.equal(receiver.uploads.length, 0)
  const [sentry, w3c, own] = seen
  assert.match(sentry!['sentry-trace']!, new RegExp(`^${trace}-[0-9a-f]{16}-0$`))
  assert.match(w3c!.traceparent!, new RegExp(`^00-${trace}-[0-9a-f]{16}-02$`))
  assert.equal(w3c!.tracestate, 'a=1')
  assert.match(own!['sentry-trace']!, /-0$/)
  assert.match(own!.baggage!, /sentry-sampled=false/)
  await close()
})

test('two traceparent headers are none', async () => {
  const { url, close } = await serve((_, response) => response.end())
  const request = httpRequest(url)
  request.setHeader('traceparent', [`00-${trace}-${parent}-01`, `00-${trace}-${parent}-01`])
  request.setHeader('tracestate', 'a=1')
  const [response] = (await once(request.end(), 'response')) as [IncomingMessage]
  response.resume()
  const found = await only()
  assert.notEqual(found.contexts.trace.trace_id, trace)
  await close()
})

test('a client that goes away cancels it', async () => {
  const arrived = deferred()
  const gone = deferred()
  const { url, close } = await serve((_, response) => {
    response.once('close', () => gone.resolve())
    response.write('beginning')
    arrived.resolve()
  })
  const request = httpRequest(url)
  request.on('error', () => {})
  request.end()
  await arrived.promise
  request.destroy()
  await gone.promise
  assert.equal((await only()).contexts.trace.status, 'cancelled')
  await close()
})

test('a response that is written for long ends it with its end', async () => {
  const { url, close } = await serve(async (_, response) => {
    for (let part = 0; part < 3; part++) {
      response.write('part')
      await sleep(20)
    }
    response.end()
  })
  await (await fetch(url)).text()
  const { start_timestamp, timestamp } = await only()
  assert.ok(timestamp - start_timestamp > 0.05)
  await close()
})

test('an error of the service is told by its status', async () => {
  const { url, close } = await serve((_, response) => void response.writeHead(500).end())
  await fetch(url)
  assert.equal((await only()).contexts.trace.status, 'internal_error')
  await close()
})

test('a body that is read by events is read in the context of its request', async () => {
  const requests = Headwater.Handlers.requestHandler()
  const { url, close } = await listen((request, response) =>
    requests(request, response, () => tracing(request, response, () => read(request, response))),
  )
  const read: RequestListener = (request, response) => {
    const span = Headwater.getActiveSpan()
    assert.ok(span)
    const seen: boolean[] = []
    const see = () => void seen.push(Headwater.getActiveSpan() === span)
    request.on('data', see)
    request.on('end', () => {
      see()
      response.on('finish', see)
      response.end(JSON.stringify(seen))
    })
  }
  const send = async () => (await (await fetch(url, { method: 'POST', body: 'x'.repeat(300_000) })).json()) as boolean[]
  for (const seen of [await send(), await send()]) assert.ok(seen.length > 1 && seen.every(Boolean))
  await Headwater.flush()
  await close()
})

test('without a callback what follows is in the context', async () => {
  const { url, close } = await listen(async (request, response) => {
    tracing(request, response)
    Headwater.setTag('path', request.url!)
    await sleep(Math.random() * 10)
    Headwater.startSpan({ name: 'work' }, () => {})
    response.end()
  })
  await Promise.all(['/a', '/b', '/c'].map(async path => (await fetch(url + path)).text()))
  await Headwater.flush()
  const found = receiver.transactions()
  assert.deepEqual(found.map(one => one.transaction).sort(), ['GET /a', 'GET /b', 'GET /c'])
  for (const one of found) {
    assert.equal(`GET ${one.tags!.path}`, one.transaction)
    assert.equal(one.spans.length, 1)
  }
  await close()
})

test('a scope is of its request alone', async () => {
  const requests = Headwater.Handlers.requestHandler()
  const { url, close } = await listen((request, response) =>
    requests(request, response, () =>
      tracing(request, response, async () => {
        Headwater.setUser({ id: request.url })
        await sleep(Math.random() * 10)
        response.end()
      }),
    ),
  )
  await Promise.all(Array.from({ length: 50 }, async (_, i) => (await fetch(`${url}/user-${i}`)).text()))
  Headwater.startTransaction({ name: 'outside' }).finish()
  await Headwater.flush()
  assert.equal(receiver.uploads.length, 51)
  for (const { transaction, user, request } of receiver.transactions()) {
    if (transaction === 'outside') assert.equal(user, undefined)
    else assert.equal(new URL(request!.url).pathname, user!.id)
  }
  await close()
})

test('a transaction that the handler has named keeps that name', async () => {
  const { url, close } = await serve((_, response) => {
    Headwater.getActiveTransaction()!.setName('checkout')
    response.end()
  })
  await fetch(url)
  assert.equal((await only()).transaction, 'checkout')
  await close()
})
