/** What a strict page forbids: Headwater asks for none of it. */
import assert from 'node:assert/strict'
import { spanOf, titles } from '../../support/look.ts'
import { pageWithHeadwater } from '../../support/page-with-headwater.ts'
import { withHeaders } from '../headers.ts'
import type { Scenario } from '../scenario.ts'
import { toldOnce } from '../visit.ts'

const strict = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "connect-src 'self'",
  'img-src data:',
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

/** A browser asks for one by itself, which the policy would refuse. */
const noIcon = '<link rel="icon" href="data:,">'

export const policy: Record<string, Scenario> = {
  'a strict policy is kept': {
    // The last request, which shows that violations are told of.
    violations: /^img-src/,
    pages: {
      '/strict': withHeaders(
        { 'content-security-policy': strict },
        pageWithHeadwater({
          head: noIcon,
          attributes: { 'idle-timeout': 20_000, 'interactions-sample-rate': 1, 'detect-redirects': 'false' },
        }),
      ),
    },
    async run(site, open) {
      const visit = await open('/strict')
      await visit.press('x')
      await visit.call(async () => {
        await fetch('/api/json')
        const xhr = new XMLHttpRequest()
        xhr.open('GET', '/api/json')
        const loaded = new Promise(resolve => (xhr.onload = resolve))
        xhr.send()
        await loaded
        history.pushState(null, '', '/next')
        await fetch('/api/echo')
      })
      await visit.coreIsThere()
      await visit.call(() => {
        // Not before all else.
        new Image().src = '/image'
      })
      await site.waitForRequest('/page-violation')
      await visit.leave()
      const navigation = await site.waitForTransaction('navigation')
      spanOf(navigation, 'GET /api/echo')
      await site.waitForTransaction('pageload')
      assert.deepEqual(
        titles(site.transactions()).filter(title => !title.startsWith('ui')),
        ['pageload /strict', 'navigation /next'],
      )
      await toldOnce(site, 'violation')
    },
  },
}
