import { ASKED } from '../../base/storage-keys.ts'
import { attempt } from '../../base/values.ts'

const INTERVAL = 60_000

/** Says of one envelope whether it should go by a channel that can read the answer; `canWait`: the document is visible. */
export type ShouldAsk = (canWait: boolean, now?: number) => boolean

/**
 * Asks from the second envelope of a tab session on, at most once a minute: limits and outages are learnt at little cost,
 * and a visitor of one page costs none. The session is the tab's (sessionStorage), or the page's where storage is refused.
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
