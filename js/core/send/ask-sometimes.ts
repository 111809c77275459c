import { ASKED } from '../../base/storage-keys.ts'
import { attempt } from '../../base/values.ts'

const INTERVAL = 60_000

/**
 * Decides of one envelope whether it should go in a way that lets us read the answer. `canWait`: the page is not about
 * to end.
 */
export type ShouldAsk = (canWait: boolean, now?: number) => boolean

/**
 * Says yes from the second envelope of the tab's session on, at most once a minute: so limits and outages are learnt at
 * little cost, and a visitor of a single page costs none. What is remembered is the tab's (sessionStorage), or the
 * page's where storage is refused.
 */
export function createAskSometimes(): ShouldAsk {
  let last: string | undefined
  return (canWait, now = Date.now()) => {
    last = attempt(() => sessionStorage[ASKED]) ?? last
    // The clock may be set back, so the distance counts, not the order.
    const ask = last !== undefined && canWait && Math.abs(now - Number(last)) >= INTERVAL
    if (ask || last === undefined) {
      last = String(ask ? now : 0)
      attempt(() => (sessionStorage[ASKED] = last))
    }
    return ask
  }
}
