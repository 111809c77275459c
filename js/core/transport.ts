import type { Host } from '../host.ts'
import { applyBeforeSend } from './before-send.ts'
import { createLearning } from './learning.ts'
import { isSameSite } from './site.ts'

export interface Transport {
  /**
   * Sends each envelope, most important first. Beacons and keepalive fetches are under way when it returns. `isLeaving`: as if
   * the document were hidden already.
   */
  send(envelopes: Uint8Array<ArrayBuffer>[], isLeaving?: boolean): void
  /** True when every upload now under way was answered, false when one failed. */
  flush(): Promise<boolean>
}

// Bodies of keepalive fetches and beacons in flight share this many bytes a page (Fetch standard). A beacon beyond
// is refused at once; a fetch is rejected like a network error, so it must not ask for keepalive then.
const KEEPALIVE_QUOTA = 65_536

/**
 * Channels: a beacon by default; a fetch where the answer is worth having, always towards another site (blocklists
 * drop beacons there), never while the document is hidden. What a beacon refuses goes by fetch. `delivery.transport` sets
 * the first choice for all; with `fetch` also while hidden.
 */
export function createTransport({ delivery, fetch }: Host): Transport {
  const { url, transport } = delivery
  const otherSite = !isSameSite(new URL(url).hostname, location.hostname)
  const shouldAsk = createLearning()
  const underWay = new Set<Promise<boolean>>()
  const lost: Record<string, number> = {}
  let keptAlive = 0

  const debug = (...line: unknown[]): void => {
    if (delivery.debug) console.debug('Headwater:', ...line)
  }

  const lose = (reason: string): void => {
    lost[reason] = (lost[reason] ?? 0) + 1
    debug('not sent so far', lost)
  }

  /** Resolves whether it was answered, whatever the answer. */
  const post = async (body: Blob, keepalive: boolean): Promise<boolean> => {
    if (keepalive) keptAlive += body.size
    try {
      const response = await fetch(url, { method: 'POST', body, keepalive, referrerPolicy: 'strict-origin' })
      // An unread body keeps its share of the quota for ever (Chromium).
      await response.text()
      debug(`sent ${body.size} bytes by fetch, answered ${response.status}`)
      if (!response.ok) lose(`status_${response.status}`)
      return true
    } catch {
      return false
    } finally {
      if (keepalive) keptAlive -= body.size
    }
  }

  const beacon = (body: Blob): boolean => {
    try {
      return navigator.sendBeacon(url, body)
    } catch {
      return false
    }
  }

  /** Tries keepalive, then without, when a beacon was refused: the page's own uploads may have used up the quota. */
  const upload = async (body: Blob, refused: boolean): Promise<boolean> => {
    const fits = keptAlive + body.size <= KEEPALIVE_QUOTA
    // A failed fetch may have arrived (an endpoint without CORS), so it is repeated only where the quota is the likely reason.
    const answered = (await post(body, fits)) || (refused && fits && (await post(body, false)))
    if (!answered) lose('network_error')
    return answered
  }

  const track = (done: Promise<boolean>): void => {
    underWay.add(done)
    done.then(() => underWay.delete(done))
  }

  const sendOne = (parts: BlobPart[], isLeaving?: boolean): void => {
    // A type of its own: bare bytes have none. This one needs no preflight.
    const body = new Blob(parts, { type: 'text/plain' })
    const visible = !isLeaving && document.visibilityState !== 'hidden'
    const ask = transport ? transport === 'fetch' : shouldAsk(visible) || (otherSite && visible)
    if (!ask && beacon(body)) debug(`sent ${body.size} bytes by beacon`)
    else track(upload(body, !ask))
  }

  return {
    send(envelopes, isLeaving) {
      for (const envelope of envelopes) {
        const parts = applyBeforeSend(envelope, delivery)
        if (parts) sendOne(parts, isLeaving)
        else lose('before_send')
      }
    },
    flush: async () => (await Promise.all(underWay)).every(Boolean),
  }
}
