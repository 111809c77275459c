// The span view in Chromium: what is shown after each thing that can be done with the mouse.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Found } from '../../demo/viewer/trace/import/read-file.ts'
import { cartTrace, id16, id32, transaction } from './support/shop-data.ts'
import type { ViewerServer } from './support/server.ts'
import { address, openViewer, rowNames, until } from './support/viewer.ts'

const fill = (server: ViewerServer): void => server.add(...cartTrace())
const whole = `/trace/${id32(1)}`

test('a whole trace: all services in one tree, gaps, groups, and what was not recorded', { timeout: 60_000 }, async t => {
  const { tree, page, row } = await openViewer(t, whole, fill)
  await row(/^pageload \/cart/).waitFor()
  assert.deepEqual(await rowNames(tree), [
    'pageload /cart',
    '  browser.request https://shop.test/cart',
    '  browser.response https://shop.test/cart',
    '  resource.script /app.js',
    '  resource.css /shop.css',
    '  http.client GET /api/cart',
    '    http.server GET /api/cart',
    '      middleware session',
    '      db SELECT * FROM cart WHERE owner = ?',
    '      db SELECT * FROM item WHERE id IN (…)',
    '  resource.img /pictures/item.webp',
    `  mark ${id16(0x10e)}`,
    '  Missing instrumentation',
    '  http.client POST /api/pay',
    '    http.server POST /api/pay',
    '      http.client POST https://bank.test/charge',
    '  resource.other cdn.test',
    'parent was not recorded',
    '  queue.task send receipt',
  ])
  assert.equal(await tree.getAttribute('aria-rowcount'), '19')
  const gap = row(/^Missing instrumentation/)
  assert.match((await gap.textContent())!, /150 ms/)
  assert.deepEqual(await gap.evaluate(element => ['aria-level', 'aria-posinset', 'aria-setsize'].map(name => element.getAttribute(name))), [
    '2',
    '8',
    '10',
  ])
  // An error has a sign of its own.
  assert.match(
    await row(/^http.client POST \/api\/pay/)
      .locator('.text')
      .evaluate(element => getComputedStyle(element, '::before').content),
    /!/,
  )
  assert.match(
    await row(/^parent was not recorded/)
      .locator('.fill')
      .evaluate(element => getComputedStyle(element).borderStyle),
    /dashed/,
  )
  for (const name of ['TTFB', 'FP', 'FCP']) await page.locator('.axis').getByText(name, { exact: true }).waitFor()
  await page.getByText('24 spans').waitFor()
  await page.getByText('4 services').waitFor()
})

test('a click opens all that is known of a span, in place; the buttons lead to the trace, the child and back', {
  timeout: 60_000,
}, async t => {
  const { page, row } = await openViewer(t, whole, fill)
  const request = row(/^http.client GET \/api\/cart/)
  const top = (await request.boundingBox())!.y
  await request.click()
  const details = page.getByRole('region', { name: 'Details of http.client GET /api/cart' })
  await details.getByText('http.response.status_code').waitFor()
  for (const text of [id16(0x105), id16(0x100), id32(1), '320 ms', '80.0 ms', '200'])
    await details.getByText(text, { exact: false }).first().waitFor()
  assert.equal((await request.boundingBox())!.y, top)
  assert.equal(address(page), `${whole}?span=${id16(0x105)}`)

  await page.getByRole('button', { name: 'View Child' }).click()
  await page.getByRole('heading', { name: 'GET /api/cart' }).waitFor()
  assert.equal(address(page), `/transaction/${id32(0x200)}`)
  await row(/^http.server GET \/api\/cart/).click()
  await page.getByRole('button', { name: 'View parent' }).click()
  await page.getByRole('heading', { name: '/cart', exact: false }).waitFor()
  assert.equal(address(page), `/transaction/${id32(0x100)}`)

  await page.goBack()
  await page.goBack()
  await page.goBack()
  await page.getByRole('button', { name: 'Search by Trace' }).click()
  await page.locator('tbody tr').nth(3).waitFor()
  assert.match(address(page), new RegExp(`^/\\?query=trace:${id32(1)}`))
  assert.equal(await page.locator('main').getByRole('row').count(), 5)

  await page.goBack()
  await details.waitFor()
  await request.click()
  await details.waitFor({ state: 'hidden' })
  assert.equal(address(page), whole)
})

