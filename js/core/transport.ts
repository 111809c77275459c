import { ACCEPTED, KEPT, LEFT_OUT, NO_ROOM, RESPONDED, UNREACHED } from '../commands.ts'
import type { Host } from '../host.ts'
import { attempt } from '../values.ts'
import { applyBeforeSend } from './before-send.ts'
import { createLearning } from './learning.ts'
import { openOfflineQueue } from './offline-queue.ts'
import { isSameSite } from './site.ts'

/** Tells the core what became of an envelope: see `answer` in wasm/commands.md. */
export type Answer = (number: number, outcome: number, response?: Response) => void

/** `number`: by which the core knows the envelope. `isLeaving`: as if the document were hidden already. */
export interface Transport {
  /** Sends an envelope. Beacons and keepalive fetches are under way when it returns. */
  send(envelope: Uint8Array<ArrayBuffer>, number: number, isLeaving?: boolean): void
  /** Keeps an envelope that may not be sent now, for the tab's next page or, with `offline`, for any later one. */
  keep(envelope: Uint8Array<ArrayBuffer>, number: number, isLeaving?: boolean): void
  /** Whether nothing reaches the receiver (stash.ts). */
  isOffline(): boolean
  /** Whether what may not be sent now is better kept on the device at once. */
  keepsEarly(): boolean
  /** How many bytes the browser still takes from a page that is left. */
  room(): number
  /** Sends what was kept with `offline`; the rest is the shim's business. */
  sendKept(): void
  /** True when every upload now under way was answered, false when the last one failed or nothing may be sent now. */
  flush(): Promise<boolean>
}

// Bodies of keepalive fetches and beacons in flight share this many bytes a page (Fetch standard). A beacon beyond
// is refused at once; a fetch is rejected like a network error, so it must not ask for keepalive then.
const KEEPALIVE_QUOTA = 65_536
/** A beacon does not tell when it has arrived: after so many ms it is taken to be no longer in flight. */
const BEACON_FLIGHT = 1000

/**
 * Channels: a beacon by default; a fetch where the answer is worth having, always towards another site (blocklists
 * drop beacons there) and after a failure, never while the document is hidden. What a beacon refuses goes by fetch, or is kept when the
 * page is left. `delivery.transport` sets the first choice for all; with `fetch` also while hidden.
 */
export function createTransport({ delivery, fetch, stash, isOffline, mustWait, resend }: Host, answer: Answer): Transport {
  const { url, transport } = delivery
  const otherSite = !isSameSite(new URL(url).hostname, location.hostname)
  const shouldAsk = createLearning()
  const underWay = new Set<Promise<void>>()
  const offline = delivery.offline ? openOfflineQueue(url, resend) : undefined
  let keptAlive = 0
  let beaconed = 0
  let beaconedAt = 0
  let isFailing = false
  /** The receiver does not let pages read its answers. */
  let isBlind = false

  const debug = (...line: unknown[]): void => {
    if (delivery.debug) console.debug('Headwater:', ...line)
  }

  const inFlight = (): number => keptAlive + (performance.now() - beaconedAt < BEACON_FLIGHT ? beaconed : 0)

  const post = async (body: Blob, keepalive: boolean, mode: RequestMode): Promise<Response | undefined> => {
    if (keepalive) keptAlive += body.size
    try {
      const response = await fetch(url, { method: 'POST', body, keepalive, mode, referrerPolicy: 'strict-origin' })
      // An unread body keeps its share of the quota for ever (Chromium).
      await response.text()
      return response
    } catch {
      return undefined
    } finally {
      if (keepalive) keptAlive -= body.size
    }
  }

  /** Undefined where there are no beacons, or the page has broken them. */
  const beacon = (body: Blob): boolean | undefined => {
    const isTaken = attempt(() => navigator.sendBeacon(url, body))
    if (isTaken) {
      beaconed = body.size + inFlight() - keptAlive
      beaconedAt = performance.now()
      debug(`sent ${body.size} bytes by beacon`)
    }
    return isTaken
  }

  /** Tries keepalive, then without, when a beacon was refused: the page's own uploads may have used up the quota. */
  const upload = async (body: Blob, number: number, refused: boolean): Promise<void> => {
    const fits = keptAlive + body.size <= KEEPALIVE_QUOTA
    // After a failure it is asked whether the answer can be read at all: an endpoint without CORS looks like one that is down.
    const mode = isFailing || isBlind ? 'no-cors' : 'cors'
    const response = (await post(body, fits, mode)) || (refused && fits && (await post(body, false, mode))) || undefined
    debug(`sent ${body.size} bytes by fetch, answered ${response?.status}`)
    isFailing = !response || response.status > 428
    if (!response) return answer(number, UNREACHED)
    if (response.type !== 'opaque') return answer(number, RESPONDED, response)
    isBlind = true
    answer(number, ACCEPTED)
  }

  const track = (done: Promise<void>): void => {
    underWay.add(done)
    done.then(() => underWay.delete(done))
  }

  const store = (parts: BlobPart[], number: number): void => {
    const text = parts.map((part) => (typeof part === 'string' ? part : new TextDecoder().decode(part as Uint8Array))).join('')
    debug(`kept ${text.length} characters for later`)
    answer(number, stash(url, text) ? KEPT : NO_ROOM)
  }

  /** Both ways out of here: `go` takes what the page's own options leave of an envelope. */
  const edited = (go: (parts: BlobPart[], number: number, isLeaving?: boolean) => void): Transport['send'] =>
    (envelope, number, isLeaving) => {
      const parts = applyBeforeSend(envelope, delivery)
      if (parts) go(parts, number, isLeaving)
      else answer(number, LEFT_OUT)
    }

  return {
    send: edited((parts, number, isLeaving) => {
      // A type of its own: bare bytes have none. This one needs no preflight.
      const body = new Blob(parts, { type: 'text/plain' })
      const visible = !isLeaving && document.visibilityState !== 'hidden'
      // Without a network this machine may be reached or, as when a network is simulated, not.
      const unsure = navigator.onLine === false
      if (unsure && isFailing && isLeaving) return store(parts, number)
      const ask = transport ? transport === 'fetch' : (visible && (isFailing || unsure)) || (shouldAsk(visible) && !isBlind) || (otherSite && visible)
      const isTaken = ask ? undefined : beacon(body)
      if (isTaken) return answer(number, ACCEPTED)
      // Refused for want of quota, where a fetch would fail too, and nobody would be there to see it.
      if (isLeaving && (isTaken === false || inFlight() + body.size > KEEPALIVE_QUOTA)) return store(parts, number)
      track(upload(body, number, !ask))
    }),
    keep: edited((parts, number, isLeaving) => {
      if (offline && !isLeaving) offline.put(new Blob(parts)).then((isKept) => (isKept ? answer(number, KEPT) : store(parts, number)))
      else store(parts, number)
    }),
    isOffline: () => isOffline(url),
    keepsEarly: () => !!offline && (isFailing || isOffline(url)),
    room: () => KEEPALIVE_QUOTA - inFlight(),
    sendKept: () => void (mustWait(url) || offline?.send()),
    async flush() {
      await Promise.all(underWay)
      return !isFailing && !mustWait(url)
    },
  }
}
