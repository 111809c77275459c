/** Which core records a page. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { dist, type Answer } from '../../support/answers.ts'
import { spanOf } from '../../support/look.ts'
import { pageWithHeadwater } from '../../support/page-with-headwater.ts'
import type { Site } from '../../support/site.ts'
import { withHeaders } from '../headers.ts'
import type { Scenario } from '../scenario.ts'
import { toldOnce } from '../visit.ts'

const coresAsked = (site: Site): string[] => site.requests.map(({ path }) => path).filter(path => path.includes('headwater.core'))

/** For a site that answers for both cores itself. */
const page = pageWithHeadwater({ attributes: { 'core-url': '/cores/headwater.core.mjs' } })

const script = { 'content-type': 'text/javascript' }
const replaced = /headwater\.core-js\.mjs is used$/

/** Ways of a core not to be there; more of them are in failure.test.ts. */
const broken: Record<string, (core: Buffer) => Answer> = {
  'is not there': () => ({ status: 404 }),
  'is not served as a script': core => ({ headers: { 'content-type': 'text/plain' }, body: core }),
}

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

  ...Object.fromEntries(
    [
      ['a policy that refuses WebAssembly', {}, { warnings: replaced, violations: /wasm-eval/ }],
      ['wasm is off where a policy refuses it, which nothing has to report', { wasm: 'off' }, {}],
    ].map(([name, attributes, expected]) => [
      `${name}: the core in JavaScript records`,
      {
        ...(expected as Partial<Scenario>),
        pages: {
          '/strict': withHeaders({ 'content-security-policy': "script-src 'self'" }, pageWithHeadwater({ attributes: attributes as {} })),
        },
        async run(site, open) {
          const visit = await open('/strict')
          await visit.coreIsThere()
          assert.deepEqual(coresAsked(site), ['/dist/headwater.core-js.mjs'])
          await visit.leave()
          await site.waitForTransaction('pageload')
        },
      } satisfies Scenario,
    ]),
  ),

  ...Object.fromEntries(
    Object.entries(broken).map(([name, answer]): [string, Scenario] => [
      `a core that ${name}: the one in JavaScript records`,
      {
        warnings: replaced,
        pages: { '/broken': page },
        async run(site, open) {
          site.answer('/cores/headwater.core.mjs', answer(await readFile(new URL('headwater.core.mjs', dist))))
          site.answer('/cores/headwater.core-js.mjs', { headers: script, body: await readFile(new URL('headwater.core-js.mjs', dist)) })
          const visit = await open('/broken')
          await visit.coreIsThere()
          await visit.leave()
          await site.waitForTransaction('pageload')
          await toldOnce(site, 'warning')
        },
      },
    ]),
  ),

  'a navigation that comes to nothing while the core is on its way': {
    // Firefox and WebKit have cut it off.
    warnings: replaced,
    pages: { '/list': pageWithHeadwater({ body: '<a href="/nothing">nothing</a>' }), '/nothing': () => ({ status: 204 }) },
    async run(site, open) {
      const gate = site.hold('/dist/headwater.core.mjs')
      const visit = await open('/list')
      await gate.requested
      await visit.click('a')
      await site.waitForRequest('/nothing')
      gate.release()
      await visit.coreIsThere()
      await visit.leave()
      const sent = await site.waitForTransaction('pageload')
      assert.equal(sent.contexts.trace.data?.['headwater.core'], undefined)
      spanOf(sent, '/dist/headwater.js')
    },
  },

  'a core that somebody has changed does not run': {
    // WebKit has no way to pin a module from a script.
    engines: ['Chromium', 'Firefox'],
    warnings: replaced,
    pages: { '/changed': page },
    async run(site, open) {
      const core = await readFile(new URL('headwater.core.mjs', dist), 'utf8')
      site.answer('/cores/headwater.core.mjs', { headers: script, body: `${core}window.changed = true\n` })
      site.answer('/cores/headwater.core-js.mjs', { headers: script, body: await readFile(new URL('headwater.core-js.mjs', dist)) })
      const visit = await open('/changed')
      await visit.coreIsThere()
      assert.equal(await visit.evaluate('!!window.changed'), false)
      await visit.leave()
      await site.waitForTransaction('pageload')
    },
  },
}
