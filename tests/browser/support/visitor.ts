import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { defaultTimeout } from './record.ts'
import type { Site } from './site.ts'
import { throttle, type Throttling } from './throttle.ts'

/** One page in the browser and what was seen of it there. What it sent while leaving is only seen by the site. */
export interface Visitor {
  page: Page
  context: BrowserContext
  /** Console lines as `<type>: <text>`. */
  messages: string[]
  /** Uncaught errors and unhandled rejections. */
  errors: string[]
  requests: { method: string; url: string; type: string }[]
  /** Bytes of body on the wire by path, of the answers that were received whole. */
  sizes(): Promise<Record<string, number>>
  /** Tabs that `coverTab` opened. */
  covers: Page[]
  close(): Promise<void>
}

export interface VisitOptions {
  /**
   * A tab of the browser's own context, which other tabs can cover (`coverTab`). It shares cache and storage with other such
   * tabs. Default false: a context of its own, always visible until left.
   */
  tab?: boolean
  context?: BrowserContextOptions
  throttling?: Throttling
  /** Runs before the first navigation: init scripts, routes, devtools commands. */
  prepare?: (page: Page) => Promise<void>
  /** Another of the site's origins to open the page under. Default `site.origin`. */
  origin?: string
  /** What `openPage` waits for. Default `load`. */
  waitUntil?: 'load' | 'domcontentloaded' | 'commit'
}

/** Opens a page of the site in a new tab. Without a path the tab stays empty, for a test that navigates itself. */
export async function openPage(site: Site, path: string | undefined, options: VisitOptions = {}): Promise<Visitor> {
  const browser = await site.browser()
  const own = options.tab ? browser.contexts()[0] : undefined
  const context = own ?? (await browser.newContext(options.context))
  const page = await context.newPage()
  page.setDefaultTimeout(defaultTimeout)
  const covers: Page[] = []
  const close = async (): Promise<void> => {
    if (!own) return context.close()
    for (const tab of [page, ...covers]) await tab.close()
  }
  const visitor = { ...watch(page), page, context, covers, close }
  site.visitors.push(visitor)
  if (options.throttling) await throttle(page, options.throttling)
  await options.prepare?.(page)
  if (path !== undefined) {
    await page.goto((options.origin ?? site.origin) + path, { waitUntil: options.waitUntil ?? 'load' })
  }
  return visitor
}

function watch(page: Page): Pick<Visitor, 'messages' | 'errors' | 'requests' | 'sizes'> {
  const messages: string[] = []
  const errors: string[] = []
  const requests: Visitor['requests'] = []
  const finished: Promise<[string, number]>[] = []
  page.on('console', message => messages.push(`${message.type()}: ${message.text()}`))
  page.on('pageerror', error => errors.push(error.stack ?? String(error)))
  page.on('request', request => {
    requests.push({ method: request.method(), url: request.url(), type: request.resourceType() })
  })
  page.on('requestfinished', request => {
    const path = new URL(request.url()).pathname
    finished.push(
      request.sizes().then(
        ({ responseBodySize }) => [path, responseBodySize],
        () => [path, NaN],
      ),
    )
  })
  const sizes = async (): Promise<Record<string, number>> => Object.fromEntries(await Promise.all(finished))
  return { messages, errors, requests, sizes }
}

/**
 * Leaves the page as a visitor does, so that it gets `pagehide` and `visibilitychange` to hidden. Navigating (to
 * `about:blank`, to any origin, by reload), `page.close()` and `context.close()` all fire both, in this order, every
 * time; `page.close({ runBeforeUnload: true })` does not. What the page sends then arrives after this resolves: await it.
 */
export async function leave({ page }: Visitor): Promise<void> {
  if (page.isClosed()) return
  // A navigation of the page's own may come in between, once.
  await page.goto('about:blank').catch(() => page.goto('about:blank'))
}

/** Covers a tab (`tab: true`) with another: it becomes hidden without being left. Returns how to bring it back. */
export async function coverTab({ page, context, covers }: Visitor): Promise<() => Promise<void>> {
  const cover = await context.newPage()
  covers.push(cover)
  await page.waitForFunction(() => document.visibilityState === 'hidden', undefined, { polling: 10 })
  return async () => {
    await page.bringToFront()
    await cover.close()
    await page.waitForFunction(() => document.visibilityState === 'visible', undefined, { polling: 10 })
  }
}
