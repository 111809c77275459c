/** Neither core can be had: nothing is recorded, everything else goes on. */
import assert from 'node:assert/strict'
import { pageWithHeadwater } from '../../support/page-with-headwater.ts'
import type { Scenario } from '../scenario.ts'
import { toldOnce } from '../visit.ts'

export const noCore: Record<string, Scenario> = {
  'neither core is there: calls and headers go on, one warning says why, the root alone is sent': {
    lost: true,
    warnings: /recording stopped: .*needs headwater\.core\.mjs \d.* and 'wasm-unsafe-eval', or headwater\.core-js\.mjs$/,
    pages: { '/list': pageWithHeadwater({ attributes: { 'core-url': '/cores/headwater.core.mjs', 'detect-redirects': 'false' } }) },
    async run(site, open) {
      const visit = await open('/list')
      await site.waitForRequest('/page-warning')
      const said = await visit.call(async () => {
        const since = Date.now() / 1000
        const transaction = Headwater.startTransaction({ name: 'mine', op: 'task' })
        const span = transaction.startChild({ op: 'step' }).setTag('a', 1)
        const first = await Headwater.withActiveSpan(span, () => fetch('/api/json?first'))
        span.finish()
        transaction.finish()
        const xhr = new XMLHttpRequest()
        xhr.open('GET', '/api/json?second')
        const loaded = new Promise(resolve => (xhr.onload = resolve))
        xhr.send()
        await loaded
        history.pushState(null, '', '/list/next')
        const third = await fetch('/api/json?third')
        return [since, await first.json(), JSON.parse(xhr.responseText), third.status, await Headwater.flush()] as const
      })
      const [since, ...answers] = said
      assert.deepEqual(answers, [{ ok: true }, { ok: true }, 200, false])
      await visit.leave()
      const { transaction } = await site.waitForEnvelope(() => true)
      const { trace, headwater } = transaction!.contexts
      assert.deepEqual(
        [trace.op, trace.status, trace.data, transaction!.spans],
        ['pageload', 'cancelled', { 'headwater.core': 'not loaded' }, []],
      )
      assert.ok(transaction!.timestamp <= since, 'it ends with the recording, not with the visit')
      assert.ok((headwater as { dropped: { no_core: number } }).dropped.no_core > 0)
      const [first, second, third] = site.requests
        .filter(({ path }) => path === '/api/json')
        .map(({ headers }) => headers['sentry-trace'] ?? 'none')
      for (const header of [first, second]) assert.match(header!, new RegExp(`^${trace.trace_id}-[0-9a-f]{16}-1$`))
      // Nothing of a trace begun now would be sent, so it is for others to decide.
      assert.match(third!, /^[0-9a-f]{32}-[0-9a-f]{16}$/)
      assert.equal(site.envelopes.length, 1)
      await toldOnce(site, 'warning')
    },
  },
}
