import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { products } from '../../demo/shop/server/catalogue.ts'
import { requestLine } from '../../demo/shop/server/request-log.ts'
import { startServices, type Services } from '../../demo/shop/server/services.ts'
import { RequestRecords } from './support/request-records.ts'

const collector = 'http://127.0.0.1:8990'
const trace = '0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-1'
const records = new RequestRecords()
const dist = mkdtempSync(join(tmpdir(), 'headwater-dist-'))
let services: Services

before(async () => {
  writeFileSync(join(dist, 'headwater.js'), '// the script')
  writeFileSync(join(dist, 'private.js'), '// not for pages')
  services = await startServices({ shopPort: 0, paymentsPort: 0, collector, dist, log: records.log })
})
after(async () => {
  await services.close()
  rmSync(dist, { recursive: true })
})

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(services.shop + path, { headers: { accept: 'text/html', ...headers } })
const post = (url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) })
const scriptTag = (html: string): string => /<script [^>]*headwater\.js[^>]*>/.exec(html)?.[0] ?? ''

test('every view is one document with one Headwater tag and nothing inline', async () => {
  for (const path of ['/', '/products/mug', '/cart', '/checkout', '/thanks']) {
    const response = await get(path)
    const html = await response.text()
    assert.equal(response.status, 200, path)
    assert.equal(html.split('headwater.js').length, 2)
    assert.doesNotMatch(html, /<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=/)
    const payments = new URL(services.payments).host
    const tag = scriptTag(html)
    assert.match(tag, /data-dsn="http:\/\/[0-9a-f]{32}@127\.0\.0\.1:8990\/1"/)
    assert.match(tag, /data-traces-sample-rate="1"/)
    assert.ok(tag.includes(`data-tracing-origins="/api, ${payments}"`))
  }
})

test('the policy allows the page its own origin, WebAssembly, the collector and payments', async () => {
  const policy = (await get('/')).headers.get('content-security-policy') ?? ''
  assert.match(policy, /default-src 'self'; script-src 'self' 'wasm-unsafe-eval';/)
  assert.ok(policy.includes(`connect-src 'self' ${collector} ${services.payments};`))
  assert.doesNotMatch(policy, /unsafe-inline|'unsafe-eval'|\*/)
})

test('the query chooses the sample rate, and nothing else gets into the page by it', async () => {
  for (const [query, rate] of [
    ['?rate=0', '0'],
    ['?rate=0.25', '0.25'],
    ['?rate=2', '1'],
    ['?rate=%22%3E%3Cb', '1'],
    ['?rate=', '1'],
  ]) {
    const tag = scriptTag(await (await get(`/${query}`)).text())
    assert.ok(tag.includes(`data-traces-sample-rate="${rate}"`), `${query}: ${tag}`)
  }
})

test('what is not there is a 404: a document for documents only', async () => {
  for (const path of ['/products/none', '/nowhere']) {
    const response = await get(path)
    assert.equal(response.status, 404)
    assert.match(await response.text(), /<main/)
  }
  const script = await get('/nowhere.js', { accept: '*/*' })
  assert.equal(script.status, 404)
  assert.equal(await script.text(), '')
})

test('only the published files of dist are served', async () => {
  const script = await get('/headwater.js')
  assert.equal(await script.text(), '// the script')
  assert.match(script.headers.get('content-type') ?? '', /javascript/)
  assert.equal((await get('/headwater.core.mjs', { accept: '*/*' })).status, 404)
  assert.equal((await get('/private.js', { accept: '*/*' })).status, 404)
})

test('every product has a picture', async () => {
  for (const { picture } of products) {
    const response = await get(picture)
    assert.equal(response.status, 200, picture)
    assert.equal(response.headers.get('content-type'), 'image/svg+xml')
    assert.match(await response.text(), /^<svg .*<\/svg>\s*$/s)
  }
})

test('products are listed and found', async () => {
  const list = await (await get('/api/products')).json()
  assert.equal(list.products.length, products.length)
  assert.equal((await (await get('/api/products/tent')).json()).product.price, 24900)
  assert.equal((await get('/api/products/none')).status, 404)
})

