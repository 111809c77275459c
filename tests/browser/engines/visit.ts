import assert from 'node:assert/strict'
import type { Page, Site } from '../support/site.ts'
import type { Tab } from './engine.ts'

/** A page of a site in one of the engines. What it sends while it is left arrives later: await it. */
export class Visit {
  readonly #tab: Tab
  readonly #site: Site

  constructor(tab: Tab, site: Site) {
    this.#tab = tab
    this.#site = site
  }

  /** To a page of the site. Resolves at its `load` event. */
  goto(path: string): Promise<void> {
    return this.#tab.goto(this.#site.origin + path)
  }

  evaluate(expression: string): Promise<unknown> {
    return this.#tab.evaluate(expression)
  }

  /** Calls `run` in the page, as text: it uses nothing of its file. Arguments and value are what JSON carries. */
  call<A extends unknown[], R>(run: (...args: A) => R, ...args: A): Promise<Awaited<R>> {
    // tsx keeps the names of functions by a helper that pages do not have.
    const call = `(() => { const __name = (value) => value; return (${run})(...${JSON.stringify(args)}) })()`
    return this.#tab.evaluate(call) as Promise<Awaited<R>>
  }

  click(selector: string): Promise<void> {
    return this.#tab.click(selector)
  }

  press(key: string): Promise<void> {
    return this.#tab.press(key)
  }

  /** Off the network, or back. Fails where the driver has no way to. */
  setOffline(isOffline: boolean): Promise<void> {
    return this.#tab.setOffline!(isOffline)
  }

  /** Waits for the core: a page that is left before it is there sends nothing. */
  async coreIsThere(): Promise<void> {
    assert.equal(await this.#tab.evaluate('Headwater.flush(20000)'), true, 'the core is there, and what was finished is sent')
  }

  /** As a visitor who clicks a link to elsewhere. */
  leave(): Promise<void> {
    return this.#tab.leave()
  }

  close(): Promise<void> {
    return this.#tab.close()
  }
}

/** What a page tells its site: uncaught errors, warnings of ours in its console, and what its policy refused. */
export type Told = 'error' | 'warning' | 'violation'

const script = `
const tell = (what, text) => navigator.sendBeacon('/page-' + what, text)
for (const type of ['error', 'unhandledrejection']) {
  addEventListener(type, ({ message, reason = message }) => tell('error', String(reason)))
}
document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => tell('violation', effectiveDirective + ' ' + blockedURI))
const { warn } = console
console.warn = (...words) => {
  if (String(words[0]).startsWith('Headwater')) tell('warning', words.join(' '))
  return warn.apply(console, words)
}
`
const scriptPath = '/page-tells.js'

/**
 * The same pages, telling their site: WebDriver has no other way to hear of it in every engine. One that has headers may have a
 * policy, which refuses what is not a file.
 */
export function telling(pages: Record<string, Page>): Record<string, Page> {
  const within = (html: string, inserted: string): string => html.replace(/^<!doctype html>/i, doctype => doctype + inserted)
  const changed = Object.entries(pages).map(([path, page]): [string, Page] => [
    path,
    (site, request) => {
      const content = typeof page === 'string' ? page : page(site, request)
      if (typeof content === 'string') return within(content, `<script>{${script}}</script>`)
      const { body } = content
      return typeof body === 'string' ? { ...content, body: within(body, `<script src="${scriptPath}"></script>`) } : content
    },
  ])
  const file: Page = () => ({ headers: { 'content-type': 'text/javascript' }, body: `{${script}}` })
  return { ...Object.fromEntries(changed), [scriptPath]: file }
}

export const told = (site: Site, what: Told): string[] =>
  site.requests.filter(({ path }) => path === `/page-${what}`).map(({ body }) => body.toString())

/** Fails unless the page tells so once. It may arrive after what the page has sent later. */
export async function toldOnce(site: Site, what: Told): Promise<void> {
  await site.waitFor(() => told(site, what).length > 0, `page ${what}`)
  assert.equal(told(site, what).length, 1)
}
