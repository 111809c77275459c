import assert from 'node:assert/strict'
import { fileURLToPath } from 'node:url'
import { test, type TestContext } from 'node:test'
import type { Page } from 'playwright-core'
import { startServices } from '../../demo/shop/server/services.ts'
import { RequestRecords } from '../demo/support/request-records.ts'
import { checkEnvelope } from '../wire/index.ts'
import { startCollector, type Collector, type StoredSpan, type StoredTransaction } from './support/collector.ts'
import { connectBrowser, dist } from './support/index.ts'

const timeout = 60_000

interface Shop {
  origin: string
  records: RequestRecords
  collector: Collector
  page: Page
  /** Console lines of level error and uncaught errors. */
  problems: string[]
  requested: string[]
}

async function openShop(t: TestContext): Promise<Shop> {
  // Hooks run in the order in which they were set; the last opened is to be closed first.
  const closers: (() => Promise<void>)[] = []
  t.after(async () => {
    for (const close of closers.reverse()) await close()
  })
  const collector = await startCollector()
  closers.push(() => collector.close())
  const records = new RequestRecords()
  const services = await startServices({
    shopPort: 0,
    paymentsPort: 0,
    collector: collector.origin,
    dist: fileURLToPath(dist),
    log: records.log,
  })
  closers.push(() => services.close())
  const browser = await connectBrowser()
  closers.push(() => browser.close())
  const page = await (await browser.newContext()).newPage()
  page.setDefaultTimeout(10_000)
  closers.push(() => page.context().close())
  const problems: string[] = []
  const requested: string[] = []
  page.on('console', message => {
    // A failed answer is also a line in the console; that one is meant.
    if (message.type() !== 'error' || /\/api\/suggestions/.test(message.location().url)) return
    problems.push(message.text())
  })
  page.on('pageerror', error => problems.push(String(error)))
  page.on('request', request => requested.push(request.url()))
  return { origin: services.shop, records, collector, page, problems, requested }
}

/** From the list to the confirmation, by keyboard and pointer as a customer would. */
async function buy(page: Page): Promise<void> {
  await page.getByRole('link', { name: /Storm lantern/ }).click()
  await page.getByRole('heading', { name: 'Storm lantern' }).waitFor()
  await page.getByText('Our suggestions are taking a break').waitFor()
  await page.getByRole('button', { name: 'Add to cart' }).press('Enter')
  await page.getByRole('link', { name: 'See the cart' }).click()
  await page.getByLabel('Quantity of Storm lantern').fill('2')
  await page.getByLabel('Quantity of Storm lantern').press('Tab')
  await page.getByRole('row', { name: /Total €98.00/ }).waitFor()
  await page.getByRole('link', { name: 'Check out' }).click()
  await page.getByLabel('Name').fill('Ada')
  await page.getByLabel('E-mail').fill('ada@example.com')
  await page.getByRole('button', { name: 'Place the order' }).press('Enter')
  await page.getByText(/Your order has the number \d+\. It comes to €98.00/).waitFor()
}

const find = (transactions: StoredTransaction[], op: string, name?: string): StoredTransaction => {
  const found = transactions.find(transaction => transaction.op === op && (!name || transaction.name === name))
  assert.ok(found, `no ${op} ${name ?? ''} among ${transactions.map(({ op, name }) => `${op} ${name}`).join(', ')}`)
  return found
}

const child = ({ spans }: StoredTransaction, description: RegExp): StoredSpan => {
  const found = spans.find(span => description.test(span.description))
  assert.ok(found, `no ${description} among ${spans.map(span => span.description).join(', ')}`)
  return found
}

