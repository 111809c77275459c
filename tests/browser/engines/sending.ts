/** What scenarios about delivery have pages do, and how they look at what came of it. */
import type { Transaction } from '../support/received.ts'
import type { Site } from '../support/site.ts'
import type { Visit } from './visit.ts'

/** Where the envelopes of every site go. */
export const endpoint = '/api/1/envelope/'

/** Without a pageload, so that what is sent is what the scenario makes. */
export const quiet = { 'start-transaction-on-page-load': 'false' }

/** HTML of a page that records more than a beacon takes. */
export const keepsBusy = '<script>for (let i = 0; i < 900; i++) performance.mark("a mark with a name of some length, number " + i)</script>'

/** Finishes transactions of these names and waits until they are accepted, or not. */
export const send = (visit: Visit, ...names: string[]): Promise<boolean> =>
  visit.call(names => {
    for (const name of names) Headwater.startTransaction({ name, op: 'task' }).finish()
    return Headwater.flush(20_000)
  }, names)

/** Names of all transactions received so far, repeated ones repeated. */
export const namesOf = (site: Site): string[] => site.transactions().map(({ transaction }) => transaction)

/** Waits until each of these has come so often. */
export const received = (site: Site, counts: Record<string, number>): Promise<unknown> =>
  site.waitFor(
    () => Object.entries(counts).every(([name, count]) => namesOf(site).filter(one => one === name).length >= count),
    `${JSON.stringify(counts)} of each`,
  )

/** The envelopes of the transactions for which a predicate holds, in order of arrival. */
export const envelopesOf = (site: Site, which: (transaction: Transaction) => boolean) =>
  site.envelopes.filter(({ transaction }) => transaction && which(transaction))

/** The envelopes that the tab keeps for its next page. */
export const kept = (visit: Visit): Promise<string> =>
  visit.call(() =>
    Object.entries(sessionStorage)
      .filter(([key]) => key.startsWith('headwater.unsent'))
      .map(([, value]) => value as string)
      .join(''),
  )

/** Makes the clock of a page with a `movableClock` run ahead from now on. */
export const skip = (visit: Visit, ms: number): Promise<unknown> => visit.evaluate(`void (ahead += ${ms})`)
