/** What receivers answer, and what comes of it. */
import assert from 'node:assert/strict'
import type { Answer } from '../../support/answers.ts'
import { movableClock } from '../../support/clock.ts'
import { pageWithHeadwater } from '../../support/page-with-headwater.ts'
import type { Page, Site } from '../../support/site.ts'
import type { Scenario } from '../scenario.ts'
import { endpoint, kept, namesOf, quiet, received, send, skip } from '../sending.ts'
import type { Visit } from '../visit.ts'

const page = pageWithHeadwater({ attributes: quiet })
/** All by fetch, which tells the answers. */
const asking = pageWithHeadwater({ head: movableClock, attributes: { ...quiet, transport: 'fetch' } })

const good: Answer = { headers: { 'content-type': 'application/json' }, body: '{}' }
const limits: Record<string, Answer> = {
  'X-Sentry-Rate-Limits': { status: 429, headers: { 'x-sentry-rate-limits': '3600:transaction:organization:quota' } },
  'Retry-After': { status: 429, headers: { 'retry-after': '3600' } },
}

const idsOf = (site: Site, name: string): unknown[] => [
  ...new Set(site.envelopes.filter(({ transaction }) => transaction?.transaction === name).map(({ header }) => header.event_id)),
]

/** On a page without Headwater, as if so much time had passed. */
const endWait = (visit: Visit): Promise<unknown> =>
  visit.call(() => {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith('headwater.wait')) delete sessionStorage[key]
  })

const failures: Record<string, Answer | 'drop'> = { 'a failing server': { status: 503 }, 'an unreachable one': 'drop' }

export const answers: Record<string, Scenario> = {
  ...Object.fromEntries(
    Object.entries(limits).map(([name, limit]): [string, Scenario] => [
      `429 with ${name}: nothing more is sent, by the tab's next page neither, until it is over`,
      {
        pages: { '/list': page, '/next': page, '/blank': '<!doctype html><p>blank' },
        async run(site, open) {
          const visit = await open('/list')
          // The first is a beacon, which can't learn anything.
          await send(visit, 'first')
          await received(site, { first: 1 })
          site.answer(endpoint, limit)
          await send(visit, 'second')
          assert.equal(await send(visit, 'third'), false)
          await visit.goto('/next')
          assert.equal(await send(visit, 'fourth'), false)
          assert.deepEqual(namesOf(site), ['first', 'second'])
          await visit.goto('/blank')
          for (const name of ['second', 'third', 'fourth']) assert.match(await kept(visit), new RegExp(`"transaction":"${name}"`))
          site.answer(endpoint, good)
          await endWait(visit)
          await visit.goto('/list')
          await received(site, { second: 2, third: 1, fourth: 1 })
          assert.deepEqual(namesOf(site).sort(), ['first', 'fourth', 'second', 'second', 'third'])
          assert.equal(idsOf(site, 'second').length, 1)
          assert.equal(await kept(visit), '')
        },
      },
    ]),
  ),

  ...Object.fromEntries(
    Object.entries(failures).map(([name, failure]): [string, Scenario] => [
      `${name} is tried again by itself with the same envelope, until it has been taken`,
      {
        pages: { '/list': asking },
        async run(site, open) {
          const visit = await open('/list')
          site.answer(endpoint, failure)
          assert.equal(await send(visit, 'first'), false)
          const before = namesOf(site).length
          site.answer(endpoint, good)
          // The first wait is 1 to 2 s.
          await site.waitFor(() => namesOf(site).length > before, 'another try')
          assert.equal(await send(visit, 'second'), true)
          // What would have been tried again by now.
          await skip(visit, 600_000)
          assert.equal(await send(visit, 'third'), true)
          assert.deepEqual(namesOf(site).slice(before), ['first', 'second', 'third'])
          assert.equal(idsOf(site, 'first').length, 1)
        },
      },
    ]),
  ),

  'what is finished offline is sent once, when the tab is online again': {
    // WebKit's driver can't take a tab off the network.
    engines: ['Chromium', 'Firefox'],
    pages: {
      '/list': (site, request) => {
        const away = pageWithHeadwater({ attributes: { ...quiet, dsn: site.dsn.replace('127.0.0.1', 'receiver.test') } })
        return (away as Exclude<Page, string>)(site, request)
      },
    },
    async run(site, open) {
      const visit = await open('/list')
      await visit.coreIsThere()
      await visit.setOffline(true)
      // Firefox takes a beacon all the same, and loses it.
      assert.equal(await send(visit, 'first', 'second'), false)
      await visit.setOffline(false)
      await received(site, { first: 1, second: 1 })
      assert.equal(await send(visit, 'third'), true)
      await received(site, { third: 1 })
      assert.deepEqual(namesOf(site).sort(), ['first', 'second', 'third'])
    },
  },

  'a machine without a network still sends to itself': {
    pages: {
      '/list': pageWithHeadwater({ head: '<script>Object.defineProperty(navigator, "onLine", { value: false })</script>' }),
    },
    async run(site, open) {
      const visit = await open('/list')
      await visit.coreIsThere()
      await site.waitForTransaction('pageload')
      await visit.leave()
    },
  },

  'with `offline`, what could not be sent is kept in IndexedDB, and sent by a later page': {
    pages: {
      '/list': pageWithHeadwater({ attributes: { ...quiet, transport: 'fetch', offline: true } }),
      '/blank': '<!doctype html><p>blank',
    },
    async run(site, open) {
      const visit = await open('/list')
      site.answer(endpoint, 'drop')
      assert.equal(await send(visit, 'first'), false)
      // Takes note of the failure, and keeps what failed.
      await send(visit)
      await visit.call(
        () =>
          new Promise<void>(resolve => {
            const request = indexedDB.open('headwater')
            const look = (): void => {
              const count = request.result.transaction('envelopes').objectStore('envelopes').count()
              count.onsuccess = () => (count.result === 1 ? resolve(request.result.close()) : setTimeout(look, 20))
            }
            request.onsuccess = look
          }),
      )
      await visit.goto('/blank')
      assert.equal(await kept(visit), '')
      const before = namesOf(site).length
      site.answer(endpoint, good)
      await visit.goto('/list')
      // A recorded page has a core, which is what looks for it.
      await send(visit, 'second')
      await received(site, { second: 1 })
      await site.waitFor(() => namesOf(site).slice(before).includes('first'), 'what the page before could not send')
      assert.deepEqual(namesOf(site).slice(before).sort(), ['first', 'second'])
      assert.equal(idsOf(site, 'first').length, 1)
    },
  },
}
