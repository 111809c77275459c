// Everything by keyboard alone, and what is said to those who hear the page.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import type { ViewerServer } from './support/server.ts'
import { cartTrace, id32, visits } from './support/shop-data.ts'
import { address, openViewer, until } from './support/viewer.ts'

const fill = (server: ViewerServer): void => server.add(...cartTrace())
const whole = `/trace/${id32(1)}`

const selected = (page: Page): Promise<string> =>
  page.locator('.tree').evaluate(
    tree =>
      document
        .getElementById(tree.getAttribute('aria-activedescendant') ?? '')
        ?.getAttribute('aria-label')
        ?.split(',')[0] ?? '',
  )

test('the tree: one tab stop, arrows, details, zoom, search, errors, gaps, children and the list of keys', { timeout: 60_000 }, async t => {
  const { page, tree, row } = await openViewer(t, whole, fill)
  await row(/^pageload/).waitFor()
  const is = (name: string): Promise<void> => until(async () => (await selected(page)) === name, `${name} is not selected`)
  // From the search box on, by Tab: the tree is the next stop.
  await page.getByLabel('Find in this trace').focus()
  await page.keyboard.press('Tab')
  await until(() => tree.evaluate(element => document.activeElement === element), 'the tree has no focus')
  assert.equal(await tree.locator('[tabindex]').count(), 0)
  await page.keyboard.press('ArrowDown')
  await is('browser.request https://shop.test/cart')
  await page.getByRole('status').getByText('browser.request https://shop.test/cart, 82.0 ms, starts at 2.0 ms').waitFor()
  for (let i = 0; i < 4; i++) await page.keyboard.press('j')
  await is('http.client GET /api/cart')
  await page.keyboard.press('ArrowRight')
  await is('http.server GET /api/cart')
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('ArrowLeft')
  await is('http.client GET /api/cart')
  assert.equal(await tree.getAttribute('aria-rowcount'), '16')
  await page.keyboard.press('ArrowLeft')
  await until(async () => (await tree.getAttribute('aria-rowcount')) === '15', 'it is not collapsed')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  const details = page.getByRole('region', { name: 'Details of http.client GET /api/cart' })
  await details.waitFor()
  await page.keyboard.press('Tab')
  await until(
    () => details.getByRole('button', { name: 'Search by Trace' }).evaluate(element => document.activeElement === element),
    'the details do not come next',
  )
  await page.keyboard.press('Escape')
  await details.waitFor({ state: 'hidden' })

  await page.keyboard.press('End')
  await is('queue.task send receipt')
  await page.keyboard.press('Home')
  await is('pageload /cart')
  await page.keyboard.press('g')
  await is('Missing instrumentation')
  await page.keyboard.press('e')
  await is('http.client POST /api/pay')
  await page.keyboard.press('f')
  await until(async () => /window=84\d.*-114\d/.test(address(page)), 'the window does not fit')
  await page.keyboard.press('w')
  await page.keyboard.press('s')
  await page.keyboard.press('d')
  await page.keyboard.press('0')
  await until(async () => !address(page).includes('window'), 'the zoom is not reset')
  await page.keyboard.press('/')
  await page.keyboard.type('select')
  await is('db SELECT * FROM cart WHERE owner = ?')
  await page.keyboard.press('Enter')
  await is('db SELECT * FROM item WHERE id IN (…)')
  await page.keyboard.press('Escape')
  await page.keyboard.press('x')
  await until(async () => address(page).includes('path=1'), 'no critical path')

  await page.keyboard.press('?')
  const keys = page.getByRole('dialog', { name: 'Keys' })
  await keys.getByText('Next match, previous match').waitFor()
  await page.keyboard.press('Escape')
  await keys.waitFor({ state: 'hidden' })

  await page.keyboard.press('Home')
  for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowDown')
  await page.keyboard.press('c')
  await page.getByRole('heading', { name: 'GET /api/cart' }).waitFor()
  await row(/^http.server/).waitFor()
  await page.keyboard.press('p')
  await page.getByRole('heading', { name: '/cart', exact: false }).waitFor()
  await until(async () => address(page) === `/transaction/${id32(0x100)}`, 'not at the parent')
  await row(/^pageload/).waitFor()
  await page.keyboard.press('t')
  await until(async () => address(page).startsWith('/?query=trace:'), 'not the list')
})

test('the sliders and the divider move by arrow keys', { timeout: 60_000 }, async t => {
  const { page, row } = await openViewer(t, whole, fill)
  await row(/^pageload/).waitFor()
  const start = page.getByRole('slider', { name: 'Start of the window' })
  await start.focus()
  await page.keyboard.press('PageUp')
  await until(async () => Number(await start.getAttribute('aria-valuenow')) > 100, 'it does not move')
  await page.keyboard.press('Home')
  await until(async () => address(page) === whole, 'it is not at the start')
  const divider = page.getByRole('separator')
  const before = Number(await divider.getAttribute('aria-valuenow'))
  await divider.focus()
  await page.keyboard.press('ArrowLeft')
  assert.equal(Number(await divider.getAttribute('aria-valuenow')), before - 2)
})

test('tags by keyboard: Enter narrows, alt and Enter excludes', { timeout: 60_000 }, async t => {
  const { page } = await openViewer(t, '/', server => server.add(...visits(60)))
  const tags = page.getByRole('region', { name: 'Tags' })
  await tags.getByRole('button', { name: 'Safari' }).press('Enter')
  await until(async () => address(page) === '/?query=browser:Safari', 'it is not narrowed')
  await tags.getByRole('button', { name: 'DE', exact: true }).press('Alt+Enter')
  await until(async () => address(page) === '/?query=browser:Safari+!country:DE', 'it is not excluded')
})

test('with many spans the tree has few elements, and what is selected stays so when it scrolls away', { timeout: 60_000 }, async t => {
  const { largeTrace } = await import('./support/large-trace.ts')
  const { page, tree, row } = await openViewer(t, '/trace/large', server =>
    server.fixed.set('/api/traces/large', JSON.stringify(largeTrace(20_000))),
  )
  await row(/^pageload \/large/).waitFor()
  await tree.focus()
  for (const key of ['End', 'Home', 'PageDown', 'PageDown', 'ArrowDown']) await page.keyboard.press(key)
  const before = await selected(page)
  await page.locator('.scroller').evaluate(element => {
    element.scrollTop = 200_000
  })
  await until(async () => (await selected(page)) === '', 'it is not scrolled away')
  assert.ok((await tree.locator('*').count()) <= 400, 'too many elements')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('ArrowDown')
  await until(async () => (await selected(page)) === before, 'the selection is lost')
  const [index, top] = await row(new RegExp(before.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))).evaluate(element => [
    Number(element.getAttribute('aria-rowindex')),
    element.getBoundingClientRect().top,
  ])
  assert.ok(index! > 20 && top! > 0, `row ${index} at ${top}`)
})
