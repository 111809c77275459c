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

const errorPath = '/page-error'

const reporter = `<script>
for (const type of ['error', 'unhandledrejection']) {
  addEventListener(type, ({ message, reason = message }) => navigator.sendBeacon('${errorPath}', String(reason)))
}
</script>`

/** The same page, telling its site of uncaught errors: WebDriver has no other way to hear of them in every engine. */
export function reportingErrors(page: Page): Page {
  return (site, request) => {
    const content = typeof page === 'string' ? page : page(site, request)
    return typeof content === 'string' ? content.replace(/^<!doctype html>/i, (doctype) => doctype + reporter) : content
  }
}

export function reportedErrors(site: Site): string[] {
  return site.requests.filter(({ path }) => path === errorPath).map(({ body }) => body.toString())
}
