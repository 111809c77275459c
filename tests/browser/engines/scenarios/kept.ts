/** What could not be sent is kept in the tab's storage, and sent by its next page. */
import assert from 'node:assert/strict'
import { pageWithHeadwater } from '../../support/page-with-headwater.ts'
import { publicKey } from '../../support/site.ts'
import type { Scenario } from '../scenario.ts'
import { endpoint, envelopesOf, kept, keepsBusy } from '../sending.ts'

/** The page's own beacons leave too little. */
const usesQuota = `<script>addEventListener('pagehide', () => navigator.sendBeacon('/api/hold', 'x'.repeat(60_000)))</script>`

/** As a page before it has learnt. */
const isToWait = `<script>
  sessionStorage['headwater.wait ' + location.origin + '${endpoint}?sentry_version=7&sentry_key=${publicKey}'] = Date.now() + 3_600_000
</script>`

const list = { attributes: { 'idle-timeout': 20_000 } }
const unsampled = pageWithHeadwater({ sampleRate: 0 })

export const keeping: Record<string, Scenario> = {
  'what the browser refuses is sent by the next page, also of a visitor who is not sampled': {
    // Firefox takes any number of beacons of any size.
    engines: ['Chromium', 'WebKit'],
    pages: { '/list': pageWithHeadwater({ ...list, head: usesQuota, body: keepsBusy }), '/next': unsampled },
    async run(site, open) {
      const gate = site.hold('/api/hold')
      const visit = await open('/list')
      await visit.coreIsThere()
      await visit.goto('/next')
      const next = await site.waitForRequest('/next')
      const { header } = await site.waitForEnvelope(({ transaction }) => transaction?.contexts.trace.op === 'pageload')
      assert.ok(Date.parse(header.sent_at as string) >= next.time, `${header.sent_at}: when it was sent, not when it was kept`)
      assert.equal(await kept(visit), '')
      gate.release()
    },
  },

  'what is kept is removed before it is sent, and kept again when it is not taken': {
    pages: { '/list': pageWithHeadwater({ ...list, head: isToWait }), '/next': unsampled, '/blank': '<!doctype html><p>blank' },
    async run(site, open) {
      const visit = await open('/list?secret=1')
      assert.equal(await visit.evaluate('Headwater.flush(20_000)'), false)
      await visit.call(() => fetch('/api/json?secret=2').then(response => response.text()))
      await visit.goto('/blank')
      const text = await kept(visit)
      assert.match(text, /GET \/api\/json/)
      assert.ok(!text.includes('secret'))
      assert.deepEqual(site.envelopes, [])

      site.answer(endpoint, { status: 503 })
      await visit.call(() => {
        for (const key of Object.keys(sessionStorage)) if (key.startsWith('headwater.wait')) delete sessionStorage[key]
      })
      await visit.goto('/next')
      await site.waitFor(() => site.envelopes.length === 1, 'a first try')
      await visit.call(
        () =>
          new Promise<void>(resolve => {
            const look = (): unknown =>
              Object.keys(sessionStorage).some(key => key.startsWith('headwater.unsent')) ? resolve() : setTimeout(look, 20)
            look()
          }),
      )
      const upload = site.hold(endpoint)
      await visit.goto('/next')
      await site.waitFor(() => site.envelopes.length === 2, 'a second try')
      assert.equal(await kept(visit), '')
      upload.release()
      await visit.goto('/next')
      const [first, second, ...others] = envelopesOf(site, ({ contexts }) => contexts.trace.op === 'pageload')
      assert.deepEqual(others, [])
      assert.equal(second!.header.event_id, first!.header.event_id)
      assert.ok(Date.parse(second!.header.sent_at as string) > Date.parse(first!.header.sent_at as string))
    },
  },
}
