import { test, type TestContext } from 'node:test'
import { finish, type FinishOptions } from './finish.ts'
import { withSecondTry } from './second-try.ts'
import { startSite, type Site, type SiteOptions } from './site.ts'

export interface BrowserTestOptions extends SiteOptions, FinishOptions {
  /** For the whole test, ms. Default 60000. */
  testTimeout?: number
}

/**
 * A test with a site of its own that ends in `finish`. When it fails, everything the site received and the pages'
 * consoles said is printed, and it is tried once more; whatever happens, pages and site are closed.
 */
export function browserTest(name: string, options: BrowserTestOptions, body: (site: Site, t: TestContext) => Promise<void>): void {
  test(name, { timeout: options.testTimeout ?? 60_000 }, t =>
    withSecondTry(t, async () => {
      const site = await startSite(options)
      try {
        await body(site, t)
        for (const warning of await finish(site, options)) t.diagnostic(warning)
      } catch (error) {
        t.diagnostic(site.summary())
        for (const { messages, errors } of site.visitors) t.diagnostic([...messages, ...errors].join('\n') || 'console: nothing')
        throw error
      } finally {
        await site.close()
      }
    }),
  )
}
