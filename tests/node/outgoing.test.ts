/** Requests that a service makes. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import http, { Agent, get as importedGet, type ClientRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import https from 'node:https'
import { after, afterEach, before, test } from 'node:test'
import { Headwater } from './support/headwater.ts'
import { listen, startReceiver, type SentTransaction } from './support/receiver.ts'
import { parent, trace } from './support/services.ts'

let receiver: Awaited<ReturnType<typeof startReceiver>>
let service: Awaited<ReturnType<typeof listen>>
const arrived: IncomingHttpHeaders[] = []
before(async () => {
  receiver = await startReceiver()
  service = await listen((request, response) => {
    arrived.push(request.headers)
    const { pathname } = new URL(request.url!, 'http://x')
    if (pathname === '/redirect') response.writeHead(302, { location: '/end' }).end()
    else if (pathname === '/hangs') return
    else if (pathname === '/breaks') request.socket.destroy()
    else if (pathname === '/missing') response.writeHead(404).end('no')
    else response.end('x'.repeat(100_000))
  })
  Headwater.init({
    dsn: receiver.dsn,
    tracesSampleRate: 1,
    release: 'shop@1',
    integrations: [new Headwater.Integrations.Http({ tracing: true })],
    tracePropagationTargets: ['127.0.0.1', /^https:\/\/localhost/],
  })
})
afterEach(() => {
  assert.deepEqual(receiver.problems, [])
  receiver.uploads.length = arrived.length = 0
})
after(async () => {
  await Headwater.close()
  await receiver.close()
})

const done = (request: ClientRequest): Promise<string> =>
  new Promise((resolve, reject) => {
    request.on('error', reject)
    request.on('response', async response => {
      let body = ''
      for await (const part of response.setEncoding('utf8')) body += part
      resolve(body)
    })
  })

/** What is recorded of work in a transaction. */
async function inTransaction(work: () => unknown): Promise<SentTransaction> {
  await Headwater.startSpan({ name: 'work' }, async () => void (await work()))
  assert.equal(await Headwater.flush(), true)
  assert.equal(receiver.uploads.length, 1, 'our own uploads are no requests')
  return receiver.transactions()[0]!
}

const names = (found: SentTransaction) => found.spans.map(({ description, status }) => `${description?.replace(service.url, '')} ${status}`)

/** Each request that has arrived names a span that was sent, and no two the same. */
function assertNamed(found: SentTransaction): void {
  const ids = found.spans.map(({ trace_id, span_id }) => `${trace_id}-${span_id}-1`)
  assert.deepEqual(arrived.map(headers => headers['sentry-trace']).sort(), ids.sort())
  for (const { baggage } of arrived) assert.match(String(baggage), /sentry-trace_id=.*sentry-public_key=.*sentry-release=shop%401/)
}

const forms: [name: string, make: (url: string) => ClientRequest][] = [
  ['a text', url => http.get(url)],
  ['a text, by import', url => importedGet(url)],
  ['a URL and a callback', url => http.get(new URL(url), () => {})],
  [
    'options',
    url => http.get({ hostname: '127.0.0.1', port: new URL(url).port, path: '/path?secret=1', agent: new Agent({ keepAlive: true }) }),
  ],
  ['host and no path', url => http.get({ host: '127.0.0.1', port: Number(new URL(url).port) })],
  ['a URL and options', url => http.get(new URL(url), { headers: { 'x-own': '1' } })],
  ['options with another path', url => http.get(url, { path: '/other' })],
  ['a list of headers', url => http.get(url, { headers: ['x-own', '1', 'host', '127.0.0.1'] as never })],
  [
    'a list of pairs',
    url =>
      http.get(url, {
        headers: [
          ['x-own', '1'],
          ['host', '127.0.0.1'],
        ] as never,
      }),
  ],
]
for (const [name, make] of forms) {
  test(`http: ${name}`, async () => {
    const found = await inTransaction(() => done(make(`${service.url}/path?secret=1`)))
    assert.match(found.spans[0]!.description!, new RegExp(`^GET ${service.url}/(path|other)?$`))
    assert.deepEqual([found.spans[0]!.op, found.spans[0]!.origin, found.spans[0]!.status], ['http.client', 'auto.http.node', 'ok'])
    assert.equal(arrived.length, 1)
    if (JSON.stringify(make.toString()).includes('x-own')) assert.equal(arrived[0]!['x-own'], '1')
    assertNamed(found)
    assert.ok(!JSON.stringify(receiver.uploads).includes('secret'))
  })
}

test('a body is written, also by a request that waits for leave', async () => {
  const found = await inTransaction(async () => {
    for (const headers of [{}, { Expect: '100-continue' }]) {
      const request = http.request(`${service.url}/post`, { method: 'post', headers })
      const body = done(request)
      request.write('a')
      request.end('b')
      assert.equal((await body).length, 100_000)
    }
  })
  assert.deepEqual(names(found), ['POST /post ok', 'POST /post ok'])
  assertNamed(found)
})

test('fetch: also its redirects, bodies and failures', async () => {
  const found = await inTransaction(async () => {
    await (await fetch(`${service.url}/redirect?secret=1`)).text()
    await (await fetch(new Request(`${service.url}/post`, { method: 'POST', body: 'x', headers: new Headers({ 'x-own': '1' }) }))).text()
    await (await fetch(`${service.url}/missing`)).text()
    await assert.rejects(fetch(`${service.url}/breaks`))
    await assert.rejects(fetch(`${service.url}/hangs`, { signal: AbortSignal.timeout(50) }))
  })
  assert.deepEqual(names(found), [
    'GET /redirect ok',
    'GET /end ok',
    'POST /post ok',
    'GET /missing not_found',
    'GET /breaks internal_error',
    'GET /hangs internal_error',
  ])
  assertNamed(found)
})

