import { setTimeout as delay } from 'node:timers/promises'
import { atMost, type Group } from '../group.ts'
import { median } from '../table.ts'
import { everybody } from '../subjects.ts'
import { inTab } from '../tab.ts'

/** Rounds of 20 calls, of which the first part warms up. */
const rounds = 60
const cold = 20

/** What a call of fetch, and of XHR's `open` and `send`, costs before it returns, when the platform's fetch and `send` do nothing. */
export const calls: Group = {
  name: 'calls',
  rows: {
    fetch: { name: 'inside fetch(), sampled, warm µs', limit: atMost(7) },
    fetchUnsampled: { name: 'inside fetch(), not sampled, warm µs', ours: 'unsampled', limit: atMost(4) },
    xhr: { name: "inside XHR's open and send, sampled, warm µs", limit: atMost(13) },
    xhrUnsampled: { name: "inside XHR's open and send, not sampled, warm µs", ours: 'unsampled' },
  },
  subjects: everybody,
  turns: 3,
  visit: (site, subject) =>
    inTab(site, `/${subject}/calls`, async tab => {
      await delay(600)
      const times = async (kind: string): Promise<number> =>
        median((await tab.run<number[]>(`work.calls('${kind}', ${rounds})`)).slice(cold))
      const fetch = await times('fetch')
      // Whoever traces requests gives them a header.
      const isTraced = subject === 'none' || (await tab.run<number>('headers')) >= 20 * (rounds - 1)
      const xhr = await times('xhr')
      return isTraced ? { fetch, xhr, fetchUnsampled: fetch, xhrUnsampled: xhr } : {}
    }),
}