test('the minimap: select, move the handles and the window, reset; the axis follows and Back works', { timeout: 60_000 }, async t => {
  const { page, row } = await openViewer(t, whole, fill)
  await row(/^pageload/).waitFor()
  const box = (await page.locator('.minimap').boundingBox())!
  const x = (share: number): number => box.x + share * box.width
  const y = box.y + box.height / 2
  const drag = async (from: number, to: number): Promise<void> => {
    await page.mouse.move(x(from), y)
    await page.mouse.down()
    await page.mouse.move(x((from + to) / 2), y)
    await page.mouse.move(x(to), y)
    await page.mouse.up()
  }
  const [start, end] = [page.getByRole('slider', { name: 'Start of the window' }), page.getByRole('slider', { name: 'End of the window' })]
  const at = async (): Promise<number[]> =>
    Promise.all([start, end].map(async slider => Number(await slider.getAttribute('aria-valuenow'))))
  const near = async (from: number, to: number): Promise<void> => {
    await until(async () => {
      const [a, b] = await at()
      return Math.abs(a! - from) < 6 && Math.abs(b! - to) < 6
    }, `the window is not ${from} to ${to}`)
  }
  await near(0, 1240)
  await drag(0.25, 0.5)
  await near(310, 620)
  assert.match(address(page), /window=3(09|1\d).*-6(1|2)\d/)
  assert.match((await start.getAttribute('aria-valuetext'))!, /3\d\d ms of 1.24 s/)
  // What began before and ended behind fills the column, what lies outside shows nothing.
  await until(
    async () =>
      await row(/^browser.request/)
        .locator('.label')
        .isHidden(),
    'a bar outside the window is shown',
  )
  assert.match((await page.locator('.tick').filter({ visible: true }).allTextContents()).join(), /400 ms/)

  await drag(0.5, 0.75)
  await near(310, 930)
  await drag(0.4, 0.5)
  await near(434, 1054)
  await page.goBack()
  await near(310, 930)
  await page.mouse.dblclick(x(0.9), y)
  await near(0, 1240)
  assert.equal(address(page), whole)

  const bars = (await row(/^pageload/)
    .locator('.bar')
    .boundingBox())!
  await page.mouse.move(bars.x + bars.width / 2, bars.y + 60)
  await page.getByText('620 ms').first().waitFor()
  await page.keyboard.down('Control')
  await page.mouse.wheel(0, -300)
  await page.keyboard.up('Control')
  await until(async () => (await at())[0]! > 100, 'the wheel did not zoom')
  const [a, b] = await at()
  assert.ok(Math.abs((a! + b!) / 2 - 620) < 15, `zoomed to ${a}–${b}, not at the pointer`)
  await page.keyboard.down('Shift')
  await page.mouse.wheel(0, 200)
  await page.keyboard.up('Shift')
  await until(async () => (await at())[0]! > a! + 20, 'the wheel did not pan')
  await page.getByRole('button', { name: 'Reset zoom' }).click()
  await near(0, 1240)
})

test('settings: levels, groups, gaps, critical path, colours, clocks, child transactions', { timeout: 60_000 }, async t => {
  const { page, tree, row } = await openViewer(t, whole, fill)
  const rows = async (): Promise<number> => Number(await tree.getAttribute('aria-rowcount'))
  await row(/^pageload/).waitFor()
  await row(/^http.client GET/)
    .locator('.toggle')
    .click()
  await until(async () => (await rows()) === 15, 'it is not collapsed')
  assert.equal(await row(/^http.client GET/).getAttribute('aria-expanded'), 'false')
  await page.reload()
  await until(async () => (await rows()) === 15, 'a link shows it expanded')
  await row(/8 alike/).click()
  await until(async () => (await rows()) === 23, 'the group is not open')
  await page.getByRole('button', { name: 'Collapse all' }).click()
  assert.equal(await rows(), 2)
  assert.match(address(page), /\?levels=1$/)
  await page.getByRole('button', { name: 'Expand one level' }).click()
  await until(async () => (await rows()) === 13, 'not one level')
  await page.getByRole('button', { name: 'Expand all' }).click()
  assert.equal(await rows(), 27)
  await page.getByRole('button', { name: 'Collapse one level' }).click()
  await page.getByRole('button', { name: 'Expand all' }).click()

  await page.getByLabel('Gaps').selectOption('10')
  await until(async () => (await row(/^Missing instrumentation/).count()) > 1, 'no smaller gaps')
  await page.getByLabel('Gaps').selectOption('hidden')
  await until(async () => (await row(/^Missing instrumentation/).count()) === 0, 'gaps are shown')

  const bar = row(/^http.client GET/).locator('.fill')
  const below = (): Promise<string> => bar.evaluate(element => getComputedStyle(element, '::after').backgroundImage)
  assert.equal(await below(), 'none')
  await page.getByRole('button', { name: 'Critical path' }).click()
  await until(async () => (await below()).includes('gradient'), 'no critical path')
  assert.match(address(page), /path=1/)

  const colour = (): Promise<string> =>
    row(/^db SELECT \* FROM cart/)
      .locator('.fill')
      .evaluate(element => getComputedStyle(element).backgroundColor)
  const byService = await colour()
  await page.getByLabel('Colour').selectOption('operation')
  await until(async () => (await colour()) !== byService, 'the colour is the same')

  const skewed = row(/^http.server POST/)
  assert.match((await skewed.getAttribute('aria-label'))!, /starts at 360 ms/)
  await page.getByText('The clock of payment differs').waitFor()
  await page.getByRole('button', { name: 'Shift it into place' }).click()
  await until(async () => /starts at 905 ms/.test((await skewed.getAttribute('aria-label'))!), 'it is not shifted')
  await page.getByRole('button', { name: 'Show as recorded' }).click()
  await until(async () => /starts at 360 ms/.test((await skewed.getAttribute('aria-label'))!), 'it is still shifted')

  await page.goto(new URL(`/transaction/${id32(0x100)}`, page.url()).href)
  await row(/^http.server GET/).waitFor()
  await page.getByRole('button', { name: 'Child transactions' }).click()
  await until(async () => (await row(/^http.server/).count()) === 0, 'children are shown')
  await page.getByRole('link', { name: 'whole trace' }).click()
  await row(/^queue.task/).waitFor()
})

