/** Which core records a page. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { dist } from '../../support/answers.ts'
import { pageWithHeadwater } from '../../support/page-with-headwater.ts'
import type { Site } from '../../support/site.ts'
import type { Scenario } from '../scenario.ts'

const coresAsked = (site: Site): string[] =>
  site.requests.map(({ path }) => path).filter((path) => path.includes('headwater.core'))

/** For a site that answers for both cores itself. */
const page = pageWithHeadwater({ attributes: { 'core-url': '/cores/headwater.core.mjs' } })

export const cores: Record<string, Scenario> = {
  'the core is fetched once, and the one in JavaScript is not': {
    pages: { '/list': pageWithHeadwater() },
    async run(site, open) {
      const visit = await open('/list')
      await visit.coreIsThere()
      await visit.leave()
      await site.waitForTransaction('pageload')
      assert.deepEqual(coresAsked(site), ['/dist/headwater.core.mjs'])
    },
  },

  'a policy that refuses WebAssembly: the core in JavaScript records': {
    pages: {
      '/strict': (site, request) => ({
        headers: { 'content-type': 'text/html', 'content-security-policy': "script-src 'self' 'unsafe-inline'" },
        body: (pageWithHeadwater() as Exclude<typeof page, string>)(site, request) as string,
      }),
    },
    async run(site, open) {
      const visit = await open('/strict')
      await visit.coreIsThere()
      assert.deepEqual(coresAsked(site), ['/dist/headwater.core-js.mjs'])
      await visit.leave()
      await site.waitForTransaction('pageload')
    },
  },

  'a core that is not there: the one in JavaScript records': {
    pages: { '/missing': page },
    async run(site, open) {
      site.answer('/cores/headwater.core.mjs', { status: 404 })
      const body = await readFile(new URL('headwater.core-js.mjs', dist))
      site.answer('/cores/headwater.core-js.mjs', { headers: { 'content-type': 'text/javascript' }, body })
      const visit = await open('/missing')
      await visit.coreIsThere()
      await visit.leave()
      await site.waitForTransaction('pageload')
    },
  },

  'a core that somebody has changed does not run': {
    // WebKit has no way to pin a module from a script.
    engines: ['Chromium', 'Firefox'],
    pages: { '/changed': page },
    async run(site, open) {
      const headers = { 'content-type': 'text/javascript' }
      const core = await readFile(new URL('headwater.core.mjs', dist), 'utf8')
      site.answer('/cores/headwater.core.mjs', { headers, body: `${core}window.changed = true\n` })
      site.answer('/cores/headwater.core-js.mjs', { headers, body: await readFile(new URL('headwater.core-js.mjs', dist)) })
      const visit = await open('/changed')
      await visit.coreIsThere()
      assert.equal(await visit.evaluate('!!window.changed'), false)
      await visit.leave()
      await site.waitForTransaction('pageload')
    },
  },
}