test('a cart is priced by the server, and refused in words', async () => {
  const check = (items: unknown): Promise<Response> => post(`${services.shop}/api/cart/check`, { items })
  const cart = await (
    await check([
      { id: 'mug', quantity: 2 },
      { id: 'tent', quantity: 1 },
    ])
  ).json()
  assert.equal(cart.total, 2 * 1250 + 24900)
  for (const items of [[], 'mug', [{ id: 'none', quantity: 1 }], [{ id: 'mug', quantity: 0 }], [{ id: 'mug', quantity: 1.5 }], [null]]) {
    const response = await check(items)
    assert.equal(response.status, 422, JSON.stringify(items))
    assert.match((await response.json()).error, /\w{4}/)
  }
})

test('an order takes its time and its number', async () => {
  const start = performance.now()
  const response = await post(`${services.shop}/api/orders`, { items: [{ id: 'mug', quantity: 1 }], payment: 'p1' })
  assert.equal(response.status, 201)
  assert.ok(performance.now() - start >= 790)
  const first = (await response.json()).order
  const second = await (await post(`${services.shop}/api/orders`, { items: [{ id: 'mug', quantity: 1 }], payment: 'p2' })).json()
  assert.equal(second.order, first + 1)
  assert.equal((await post(`${services.shop}/api/orders`, { items: [{ id: 'mug', quantity: 1 }] })).status, 422)
})

test('suggestions fail with a 500 that says nothing of the inside', async () => {
  const response = await get('/api/suggestions')
  assert.equal(response.status, 500)
  assert.deepEqual(Object.keys(await response.json()), ['error'])
  const broken = await fetch(`${services.shop}/api/cart/check`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{',
  })
  assert.equal(broken.status, 400)
})

test('each service logs the sentry-trace it received', async () => {
  await get('/api/products/kettle', { 'sentry-trace': trace })
  const list = await records.of('GET', '/api/products/kettle')
  assert.deepEqual(
    { ...list, start: 0, milliseconds: 0 },
    { start: 0, service: 'shop', method: 'GET', path: '/api/products/kettle', status: 200, milliseconds: 0, sentryTrace: trace },
  )
  assert.equal(requestLine({ ...list, milliseconds: 7 }), `shop     GET /api/products/kettle 200 7 ms  sentry-trace: ${trace}`)

  await post(`${services.payments}/payments`, { amount: 100, currency: 'EUR' }, { 'sentry-trace': trace })
  const payment = await records.of('POST', '/payments')
  assert.equal(payment.service, 'payments')
  assert.equal(payment.status, 201)
  assert.equal(payment.sentryTrace, trace)
})

test('a log line can’t be forged by a header', () => {
  const line = requestLine({ service: 'shop', method: 'GET', path: '/', status: 0, milliseconds: 1, sentryTrace: 'a\x1b[2Jb\n' })
  assert.equal(line, 'shop     GET / aborted 1 ms  sentry-trace: a?[2Jb?')
})

test('payments lets the shop’s pages carry a trace, and no one else’s', async () => {
  const preflight = (origin: string): Promise<Response> =>
    fetch(`${services.payments}/payments`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type,sentry-trace' },
    })
  const allowed = await preflight(services.shop)
  assert.equal(allowed.status, 204)
  assert.equal(allowed.headers.get('access-control-allow-origin'), services.shop)
  assert.deepEqual(allowed.headers.get('access-control-allow-headers')?.split(/,\s*/), ['sentry-trace', 'baggage', 'content-type'])
  assert.match(allowed.headers.get('vary') ?? '', /Origin/)
  const refused = await preflight('http://elsewhere.example')
  assert.equal(refused.headers.get('access-control-allow-origin'), null)

  const answer = await post(`${services.payments}/payments`, { amount: 100, currency: 'EUR' }, { origin: services.shop })
  assert.equal(answer.headers.get('access-control-allow-origin'), services.shop)
  assert.equal(answer.headers.get('timing-allow-origin'), services.shop)
  assert.equal(
    records.all.some(({ method }) => method === 'OPTIONS'),
    false,
  )
  assert.equal((await post(`${services.payments}/payments`, { amount: -1 })).status, 422)
})
