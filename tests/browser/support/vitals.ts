import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import type { Page as BrowserPage } from 'playwright-core'
import { pageWithHeadwater, type HeadwaterPage } from './page-with-headwater.ts'
import type { Received, Transaction } from './received.ts'
import type { Page, Site } from './site.ts'
import { leave, type Visitor } from './visitor.ts'

/** By the names of our measurements. */
export type Values = Record<string, number>

const library = readFileSync(new URL('../../../node_modules/web-vitals/dist/web-vitals.iife.js', import.meta.url), 'utf8')

// Keeps each value that the library reports and sends all of them when the page is hidden; the library's listeners stand
// before this one. `seen` resolves when so many entries of a type have been delivered, and the library has had the idle
// moment in which it looks at them.
const script = `
  window.reported = { load: {}, restore: {} }
  for (const name of ['TTFB', 'FCP', 'LCP', 'CLS', 'INP']) {
    webVitals['on' + name](({ value, navigationType }) => {
      reported[navigationType === 'back-forward-cache' ? 'restore' : 'load'][name.toLowerCase()] = value
    })
  }
  addEventListener('visibilitychange', () => document.hidden && navigator.sendBeacon('/library', JSON.stringify(reported)))
  const delivered = {}
  const waiting = new Set()
  const observer = new PerformanceObserver((list) => {
    for (const { entryType } of list.getEntries()) delivered[entryType] = (delivered[entryType] ?? 0) + 1
    for (const look of waiting) look()
  })
  for (const type of ['event', 'first-input', 'layout-shift', 'largest-contentful-paint', 'paint']) {
    observer.observe({ type, buffered: true, durationThreshold: 16 })
  }
  window.seen = (type, count) => new Promise((resolve) => {
    const look = () => (delivered[type] ?? 0) >= count && (waiting.delete(look), requestIdleCallback(resolve, { timeout: 1000 }))
    waiting.add(look)
    look()
  })
  window.busy = (ms) => { for (const end = performance.now() + ms; performance.now() < end;); }
`

/** Paths beside the page's own that `pageWithVitals` needs. */
export const vitalsPages: Record<string, Page> = {
  '/web-vitals.js': () => ({ headers: { 'content-type': 'text/javascript' }, body: library }),
  '/library': () => ({ status: 204 }),
}

/** A page that runs the library beside us, and ends its pageload early. It may be kept in the back/forward cache. */
export function pageWithVitals(options: HeadwaterPage): Page {
  const page = pageWithHeadwater({
    ...options,
    attributes: { 'idle-timeout': 50, ...options.attributes },
    afterScript: `<script src="/web-vitals.js"></script><script>${script}</script>${options.afterScript ?? ''}`,
  })
  return (site, request) => ({
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'max-age=60' },
    body: (page as (site: Site, request: Received) => string)(site, request),
  })
}

/** Resolves when the page's own observer has been given so many entries. */
export const seen = (page: BrowserPage, type: string, count = 1): Promise<void> =>
  page.evaluate(
    ([name, least]) => (window as unknown as { seen(type: unknown, count: unknown): Promise<void> }).seen(name, least),
    [type, count],
  )

type Reported = Record<'load' | 'restore', Values>

/** What the library had reported each time the page was hidden. */
const reports = (site: Site): Reported[] =>
  site.requests.filter(({ path }) => path === '/library').map(({ body }) => JSON.parse(body.toString()) as Reported)

/** Transactions of a page view, root first. */
export const pageView = (site: Site, op: 'pageload' | 'navigation'): Transaction[] =>
  site.transactions().filter(({ contexts }) => contexts.trace.op === op || contexts.trace.op === `${op}.late`)

/** The last value of each that was received. */
export const ourValues = (site: Site, op: 'pageload' | 'navigation'): Values =>
  Object.fromEntries(
    pageView(site, op).flatMap(({ measurements = {} }) => Object.entries(measurements).map(([name, { value }]) => [name, value])),
  )

/** What explains them: the data of the root and of what followed. */
export const explanations = (site: Site, op: 'pageload' | 'navigation'): Record<string, unknown> =>
  Object.assign({}, ...pageView(site, op).map(({ contexts }) => contexts.trace.data)) as Record<string, unknown>

/** Paints of a restore are measured by callbacks of one frame, one after another: those of the library differ too. */
const tolerance = (name: string, op: string): number => (name === 'cls' ? 0.0001 : op === 'navigation' && /^[fl]cp$/.test(name) ? 5 : 0.1)

/**
 * Leaves the page (or has it leave), then asserts that we and the library have these vitals, no others, and the same values; of the pageload, or
 * of the navigation that was a restore.
 */
export async function compareVitals(
  site: Site,
  visitor: Visitor | { leave(): void },
  names: string[],
  op: 'pageload' | 'navigation' = 'pageload',
): Promise<Values> {
  const before = reports(site).length
  await ('leave' in visitor ? visitor.leave() : leave(visitor))
  const { load, restore } = await site.waitFor(() => reports(site)[before], 'the last report of the library')
  const theirs = op === 'pageload' ? load : restore
  const values = (): Values => {
    const { fp: _, ...ours } = ourValues(site, op)
    return ours
  }
  const agrees = (): boolean => names.every(name => Math.abs(values()[name]! - theirs[name]!) <= tolerance(name, op))
  await site.waitFor(agrees, 'agreement').catch(() => {})
  const both = `ours: ${JSON.stringify(values())}, the library's: ${JSON.stringify(theirs)}`
  assert.deepEqual(Object.keys(theirs).sort(), [...names].sort(), 'vitals of the library')
  assert.deepEqual(Object.keys(values()).sort(), [...names].sort(), both)
  assert.ok(agrees(), both)
  return values()
}
