/** A visitor who is not sampled. */
import assert from 'node:assert/strict'
import { pageWithHeadwater } from '../../support/page-with-headwater.ts'
import type { Scenario } from '../scenario.ts'

export const unsampled: Record<string, Scenario> = {
  'a visitor who is not sampled passes the decision on; nothing is sent and no core fetched': {
    pages: {
      '/list': pageWithHeadwater({ sampleRate: 0, body: `<button onclick="history.pushState(null, '', '/next')">next</button>` }),
      '/after': pageWithHeadwater(),
    },
    async run(site, open) {
      const visit = await open('/list')
      await visit.call(async () => {
        await fetch('/api/json')
        Headwater.startTransaction('mine').finish()
      })
      await visit.click('button')
      await visit.call(async () => {
        await fetch('/api/echo')
        await Headwater.flush()
      })
      await visit.leave()
      const headers = ['/api/json', '/api/echo'].map(asked => site.requests.find(({ path }) => path === asked)?.headers['sentry-trace'])
      for (const header of headers) assert.match(header ?? 'none', /^[0-9a-f]{32}-[0-9a-f]{16}-0$/)
      assert.notEqual(headers[0]!.slice(0, 32), headers[1]!.slice(0, 32))
      // What the first page would have sent is here before what the next one sends.
      const before = site.requests.length
      await open('/after')
      await site.waitForTransaction('pageload')
      assert.deepEqual(
        site.requests.slice(0, before).map(({ path }) => path),
        ['/list', '/dist/headwater.js', '/api/json', '/api/echo'],
      )
      assert.deepEqual(
        site.transactions().map(({ transaction }) => transaction),
        ['/after'],
      )
    },
  },
}
