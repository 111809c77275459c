// The list of transactions in Chromium: what is shown after each thing that can be done.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import type { SeriesAnswer } from '../../demo/viewer/wire.ts'
import type { ViewerServer } from './support/server.ts'
import { cartTrace, id32, noon, transaction, visits } from './support/shop-data.ts'
import { address, openViewer, until } from './support/viewer.ts'

const fill = (server: ViewerServer): void => server.add(...visits(300))

const cells = (page: Page, column: number): Promise<string[]> =>
  page.locator(`.table-box tbody tr td:nth-child(${column + 1})`).allInnerTexts()
const heads = (page: Page): Promise<string[]> => page.locator('.table-box th button').allInnerTexts()

test('groups by default; the query narrows them; what is wrong with one is said and marked, and changes nothing', {
  timeout: 60_000,
}, async t => {
  const { page } = await openViewer(t, '/', fill)
  await page.locator('.table-box tbody tr').nth(9).waitFor()
  assert.deepEqual(await heads(page), ['transaction', 'op', 'count()', 'p50(duration)', 'p95(duration)', 'failure_rate()', 'last_seen()'])
  assert.equal(
    (await cells(page, 3)).reduce((sum, count) => sum + Number(count), 0),
    300,
  )

  const query = page.getByLabel('Query')
  await query.fill('op:pageload duration:>500ms /c')
  await query.press('Enter')
  await until(async () => (await cells(page, 1)).every(name => name.startsWith('/c')), 'the query does nothing')
  assert.equal(address(page), '/?query=op:pageload+duration:>500ms+/c')
  assert.deepEqual([...new Set(await cells(page, 2))], ['pageload'])

  const before = await cells(page, 3)
  await query.fill('op:pageload duration:>soon')
  await query.press('Enter')
  const alert = page.getByRole('alert')
  await alert.getByText('A number is expected after duration:').waitFor()
  assert.equal(await alert.locator('mark').textContent(), '>soon')
  assert.deepEqual(await cells(page, 3), before)
  assert.equal(address(page), '/?query=op:pageload+duration:>500ms+/c')
  await query.fill('op:navigation')
  assert.equal(await alert.count(), 0)
  await query.press('Enter')
  await until(async () => (await cells(page, 2)).every(op => op === 'navigation'), 'the query does nothing')
  await page.goBack()
  await until(async () => (await cells(page, 2)).every(op => op === 'pageload'), 'Back does nothing')
  assert.equal(await query.inputValue(), 'op:pageload duration:>500ms /c')
})

test('keys and values are completed by what is stored, by keyboard', { timeout: 60_000 }, async t => {
  const { page } = await openViewer(t, '/', fill)
  await page.locator('.table-box tbody tr').first().waitFor()
  await page.keyboard.press('/')
  await page.keyboard.type('brow')
  await page.getByRole('option', { name: 'browser' }).waitFor()
  await page.keyboard.press('ArrowDown')
  assert.equal(
    await page
      .getByRole('listbox', { name: 'Completions' })
      .getByRole('option', { selected: true })
      .textContent()
      .then(text => text!.trim()),
    'browser',
  )
  await page.keyboard.press('Enter')
  await page.getByRole('option', { name: 'Safari' }).waitFor()
  await page.keyboard.type('Sa')
  await until(async () => (await page.getByRole('listbox').getByRole('option').count()) === 1, 'values are not narrowed')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Tab')
  assert.equal(await page.getByLabel('Query').inputValue(), 'browser:Safari ')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Enter')
  await until(async () => address(page) === '/?query=browser:Safari', 'it is not asked')
})

test('columns: added, moved and removed by keyboard; values group, without aggregates each row is a transaction', {
  timeout: 60_000,
}, async t => {
  const { page } = await openViewer(t, '/', fill)
  await page.locator('.table-box tbody tr').nth(9).waitFor()
  const edit = page.getByRole('button', { name: 'Edit columns' })
  await edit.focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Columns' })
  await dialog.getByLabel('Value').selectOption('browser')
  await dialog.getByRole('button', { name: 'Add value' }).press('Enter')
  await until(async () => (await page.locator('.table-box tbody tr').count()) > 30, 'a value column does not regroup')
  await dialog.getByLabel('Function').selectOption('p75')
  await dialog.getByLabel('of').selectOption('lcp')
  await dialog.getByRole('button', { name: 'Add function' }).press('Enter')
  await dialog.getByRole('button', { name: 'Add apdex' }).press('Enter')
  await dialog.getByRole('button', { name: 'Move op up' }).press('Enter')
  await dialog.getByRole('button', { name: 'Remove failure_rate()' }).press('Enter')
  await until(
    async () => (await heads(page)).join() === 'op,transaction,count(),p50(duration),p95(duration),last_seen(),browser,p75(lcp),apdex(300)',
    'not these columns',
  )
  await page.keyboard.press('Escape')
  assert.ok(await dialog.isHidden(), 'the dialog is open')
  assert.match((await cells(page, 8))[0]!, /ms$/)

  await page.reload()
  await page.locator('.table-box tbody tr').nth(30).waitFor()
  await page.getByRole('button', { name: 'Single' }).click()
  await page.locator('.table-box tbody tr').nth(99).waitFor()
  assert.ok((await heads(page)).includes('start'), 'no start')
  await page.getByRole('button', { name: 'More' }).click()
  await page.locator('.table-box tbody tr').nth(199).waitFor()
})