test('search in the trace dims the others and goes from match to match', { timeout: 60_000 }, async t => {
  const { page, tree, row } = await openViewer(t, whole, fill)
  await row(/^pageload/).waitFor()
  await page.getByRole('button', { name: 'Collapse all' }).click()
  await page.getByLabel('Find in this trace').fill('select')
  await page.getByText('1 of 2').waitFor()
  await row(/^db SELECT \* FROM cart/)
    .and(page.locator('[aria-selected="true"]'))
    .waitFor()
  await page.getByRole('button', { name: 'Next match' }).click()
  await row(/^db SELECT \* FROM item/)
    .and(page.locator('[aria-selected="true"]'))
    .waitFor()
  assert.match((await row(/^middleware/).getAttribute('class')) ?? '', /dim/)
  await page.getByLabel('Find in this trace').fill('no such thing')
  await page.getByText('none', { exact: true }).waitFor()
  assert.ok(await tree.isVisible(), 'no tree')
})

test('a request in parts, with its sizes; and what was folded, in words', { timeout: 60_000 }, async t => {
  const { page, server, row } = await openViewer(t, whole, fill)
  const script = row(/^resource.script/)
  await until(
    () => script.locator('.fill').evaluate(element => getComputedStyle(element).backgroundImage.includes('gradient')),
    'the bar has no parts',
  )
  const asked = server.requests.filter(path => path.startsWith('/api/spans'))
  assert.equal(asked.length, 2, 'requests in view are asked for together, by transaction')
  await script.click()
  const details = page.getByRole('region', { name: /^Details/ })
  for (const text of ['DNS', 'connect', 'TLS', 'waiting', 'response', '18.3 kB', 'h2', 'blocking'])
    await details.getByText(text, { exact: true }).first().waitFor()
  await row(/^resource.css/).click()
  await details.getByText('from the cache').waitFor()
  await details.getByRole('button', { name: 'Close' }).click()
  await row(/^resource.other/).click()
  await details.getByText('stands for 37 resources, the shortest of 3.0 ms, the longest of 58.0 ms').waitFor()
})

test('beside and below: measurements, tags, user, contexts, breadcrumbs, SDK, JSON, the envelope', { timeout: 60_000 }, async t => {
  const { page, row } = await openViewer(t, whole, fill)
  const main = page.locator('main')
  await main.getByText('needs improvement').waitFor()
  for (const text of [
    'poor',
    'Firefox',
    'gold',
    'from / to /cart',
    'POST /api/pay',
    'https://shop.test/cart',
    'headwater',
    '{"strange":true}',
  ])
    await main.getByText(text, { exact: false }).filter({ visible: true }).first().waitFor()
  assert.match(
    (await page.getByRole('link', { name: 'The envelope as received' }).getAttribute('href'))!,
    new RegExp(`/api/envelopes/${id32(0x100)}`),
  )
  // Another service's span: it is that one's transaction that is told about.
  await row(/^middleware/).click()
  await page.locator('aside').getByText('region').waitFor()
  await page.locator('aside').getByRole('link', { name: 'eu' }).click()
  await page.locator('tbody tr').waitFor()
  assert.match(address(page), /^\/\?query=region:eu/)
})

