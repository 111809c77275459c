const KEY = 'headwater.asked'
const INTERVAL = 60_000

/** Says of one envelope whether it should go by a channel that can read the answer; `canWait`: the document is visible. */
export type ShouldAsk = (canWait: boolean, now?: number) => boolean

/**
 * Asks from the second envelope of a tab session on, at most once a minute: limits and outages are learnt at little cost,
 * and a visitor of one page costs none. The session is the tab's (sessionStorage), or the page's where storage is refused.
 */
export function createLearning(): ShouldAsk {
  let lastAsked: string | null = null
  return (canWait, now = Date.now()) => {
    try {
      lastAsked = sessionStorage.getItem(KEY) ?? lastAsked
    } catch {}
    const first = lastAsked === null
    // The clock may be set back, so the distance counts, not the order.
    const ask = !first && canWait && Math.abs(now - Number(lastAsked)) >= INTERVAL
    if (first || ask) {
      lastAsked = String(first ? 0 : now)
      try {
        sessionStorage.setItem(KEY, lastAsked)
      } catch {}
    }
    return ask
  }
}