test('a walk through the shop is stored as traces that its services have seen', { timeout }, async t => {
  const { origin, page, collector, records, problems } = await openShop(t)
  await page.goto(`${origin}/`)
  await page.getByRole('heading', { name: 'Good things for days outside' }).waitFor()
  await page.waitForFunction(() => [...document.images].every(({ complete }) => complete))
  await buy(page)
  await page.goBack()
  await page.getByRole('heading', { name: 'Checkout' }).waitFor()
  await page.goto('about:blank')
  assert.deepEqual(problems, [])

  const stored = await collector.transactions(
    transactions => transactions.length > 0 && records.all.every(({ sentryTrace }) => isStored(sentryTrace, transactions)),
  )

  const pageload = find(stored, 'pageload', '/')
  const list = await records.of('GET', '/api/products')
  assert.equal(list.sentryTrace, `${pageload.trace_id}-${child(pageload, /^GET .*\/api\/products$/).span_id}-1`)
  assert.equal(child(pageload, /^render product list$/).op, 'measure')
  assert.match(child(pageload, /\/pictures\/mug\.svg$/).op, /^resource\./)

  const navigation = find(stored, 'navigation', '/products/lantern')
  const suggestions = child(navigation, /^GET .*\/api\/suggestions$/)
  assert.equal(suggestions.status, 'internal_error')
  const asked = await records.of('GET', '/api/suggestions')
  assert.equal(asked.sentryTrace, `${navigation.trace_id}-${suggestions.span_id}-1`)
  assert.notEqual(navigation.trace_id, pageload.trace_id)

  const checkout = find(stored, 'checkout', 'shopCheckout')
  assert.equal(checkout.status, 'ok')
  assert.equal(checkout.trace_id, find(stored, 'navigation', '/checkout').trace_id)
  for (const [step, request, service, path] of [
    [/^validate cart$/, /^POST .*\/api\/cart\/check$/, 'shop', '/api/cart/check'],
    [/^pay$/, /^POST .*\/payments$/, 'payments', '/payments'],
    [/^submit order$/, /^POST .*\/api\/orders$/, 'shop', '/api/orders'],
  ] as const) {
    const span = child(checkout, request)
    assert.equal(span.op, 'http.client')
    assert.equal(span.parent_span_id, child(checkout, step).span_id)
    const expected = `${checkout.trace_id}-${span.span_id}-1`
    const received = records.all.filter(record => record.service === service && record.path === path)
    assert.ok(
      received.some(({ sentryTrace }) => sentryTrace === expected),
      `${service} has not received ${expected}`,
    )
  }
  assert.equal(child(checkout, /^process cart result$/).parent_span_id, checkout.span_id)
  assert.equal(child(checkout, /^show confirmation$/).op, 'ui.render')

  for (const { event_id: id, op } of stored) {
    const findings = checkEnvelope(await collector.envelope(id)).filter(({ level }) => level === 'E')
    assert.deepEqual(findings, [], `the envelope of the ${op}`)
  }
})

/** Whether the span that a request named as its caller is in a stored transaction. */
function isStored(sentryTrace: string | undefined, transactions: StoredTransaction[]): boolean {
  const [traceId, spanId, sampled] = sentryTrace?.split('-') ?? []
  return (
    sampled === '1' &&
    transactions.some(transaction => transaction.trace_id === traceId && transaction.spans.some(span => span.span_id === spanId))
  )
}

test('with rate 0 the same walk fetches no core, sends nothing and says no to every service', { timeout }, async t => {
  const { origin, page, collector, records, problems, requested } = await openShop(t)
  await page.goto(`${origin}/?rate=0`)
  await buy(page)
  await page.goto('about:blank')
  assert.deepEqual(problems, [])
  assert.ok(records.all.some(({ service }) => service === 'payments'))
  for (const { path, sentryTrace } of records.all) assert.match(sentryTrace ?? 'none', /^[0-9a-f]{32}-[0-9a-f]{16}-0$/, path)
  assert.deepEqual(
    requested.filter(url => /headwater\.core/.test(url)),
    [],
  )
  assert.deepEqual(
    requested.filter(url => url.startsWith(collector.origin)),
    [],
  )
})

test('without Headwater the shop works all the same', { timeout }, async t => {
  const { origin, page, records, problems } = await openShop(t)
  await page.route('**/headwater.js', route => route.abort())
  await page.goto(`${origin}/`)
  await buy(page)
  assert.deepEqual(
    problems.filter(problem => !/ERR_FAILED/.test(problem)),
    [],
  )
  assert.ok(records.all.some(({ service }) => service === 'payments'))
  for (const { sentryTrace } of records.all) assert.equal(sentryTrace, undefined)
})

test('an address of a product, reloads and going back and forward show what they should', { timeout }, async t => {
  const { origin, page, problems } = await openShop(t)
  await page.goto(`${origin}/products/kettle`)
  await page.getByRole('heading', { name: 'Camp kettle' }).waitFor()
  await page.getByRole('link', { name: 'Riverbank Supply' }).click()
  await page.getByRole('heading', { name: 'Good things for days outside' }).waitFor()
  assert.equal(await page.title(), 'Products · Riverbank Supply')
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'H1')
  await page.goBack()
  await page.getByRole('heading', { name: 'Camp kettle' }).waitFor()
  await page.goForward()
  await page.getByRole('heading', { name: 'Good things for days outside' }).waitFor()
  await page.reload()
  await page.getByRole('heading', { name: 'Good things for days outside' }).waitFor()
  assert.deepEqual(problems, [])
  await page.goto(`${origin}/products/none`)
  await page.getByRole('alert').getByText('There is no such product.').waitFor()
})
