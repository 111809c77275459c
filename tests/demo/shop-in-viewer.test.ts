// What a developer sees of a visit to the shop: the real services, module and collector, and the viewer in each engine.

import assert from 'node:assert/strict'
import { fileURLToPath } from 'node:url'
import { after, before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { reportTo } from '../../demo/shop/server/report.ts'
import { startServices, type Services } from '../../demo/shop/server/services.ts'
import { firefox } from '../browser/engines/firefox.ts'
import { webkit } from '../browser/engines/webkit.ts'
import { connectBrowser } from '../browser/support/index.ts'
import { CollectorProcess } from './support/collector-process.ts'

const timeout = 120_000

describe('a visit to the shop', () => {
  let collector: CollectorProcess
  let services: Services
  let trace = ''
  let stopCollector = async (): Promise<void> => {}

  before(async () => {
    collector = await CollectorProcess.start({
      after: stop => {
        stopCollector = stop
      },
    })
    const report = reportTo(collector.origin)
    const dist = fileURLToPath(new URL('../../dist', import.meta.url))
    services = await startServices({ shopPort: 0, paymentsPort: 0, collector: collector.origin, dist, log: report })
    const browser = await connectBrowser()
    const page = await (await browser.newContext()).newPage()
    await page.goto(services.shop)
    await page.getByRole('link', { name: 'Storm lantern' }).click()
    await page.getByRole('button', { name: 'Add to cart' }).click()
    await page.getByRole('link', { name: /^Cart/ }).click()
    await page.getByRole('link', { name: 'Check out' }).click()
    await page.getByLabel('Name').fill('Ann')
    await page.getByLabel('E-mail').fill('ann@shop.example')
    await page.getByRole('button', { name: 'Place the order' }).click()
    await page.getByRole('heading', { name: /thank/i }).waitFor()
    await page.goto('about:blank')
    const stored = async (): Promise<string[][]> =>
      (await collector.read<{ rows: string[][] }>('/api/query?query=shopCheckout&columns=trace,transaction')).rows
    const end = Date.now() + 10_000
    while ((await stored()).length === 0) assert.ok(Date.now() < end, 'the checkout does not arrive')
    trace = (await stored())[0]![0]!
    await browser.close()
  })

  after(async () => {
    await services.close()
    await stopCollector()
  })

  test('Chromium: the list, the span view, and the way between transactions', { timeout }, async t => {
    const browser = await connectBrowser()
    t.after(() => browser.close())
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage()
    page.setDefaultTimeout(10_000)
    const complaints: string[] = []
    page.on('pageerror', error => complaints.push(String(error)))
    page.on('console', message => message.type() === 'error' && complaints.push(message.text()))
    await page.goto(collector.origin)
    const main = page.locator('main')

    // Groups with values and aggregates, the graph, and the most common tags.
    const group = main.getByRole('row', { name: /shopCheckout checkout 1 / })
    await group.waitFor()
    await main.getByRole('row', { name: /GET \/api\/suggestions http.server 1 .* 100 %/ }).waitFor()
    await page.getByRole('slider', { name: /^count\(\) and p95\(duration\) over time/ }).waitFor()
    await page.getByRole('region', { name: 'Tags' }).getByRole('button', { name: 'payments' }).waitFor()

    // Another value column groups anew; a query restricts.
    await page.getByRole('button', { name: 'Edit columns' }).click()
    await page.getByLabel('Value').selectOption('service')
    await page.getByRole('button', { name: 'Add value' }).click()
    await page.keyboard.press('Escape')
    await main.getByRole('row', { name: /POST \/payments http.server 1 .* payments/ }).waitFor()
    await page.getByLabel('Query').fill('event.type:transaction op:checkout duration:>500ms')
    await page.keyboard.press('Enter')
    await main.getByRole('row', { name: /POST/ }).first().waitFor({ state: 'detached' })
    await page.getByLabel('Query').fill('duration:>soon')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').getByText('expected a number').waitFor()
    await group.waitFor()

    // To the transaction by the icon at the left of its row.
    await group.getByRole('link').click()
    await main
      .getByRole('row', { name: /shopCheckout/ })
      .getByRole('link', { name: 'Open the transaction' })
      .click()
    const row = (name: RegExp) => page.getByRole('treegrid').getByRole('row', { name })
    await row(/^checkout shopCheckout/).waitFor()
    assert.match(page.url(), /\/transaction\/[0-9a-f]{32}$/)
    assert.equal(await row(/./).first().getAttribute('aria-level'), '1')
    await page.getByRole('complementary').getByText('cart.items').waitFor()

    // Zoom by dragging on the minimap, then by one of its handles; Back takes each step back.
    const map = (await page.locator('.minimap').boundingBox())!
    const drag = async (from: number, to: number): Promise<void> => {
      await page.mouse.move(map.x + from * map.width, map.y + 30)
      await page.mouse.down()
      await page.mouse.move(map.x + to * map.width, map.y + 30, { steps: 3 })
      await page.mouse.up()
    }
    await drag(0.2, 0.6)
    const handle = page.getByRole('slider', { name: 'Start of the window' })
    const dragged = await valueOf(handle)
    assert.notEqual(dragged, '0')
    assert.match(page.url(), /window=/)
    await drag(0.2, 0.4)
    await until(async () => (await valueOf(handle)) !== dragged)
    await page.goBack()
    await until(async () => (await valueOf(handle)) === dragged)
    await page.getByRole('button', { name: 'Reset zoom' }).click()

    // Details in place; to the child, back to the parent, and to all transactions of the trace.
    await row(/^http.client POST \/api\/orders/).click()
    await page.getByText('http.response.status_code').waitFor()
    await page.getByRole('button', { name: 'View Child' }).click()
    await row(/^http.server POST \/api\/orders/).click()
    await page.getByRole('button', { name: 'View parent' }).click()
    await row(/^checkout shopCheckout/).click()
    await page.getByRole('button', { name: 'Search by Trace' }).click()
    await main.getByRole('row', { name: /POST \/payments/ }).waitFor()
    assert.ok((await main.getByRole('row').count()) >= 6, 'not all transactions of the trace')
    assert.equal(await page.getByLabel('Query').inputValue(), `trace:${trace}`)

    // The whole trace over all services; time that no span accounts for.
    await page.goto(`${collector.origin}/trace/${trace}`)
    await row(/^http.server POST \/payments.*transaction of payments/).waitFor()
    await page.getByLabel('Gaps').selectOption('10')
    await page.goto(`${collector.origin}/?query=op:pageload&columns=start,transaction`)
    await main.getByRole('link', { name: 'Open the transaction' }).click()
    await row(/^pageload \//).waitFor()
    await page.getByLabel('Gaps').selectOption('10')
    await row(/^Missing instrumentation/)
      .first()
      .waitFor()
    assert.deepEqual(
      complaints.filter(text => !text.includes('400 (Bad Request)')),
      [],
    )
  })

  test('Chromium: by keyboard alone', { timeout }, async t => {
    const browser = await connectBrowser()
    t.after(() => browser.close())
    const page = await (await browser.newContext()).newPage()
    page.setDefaultTimeout(10_000)
    await page.goto(collector.origin)
    await page
      .locator('main')
      .getByRole('row', { name: /shopCheckout/ })
      .waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type(`transaction:shopC`)
    await page.getByRole('option', { name: 'shopCheckout' }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Enter')
    await tabTo(page, 'Show its transactions')
    await page.keyboard.press('Enter')
    await page.locator('main').getByRole('link', { name: 'Open the transaction' }).waitFor()
    await tabTo(page, 'Open the transaction')
    await page.keyboard.press('Enter')
    const selected = page.getByRole('treegrid').getByRole('row', { selected: true })
    await selected.waitFor()
    for (let i = 0; i < 2; i++) await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.keyboard.press('c')
    await page.getByRole('heading', { name: /POST \/api\/cart\/check/ }).waitFor()
    await page.keyboard.press('p')
    await page.getByRole('heading', { name: /shopCheckout/ }).waitFor()
    await page.keyboard.press('t')
    await page
      .locator('main')
      .getByRole('row', { name: /POST \/payments/ })
      .waitFor()
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keys' }).waitFor()
  })

  for (const engine of [firefox, webkit]) {
    test(`${engine.name}: list, span view, details, child and keys`, { timeout }, async t => {
      const browser = await engine.start()
      t.after(() => browser.close())
      const tab = await browser.openTab()
      const seen = async (expression: string): Promise<void> =>
        until(async () => (await tab.evaluate(`!!(${expression})`)) === true, expression)
      const row = (start: string): string => `[role="treegrid"] [role="row"][aria-label^="${start}"]`
      await tab.goto(`${collector.origin}/?query=transaction:shopCheckout`)
      await seen(`document.querySelector('main tbody tr a')`)
      await seen(`document.querySelector('.u-over')`)
      await tab.click('main tbody tr a')
      await seen(`location.search.includes('op:checkout') && document.querySelector('main tbody a[aria-label="Open the transaction"]')`)
      await tab.click('main tbody tr a')
      await seen(`document.querySelector('${row('checkout shopCheckout')}')`)
      await seen(`document.querySelector('.minimap canvas').width > 300`)
      await tab.click(`${row('http.client POST /api/orders')} .text`)
      await seen(`document.querySelector('.details').textContent.includes('http.response.status_code')`)
      await tab.evaluate(`document.querySelector('.tree').focus({ preventScroll: true })`)
      await tab.press('w')
      await seen(`location.search.includes('window=')`)
      await tab.press('c')
      await seen(`document.querySelector('h1').textContent.includes('POST /api/orders')`)
      await tab.press('p')
      await seen(`document.querySelector('h1').textContent.includes('shopCheckout')`)
      await tab.press('?')
      await seen(`document.querySelector('dialog[open]')`)
    })
  }
})

const valueOf = (slider: { getAttribute: (name: string) => Promise<string | null> }): Promise<string | null> =>
  slider.getAttribute('aria-valuenow')

/** Presses Tab until what has the focus is called so. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press('Tab')
    if (await page.evaluate(label => document.activeElement?.getAttribute('aria-label') === label, name)) return
  }
  assert.fail(`Tab does not come to ${name}`)
}

async function until(what: () => Promise<boolean>, message = 'it does not become so'): Promise<void> {
  const end = Date.now() + 10_000
  while (!(await what())) {
    assert.ok(Date.now() < end, message)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}
