import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { TestContext } from 'node:test'
import { checkVisits, type FinishOptions } from '../support/finish.ts'
import { startSite, type Site, type SiteOptions } from '../support/site.ts'
import type { Browser, Engine } from './engine.ts'
import { telling, told, Visit } from './visit.ts'

/** What happens on a page and what its site must then have received, whichever the engine. */
export interface Scenario extends SiteOptions, FinishOptions {
  /** Engines in which it is played. Default all. */
  engines?: Engine['name'][]
  /** Warnings of ours, and violations of a page's policy, that it causes on purpose. */
  warnings?: RegExp
  violations?: RegExp
  /** Opens pages of the site, one at a time: each is left when the next is opened, the last one at the end. */
  run(site: Site, open: (path: string) => Promise<Visit>): Promise<void>
}

/** One engine, whose browser starts at the first scenario, and again after one that failed. */
export class Stage {
  readonly #engine: Engine
  #browser: Promise<Browser> | undefined

  constructor(engine: Engine) {
    this.#engine = engine
  }

  /** With a site of its own, then holds it to what must be true after any visit. */
  async play({ run, pages = {}, ...options }: Scenario, t: TestContext): Promise<void> {
    const site = await startSite({ ...options, pages: telling(pages) })
    const visits: Visit[] = []
    try {
      this.#browser ??= this.#engine.start()
      const browser = await this.#browser
      const timeout = once(t.signal, 'abort').then(() => Promise.reject(new Error('not done in time')))
      const played = run(site, async path => {
        await visits.pop()?.close()
        const visit = new Visit(await browser.openTab(), site)
        visits.push(visit)
        await visit.goto(path)
        return visit
      })
      await Promise.race([played, timeout])
      await visits.pop()?.close()
      for (const warning of await checkVisits(site, options)) t.diagnostic(warning)
      const { pageErrors, warnings, violations } = options
      for (const [what, pattern] of [
        ['error', pageErrors],
        ['warning', warnings],
        ['violation', violations],
      ] as const) {
        assert.deepEqual(
          told(site, what).filter(text => !pattern?.test(text)),
          [],
          `page ${what}s`,
        )
      }
    } catch (error) {
      t.diagnostic([site.summary(), ...told(site, 'error'), ...told(site, 'warning'), ...told(site, 'violation')].join('\n'))
      // It may hang.
      await this.close().catch((reason: unknown) => t.diagnostic(`not closed: ${reason}`))
      throw error
    } finally {
      await site.close()
    }
  }

  async close(): Promise<void> {
    const browser = this.#browser
    this.#browser = undefined
    await (await browser)?.close()
  }
}
