// axe on each page, light and dark; and the page narrow, zoomed and in forced colours.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import type { ViewerServer } from './support/server.ts'
import { cartTrace, id16, id32, visits } from './support/shop-data.ts'
import { openViewer } from './support/viewer.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const fill = (server: ViewerServer): void => {
  server.add(...cartTrace(), ...visits(100))
  server.api.sampleRate = 0.5
}
const whole = `/trace/${id32(1)}`

interface Look {
  name: string
  path: string
  act?: (page: Page) => Promise<void>
  shown: (page: Page) => Promise<void>
}

const tree = (page: Page): Promise<void> => page.getByRole('treegrid').getByRole('row').first().waitFor()
const table = (page: Page): Promise<void> => page.locator('.table-box tbody tr').first().waitFor()

const looks: Look[] = [
  { name: 'list', path: '/?compare=slowest', shown: table },
  { name: 'wrong query', path: '/?query=duration:>soon', shown: page => page.getByRole('alert').waitFor() },
  {
    name: 'columns',
    path: '/?columns=start,transaction,op,status,trace,id',
    shown: table,
    act: page => page.getByRole('button', { name: 'Edit columns' }).click(),
  },
  {
    name: 'completions',
    path: '/',
    shown: table,
    act: async page => {
      await page.getByLabel('Query').press('b')
      await page.getByRole('listbox').getByRole('option').first().waitFor()
      await page.keyboard.press('ArrowDown')
    },
  },
  {
    name: 'trace',
    path: `${whole}?span=${id16(0x103)}&path=1&window=20-700`,
    shown: tree,
    act: page => page.getByText('blocking').first().waitFor(),
  },
  { name: 'search', path: `${whole}?find=select`, shown: tree },
  { name: 'keys', path: whole, shown: tree, act: page => page.keyboard.press('?') },
  { name: 'missing', path: '/trace/unknown', shown: page => page.getByRole('heading', { name: 'No trace' }).waitFor() },
]

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing, ${colorScheme}`, { timeout: 120_000 }, async t => {
    const { page, server } = await openViewer(t, '/', fill, { colorScheme, reducedMotion: 'reduce', bypassCSP: true })
    for (const { name, path, act, shown } of looks) {
      await page.goto(server.origin + path)
      await shown(page)
      await act?.(page)
      await page.evaluate(axe)
      const violations = await page.evaluate(async () => {
        const run = (
          globalThis as unknown as {
            axe: { run: () => Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }> }
          }
        ).axe
        return (await run.run()).violations.map(
          ({ id, nodes }) =>
            `${id}: ${nodes
              .slice(0, 3)
              .map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary.slice(0, 240)}`)
              .join('\n')}`,
        )
      })
      assert.deepEqual(violations, [], name)
    }
  })
}

test('empty store: axe finds nothing', { timeout: 60_000 }, async t => {
  const { page } = await openViewer(t, '/', () => {}, { bypassCSP: true })
  await page.getByRole('heading', { name: 'Nothing has arrived yet' }).waitFor()
  await page.evaluate(axe)
  assert.deepEqual(
    await page.evaluate(async () =>
      (await (globalThis as unknown as { axe: { run: () => Promise<{ violations: { id: string }[] }> } }).axe.run()).violations.map(
        ({ id }) => id,
      ),
    ),
    [],
  )
})

test('360 px wide, and at 200 %: nothing is cut off at the side', { timeout: 60_000 }, async t => {
  const { page, server } = await openViewer(t, '/', fill, { viewport: { width: 360, height: 700 } })
  for (const width of [360, 640]) {
    await page.setViewportSize({ width, height: 700 })
    for (const { name, path, act, shown } of looks) {
      await page.goto(server.origin + path)
      await shown(page)
      await act?.(page)
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
      assert.ok(wide <= 0, `${name} is ${wide} px too wide at ${width}`)
    }
  }
})

test('in forced colours bars keep theirs, and the selection has an outline', { timeout: 60_000 }, async t => {
  const { row } = await openViewer(t, whole, fill, { forcedColors: 'active' })
  const first = row(/^pageload/)
  await first.waitFor()
  assert.equal(await first.evaluate(element => getComputedStyle(element).outlineStyle), 'solid')
  assert.equal(await first.locator('.fill').evaluate(element => getComputedStyle(element).forcedColorAdjust), 'none')
})
