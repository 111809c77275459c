import { setTimeout as delay } from 'node:timers/promises'
import { Arrivals } from '../arrived.ts'
import type { Group } from '../group.ts'
import { recorders } from '../subjects.ts'
import { inTab } from '../tab.ts'

const count = 200

/** All that a request costs the main thread but for the sending, a call being made when the one before is answered. */
export const requests: Group = {
  name: 'requests',
  rows: {
    fetch: { name: 'one fetch, all main-thread work, µs', digits: 0, limit: { times: 0.9, of: 'sentry5' } },
    xhr: { name: 'one XHR, all main-thread work, µs', digits: 0, limit: { times: 0.9, of: 'sentry5' } },
  },
  subjects: recorders,
  turns: 3,
  added: ['fetch', 'xhr'],
  visit: (site, subject) =>
    inTab(site, `/${subject}/requests`, async tab => {
      await delay(1200)
      const measure = async (kind: 'fetch' | 'xhr'): Promise<number | undefined> => {
        const arrivals = new Arrivals(site)
        const before = await tab.times()
        await tab.run(`work.requests('${kind}', ${count})`)
        // What an SDK does later for all of them: the browser's timing of them, what it hands on every second.
        await delay(1200)
        const { task } = await tab.times()
        // Ends the page's transaction, for those that have one.
        await tab.run(`history.pushState(null, '', '/after-${kind}'); void bench.flush()`)
        const isRecorded = subject === 'none' || (await arrivals.wait(new RegExp(`/answer/${kind}-\\d+`, 'g'), count))
        return isRecorded ? ((task - before.task) * 1000) / count : undefined
      }
      return { fetch: await measure('fetch'), xhr: await measure('xhr') }
    }),
}