test('export, and the same file dropped onto the page; it is stored nowhere', { timeout: 60_000 }, async t => {
  const { page, server, tree, row } = await openViewer(t, whole, fill)
  await row(/^pageload/).waitFor()
  const exported = async (name: string): Promise<string> => {
    await page.getByRole('button', { name: 'Export' }).click()
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name, exact: true }).click()])
    return readFileSync(await file.path(), 'utf8')
  }
  const chrome = JSON.parse(await exported('Chrome trace events')) as { traceEvents: { name: string }[] }
  assert.ok(
    chrome.traceEvents.some(({ name }) => name === 'GET /api/cart'),
    'no such event',
  )
  const before = await rowNames(tree)
  const json = await exported('JSON')

  server.api.all = []
  await page.goto(`${server.origin}/`)
  await page.getByRole('heading', { name: 'Nothing has arrived yet' }).waitFor()
  const asked = server.requests.length
  await page.locator('body').evaluate((body, text) => {
    const data = new DataTransfer()
    data.items.add(new File([text], 'cart.json'))
    for (const type of ['dragover', 'drop'])
      body.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }))
  }, json)
  await row(/^pageload/).waitFor()
  await page.getByText('from the file cart.json, not stored').waitFor()
  assert.deepEqual(await rowNames(tree), before)
  await row(/^resource.script/).click()
  await page
    .getByRole('region', { name: /^Details/ })
    .getByText('18.3 kB')
    .waitFor()
  assert.deepEqual(
    server.requests.slice(asked).filter(path => path.startsWith('/api/') && !path.startsWith('/api/live')),
    [],
  )

  await page.locator('input[type="file"]').setInputFiles({ name: 'no.txt', mimeType: 'text/plain', buffer: Buffer.from('no trace') })
  await page.getByRole('alert').getByText('no.txt cannot be shown').waitFor()
  await page.reload()
  await page.getByText('is not open any more').waitFor()
})

test('the divider is moved, and remembered', { timeout: 60_000 }, async t => {
  const { page, row } = await openViewer(t, whole, fill)
  const name = row(/^pageload/).locator('.name')
  const width = async (): Promise<number> => (await name.boundingBox())!.width
  const before = await width()
  const box = (await page.getByRole('separator').boundingBox())!
  await page.mouse.move(box.x + 4, box.y + 40)
  await page.mouse.down()
  await page.mouse.move(box.x - 96, box.y + 40)
  await page.mouse.up()
  assert.ok(Math.abs(before - 100 - (await width())) < 3, 'not where it was left')
  await page.reload()
  await name.waitFor()
  assert.ok(Math.abs(before - 100 - (await width())) < 3, 'not where it was left')
})

test('a trace that is open grows: what is selected, open, folded and zoomed stays so', { timeout: 60_000 }, async t => {
  const now = Date.now()
  const page = (place: number, start: number, more: object): Found =>
    transaction(place, 9, { start: now + start, duration: 400, op: 'pageload', name: '/now', ...more }, [
      { op: 'http.client', name: 'GET /api/now', start: 50, duration: 300 },
      { op: 'task', name: 'work', start: 60, duration: 100 },
    ])
  const viewer = await openViewer(t, `/trace/${id32(9)}`, server => server.add(page(0x900, 0, {})))
  const { tree, row, server } = viewer
  await row(/^http.client GET \/api\/now/).click()
  await viewer.page.getByRole('button', { name: 'Search by Trace' }).waitFor()
  await until(async () => server.listeners === 1, 'nobody listens')
  const shown = await row(/^http.client/).boundingBox()

  server.add(
    transaction(0x910, 9, { start: now + 80, duration: 100, op: 'http.server', name: 'GET /api/now', parent_span_id: id16(0x901) }, []),
  )
  await row(/^http.server GET/).waitFor()
  assert.equal(await tree.getAttribute('aria-rowcount'), '4')
  assert.equal(await row(/^http.client/).getAttribute('aria-selected'), 'true')
  await viewer.page.getByRole('button', { name: 'View Child' }).waitFor()
  assert.deepEqual(await row(/^http.client/).boundingBox(), shown)

  await row(/^http.client/)
    .locator('.toggle')
    .click()
  server.add(page(0x920, 500, { name: '/later' }))
  await row(/^pageload \/later/).waitFor()
  assert.equal(await row(/^http.server/).count(), 0)
})