test('any column sorts; a group opens to its transactions, and each of them to its page', { timeout: 60_000 }, async t => {
  const { page } = await openViewer(t, '/', fill)
  await page.locator('.table-box tbody tr').nth(9).waitFor()
  const counts = async (): Promise<number[]> => (await cells(page, 3)).map(Number)
  const sorted = (numbers: number[], sign: number): boolean => numbers.every((one, i) => i === 0 || sign * (one - numbers[i - 1]!) >= 0)
  assert.ok(sorted(await counts(), -1), 'not the most first')
  await page.getByRole('button', { name: 'count()' }).click()
  await until(async () => sorted(await counts(), 1), 'not the fewest first')
  assert.equal(await page.getByRole('columnheader', { name: 'count()' }).getAttribute('aria-sort'), 'ascending')
  await page.getByRole('button', { name: 'transaction' }).click()
  await until(async () => (await cells(page, 1))[0] === '/', 'not by name')
  const row = page.locator('main').getByRole('row').nth(1)
  const [name, op] = [(await cells(page, 1))[0], (await cells(page, 2))[0]]
  await row.click()
  await until(async () => (await heads(page)).includes('start'), 'the group does not open')
  assert.equal(address(page).split('&')[0], `/?query=transaction:${name}+op:${op}`)
  await page.locator('main').getByRole('row').nth(1).getByRole('link', { name: 'Open the transaction' }).click()
  await page
    .getByRole('treegrid')
    .getByRole('row', { name: new RegExp(`^${op} ${name}`) })
    .waitFor()
  assert.match(address(page), /^\/transaction\//)
})

test('the graph: a drag chooses the time, with shift it is compared with the rest; by keyboard; as a table', {
  timeout: 60_000,
}, async t => {
  const { page, server } = await openViewer(t, '/', fill)
  const over = page.locator('.u-over')
  await over.waitFor()
  const box = (await over.boundingBox())!
  const drag = async (from: number, to: number): Promise<void> => {
    await page.mouse.move(box.x + from * box.width, box.y + 40)
    await page.mouse.down()
    await page.mouse.move(box.x + to * box.width, box.y + 40, { steps: 4 })
    await page.mouse.up()
  }
  await page.keyboard.down('Shift')
  await drag(0.5, 0.75)
  await page.keyboard.up('Shift')
  await page.getByText('in that part').waitFor()
  assert.match(address(page), /compare=\d+\.\.\d+/)
  await page.getByLabel('Compare').selectOption('')
  await until(async () => !address(page).includes('compare'), 'it is still compared')

  await drag(0.5, 0.75)
  await until(async () => /from=\d+&to=\d+/.test(address(page)), 'the time is not chosen')
  const [, from, to] = /from=(\d+)&to=(\d+)/.exec(address(page))!.map(Number)
  assert.ok(Math.abs((to! - from!) / 3_600_000 - 1.5) < 0.1, `${to! - from!} ms`)
  await page.getByLabel('From', { exact: true }).waitFor()
  await page.getByLabel('Time range').selectOption('')
  await until(async () => address(page) === '/', 'it is not all of the time')

  const graph = page.getByRole('slider')
  await graph.focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowRight')
  assert.match((await graph.getAttribute('aria-valuetext'))!, /, count\(\) \d+, p95\(duration\) /)
  for (let i = 0; i < 4; i++) await page.keyboard.press('Shift+ArrowRight')
  await page.keyboard.press('c')
  await page.getByText('in that part').waitFor()
  const [, low, high] = /compare=(\d+)\.\.(\d+)/.exec(address(page))!.map(Number)
  const { interval, rows } = (await (await fetch(`${server.origin}/api/series`)).json()) as SeriesAnswer
  assert.deepEqual([low, high], [Math.floor(rows[1]![0]!), Math.ceil(rows[5]![0]! + interval)])
  await page.getByLabel('Compare').selectOption('')
  await graph.focus()
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await until(async () => address(page).includes(`from=${Math.floor(rows.at(-1)![0]!)}&`), 'the last interval is not chosen')
  await page.goBack()
  await until(async () => address(page) === '/', 'Back does nothing')

  await page.getByLabel('Graph').selectOption('failure_rate()')
  await until(async () => address(page) === '/?graph=failure_rate()', 'another aggregate')
  await page.getByRole('button', { name: 'As a table' }).click()
  const table = page.getByRole('region', { name: 'The graph as a table' })
  await table.getByText('failure_rate()').waitFor()
  assert.equal(await table.getByRole('row').count(), 61)
})

test('tags: a click narrows, with alt it excludes; what is more frequent among the slowest', { timeout: 60_000 }, async t => {
  const { page } = await openViewer(t, '/', fill)
  const tags = page.getByRole('region', { name: 'Tags' })
  await tags.getByRole('button', { name: 'Safari' }).click()
  await until(async () => address(page) === '/?query=browser:Safari', 'it is not narrowed')
  await tags.getByRole('button', { name: 'staging' }).click({ modifiers: ['Alt'] })
  await until(async () => address(page) === '/?query=browser:Safari+!environment:staging', 'it is not excluded')
  assert.equal(await page.getByLabel('Query').inputValue(), 'browser:Safari !environment:staging')
  await page.goto(new URL('/?compare=slowest', page.url()).href)
  await page.getByText('15 slowest').waitFor()
  const safari = tags.getByRole('listitem').filter({ hasText: 'Safari' })
  const [slow, rest] = (await safari.locator('.share').textContent())!.match(/[\d.]+/g)!.map(Number)
  assert.ok(slow! > rest!, `${slow} and ${rest}`)
})

test('new transactions appear; paused they are counted and held back', { timeout: 60_000 }, async t => {
  const { page, server } = await openViewer(t, '/?query=op:pageload&columns=start,transaction,duration', fill)
  await page.locator('.table-box tbody tr').nth(50).waitFor()
  await until(async () => server.listeners === 1, 'nobody listens')
  server.add(transaction(0x900000, 77, { name: '/fresh', start: noon + 1000, duration: 5 }))
  await page.getByText('/fresh').waitFor()
  await page.getByRole('button', { name: 'Live' }).click()
  server.add(
    transaction(0x900100, 78, { name: '/later', start: noon + 2000, duration: 5 }),
    transaction(0x900200, 79, { name: '/other', op: 'task', start: noon + 2000, duration: 5 }),
  )
  await page.getByText('1 held back').waitFor()
  assert.equal(await page.getByText('/later').count(), 0)
  await page.getByRole('button', { name: 'Paused' }).click()
  await page.getByText('/later').waitFor()
  assert.equal(await page.getByText('/other').count(), 0)
})

test('an empty store says how to fill it, and shows what comes', { timeout: 60_000 }, async t => {
  const { page, server } = await openViewer(t, '/')
  await page.getByRole('heading', { name: 'Nothing has arrived yet' }).waitFor()
  const host = new URL(server.origin).host
  await page.getByText(`data-dsn="http://public@${host}/1"`).waitFor()
  await page.getByText("require('@sentry/node')").waitFor()
  await until(async () => server.listeners === 1, 'nobody listens')
  server.add(...cartTrace())
  await page.locator('.table-box tbody tr').nth(3).waitFor()
})

test('sampled data is said to be sampled, and extrapolated on request', { timeout: 60_000 }, async t => {
  const { page } = await openViewer(t, '/?query=transaction:/cart+op:pageload', server => {
    fill(server)
    server.api.sampleRate = 0.25
  })
  await page.getByText('sampled at 25 %').waitFor()
  const count = Number((await cells(page, 3))[0])
  await page.getByLabel('extrapolate').check()
  await until(async () => (await cells(page, 3))[0] === `≈ ${count * 4}`, 'it is not extrapolated')
  assert.match(address(page), /extrapolate=1/)
})

test('an id that nothing is known of: what may have happened; it is shown when it arrives', { timeout: 60_000 }, async t => {
  const { page, server } = await openViewer(t, `/trace/${id32(1)}`)
  await page.getByRole('heading', { name: 'No trace with this id' }).waitFor()
  for (const text of ['not arrived yet', 'not sampled', 'was removed']) await page.getByText(text).waitFor()
  server.add(...cartTrace())
  await page
    .getByRole('treegrid')
    .getByRole('row', { name: /^pageload \/cart/ })
    .waitFor()
})

test('a collector that is down is said to be, and asked again', { timeout: 60_000 }, async t => {
  const { page, server } = await openViewer(t, '/', fill)
  await page.locator('.table-box tbody tr').nth(9).waitFor()
  server.isDown = true
  await page.getByRole('button', { name: 'count()' }).click()
  await page.getByText('The file of the collector is gone. It is asked again.').waitFor()
  // What was there stays.
  assert.ok((await page.locator('.table-box tbody tr').count()) > 9, 'the rows are gone')
  server.isDown = false
  await page.getByText('It is asked again').waitFor({ state: 'hidden' })
  assert.equal(await page.getByRole('columnheader', { name: 'count()' }).getAttribute('aria-sort'), 'ascending')
  server.isDown = true
  await page.getByLabel('Query').fill('op:navigation')
  await page.keyboard.press('Enter')
  await page.getByText('It is asked again').waitFor()
  server.isDown = false
  await until(async () => address(page).includes('op:navigation'), 'the query is not asked again')
  await page.getByText('It is asked again').waitFor({ state: 'hidden' })
  server.isDown = true
  await page.goto(`${server.origin}/trace/${id32(1)}`)
  await page.getByRole('heading', { name: 'The collector does not answer' }).waitFor()
  server.isDown = false
  server.add(...cartTrace())
  await page.getByRole('treegrid').waitFor()
})
