// The viewer in a browser, before a server of its own.

import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type { BrowserContextOptions, Locator, Page } from 'playwright-core'
import { connectBrowser } from '../../browser/support/chromium.ts'
import { ViewerServer } from './server.ts'

export interface Opened {
  page: Page
  server: ViewerServer
  tree: Locator
  row: (name: string | RegExp) => Locator
}

/** The page at a path, with what `fill` has stored. When the test ends, nothing may have been complained about. */
export async function openViewer(
  t: TestContext,
  path: string,
  fill: (server: ViewerServer) => void = () => {},
  options: BrowserContextOptions = {},
): Promise<Opened> {
  const server = await ViewerServer.start()
  fill(server)
  const browser = await connectBrowser()
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', error => complaints.push(String(error.stack)))
  // That an answer was 404 is said by the browser, too.
  page.on('console', message => {
    if (message.type() !== 'log' && !/Failed to load resource/.test(message.text())) complaints.push(message.text())
  })
  page.setDefaultTimeout(8000)
  t.after(async () => {
    await browser.close()
    server.close()
    assert.deepEqual(complaints, [])
  })
  await page.goto(server.origin + path)
  const tree = page.getByRole('treegrid')
  return { page, server, tree, row: name => tree.getByRole('row', { name }) }
}

/** The path and query that are in the address. */
export const address = (page: Page): string => decodeURIComponent(page.url().replace(/^https?:\/\/[^/]*/, ''))

/** Waits until it is so: what follows a click is shown when its answer is there. */
export async function until(what: () => Promise<unknown>, message: string): Promise<void> {
  const end = Date.now() + 8000
  while (!(await what())) {
    assert.ok(Date.now() < end, message)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

/** The texts of all that is found, in the order of the screen. */
export async function rowNames(tree: Locator): Promise<string[]> {
  const rows = await tree.getByRole('row').evaluateAll(elements =>
    elements
      .filter(element => !(element as HTMLElement).hidden)
      .map(element => ({
        top: element.getBoundingClientRect().top,
        level: Number(element.getAttribute('aria-level')),
        name: element.getAttribute('aria-label')!,
      })),
  )
  return rows.sort((a, b) => a.top - b.top).map(({ level, name }) => '  '.repeat(level - 1) + name.split(',')[0])
}