test('failures and aborts of http are told, and are what they would be', async () => {
  const found = await inTransaction(async () => {
    assert.equal(await done(http.get(`${service.url}/missing`)), 'no')
    await assert.rejects(done(http.get(`${service.url}/breaks`)), { code: 'ECONNRESET' })
    await assert.rejects(done(http.get('http://127.0.0.1:1/')), { code: 'ECONNREFUSED' })
    const abort = new AbortController()
    const aborted = done(http.get(`${service.url}/hangs`, { signal: abort.signal }))
    setTimeout(() => abort.abort(), 20)
    await assert.rejects(aborted, { name: 'AbortError' })
    assert.throws(() => http.get('no address'), { code: 'ERR_INVALID_URL' })
    assert.throws(() => http.request({ method: 'B A D' }), { code: 'ERR_INVALID_HTTP_TOKEN' })
  })
  assert.deepEqual(names(found).slice(0, 4), [
    'GET /missing not_found',
    'GET /breaks internal_error',
    'GET http://127.0.0.1:1/ internal_error',
    'GET /hangs cancelled',
  ])
})

test('a response that nobody listens for is thrown away, as ever', async () => {
  const found = await inTransaction(async () => {
    const request = http.get(`${service.url}/alone`)
    assert.equal(request.listenerCount('response'), 0)
    await once(request, 'close')
  })
  assert.deepEqual(names(found), ['GET /alone ok'])
})

test('what the caller has set stays, ours is added once', async () => {
  const own = { 'sentry-trace': 'own' }
  const vendor = { baggage: 'vendor=1;p' }
  const other = { baggage: 'vendor=1,sentry-trace_id=2' }
  const found = await inTransaction(async () => {
    for (const headers of [own, vendor, other]) {
      await done(http.get(service.url, { headers }))
      await done(http.get(service.url, { headers: [...Object.entries(headers).flat(), 'host', 'x'] as never }))
      await (await fetch(service.url, { headers })).text()
    }
  })
  assert.equal(found.spans.length, 9)
  for (const headers of arrived.slice(0, 3)) assert.deepEqual([headers['sentry-trace'], headers.baggage], ['own', undefined])
  for (const headers of arrived.slice(3, 6)) assert.match(String(headers.baggage), /^vendor=1;p, ?sentry-(?!.*vendor)/)
  for (const headers of arrived.slice(6)) assert.equal(headers.baggage, 'vendor=1,sentry-trace_id=2')
  assert.deepEqual([Object.keys(own), Object.keys(vendor)], [['sentry-trace'], ['baggage']])
})

test('only targets get headers; signed addresses get none', async () => {
  const local = service.url.replace('127.0.0.1', 'localhost')
  const found = await inTransaction(async () => {
    await done(http.get(local, { family: 4 }))
    await done(http.get(`${service.url}/file?X-Amz-Signature=1`))
    await (await fetch(`${service.url}/file?sig=1`)).text()
  })
  assert.equal(found.spans.length, 3)
  for (const headers of arrived) assert.deepEqual([headers['sentry-trace'], headers.baggage], [undefined, undefined])
})

test('https too', async () => {
  const found = await inTransaction(() => assert.rejects(done(https.get('https://127.0.0.1:1/path'))))
  assert.deepEqual(names(found), ['GET https://127.0.0.1:1/path internal_error'])
})

test('callbacks run in the context of whoever has called, also on a connection that was there before', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const found = await inTransaction(() =>
    Promise.all(
      ['a', 'b', 'c'].map(name =>
        Headwater.startSpan({ name }, async span => {
          const request = http.get(service.url, { agent })
          const [response] = (await once(request, 'response')) as [IncomingMessage]
          await new Promise<void>(resolve =>
            response
              .on('data', () => assert.equal(Headwater.getActiveSpan(), span))
              .on('end', () => {
                assert.equal(Headwater.getActiveSpan(), span)
                resolve()
              }),
          )
        }),
      ),
    ),
  )
  const parents = found.spans.filter(({ op }) => op === 'http.client').map(({ parent_span_id }) => parent_span_id)
  assert.equal(new Set(parents).size, 3)
})

test('outside of a transaction nothing is done', async () => {
  await done(http.get(service.url))
  await (await fetch(service.url)).text()
  await Headwater.flush()
  assert.equal(receiver.uploads.length, 0)
  for (const headers of arrived) assert.equal(headers['sentry-trace'], undefined)
})

test('in a trace that is continued requests carry it on, with its decision', async () => {
  const header = `${trace}-${parent}-0`
  await Headwater.continueTrace({ sentryTrace: header }, async () => {
    await done(http.get(service.url))
    await (await fetch(service.url)).text()
  })
  assert.deepEqual(
    arrived.map(headers => headers['sentry-trace']),
    [header, header],
  )
})

test('whoever starts again without watching requests has none watched; without tracing they only carry the trace', async () => {
  await Headwater.close()
  for (const integrations of [[], [new Headwater.Integrations.Http()]]) {
    Headwater.init({ dsn: receiver.dsn, tracesSampleRate: 1, integrations })
    const found = await inTransaction(async () => {
      await done(http.get(service.url))
      await (await fetch(service.url)).text()
    })
    assert.deepEqual(found.spans, [])
    const { trace_id, span_id } = found.contexts.trace
    const header = integrations[0] && `${trace_id}-${span_id}-1`
    assert.deepEqual(
      arrived.splice(0).map(headers => headers['sentry-trace']),
      [header, header],
    )
    receiver.uploads.length = 0
    await Headwater.close()
  }
})
