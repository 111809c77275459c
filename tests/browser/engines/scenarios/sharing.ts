/** What the page has of its own is not taken up by our uploads: quota, connections. */
import assert from 'node:assert/strict'
import { movableClock } from '../../support/clock.ts'
import { pageWithHeadwater } from '../../support/page-with-headwater.ts'
import type { Scenario } from '../scenario.ts'
import { endpoint, keepsBusy, quiet, received, send, skip } from '../sending.ts'

/** The page's own, behind our script. */
const ownLast = (type: string): string => `<script>${type === 'pagehide' ? '' : 'document.'}addEventListener('${type}', () => {
  navigator.sendBeacon('/api/json?beacon', 'x'.repeat(8192))
  fetch('/api/json?fetch', { method: 'POST', keepalive: true, body: 'x'.repeat(20_000) }).catch(() => {})
})</script>`

const leftPages = Object.fromEntries(
  ['pagehide', 'visibilitychange'].map((type): [string, Scenario] => [
    `what a page sends in its own ${type} finds its room, and what we send is at most 32 KB`,
    {
      pages: { '/list': pageWithHeadwater({ attributes: { 'idle-timeout': 20_000 }, afterScript: ownLast(type), body: keepsBusy }) },
      async run(site, open) {
        const visit = await open('/list')
        await visit.coreIsThere()
        await visit.leave()
        await site.waitForTransaction('pageload')
        for (const channel of ['beacon', 'fetch']) await site.waitForRequest(({ url }) => url.endsWith(`/api/json?${channel}`))
        const bytes = site.envelopes.reduce((sum, { request }) => sum + request.body.length, 0)
        assert.ok(bytes > 20_000 && bytes <= 32_768, `${bytes} bytes`)
      },
    },
  ]),
)

export const sharing: Record<string, Scenario> = {
  ...leftPages,

  'while a page is there, most of the quota is its own': {
    pages: { '/list': pageWithHeadwater({ attributes: quiet }) },
    async run(site, open) {
      const visit = await open('/list')
      await visit.coreIsThere()
      const gate = site.hold(endpoint)
      const isTaken = await visit.call(async () => {
        for (let i = 0; i < 4; i++) {
          const task = Headwater.startTransaction({ name: `task ${i}`, op: 'task' })
          for (const key of ['a', 'b']) task.setData(key, 'x'.repeat(7000))
          task.finish()
        }
        await Headwater.flush(300)
        const upload = await fetch('/api/json', { method: 'POST', keepalive: true, body: 'x'.repeat(40_000) })
        const isTaken = navigator.sendBeacon('/api/json?beacon', 'x'.repeat(8192))
        await upload.text()
        return isTaken
      })
      assert.equal(isTaken, true)
      gate.release()
      await site.waitFor(() => site.envelopes.length === 4, 'all of it')
      await visit.leave()
    },
  },

  'beacons that are answered make room for the next': {
    pages: { '/list': pageWithHeadwater({ attributes: { ...quiet, transport: 'beacon' } }) },
    async run(site, open) {
      const visit = await open('/list')
      const names = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth']
      assert.equal(await send(visit, ...names), true)
      await received(site, Object.fromEntries(names.map(name => [name, 1])))
      assert.ok(site.envelopes.every(({ request }) => request.byBeacon))
    },
  },

  'a receiver on the own host that hangs takes two connections, for 15 s, and gets all in the end': {
    pages: {
      '/list': pageWithHeadwater({
        head: movableClock,
        attributes: { tunnel: `${endpoint}?tunnel`, 'detect-redirects': false },
      }),
    },
    async run(site, open) {
      const gate = site.hold(endpoint)
      const visit = await open('/list')
      await visit.call(async () => {
        for (let i = 1; i < 7; i++) {
          history.pushState(null, '', `/view-${i}`)
          await Headwater.flush(100)
        }
        await (await fetch('/api/json')).text()
      })
      assert.equal(site.envelopes.length, 2)
      await skip(visit, 16_000)
      await visit.evaluate('Headwater.flush(100)')
      site.answer(endpoint, { body: '{}' })
      await site.waitFor(() => new Set(site.transactions().map(({ transaction }) => transaction)).size === 7, 'all pages')
      gate.release()
    },
  },
}
