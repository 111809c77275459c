import { isAstray } from '../../base/astray.ts'
import { attempt } from '../../base/values.ts'
import { ACCEPTED, KEPT, LEFT_OUT, NO_ROOM, RESPONDED, UNREACHED } from '../../seam/commands.ts'
import type { Host } from '../../seam/host.ts'
import { GONE, HIDDEN } from '../../seam/leaving.ts'
import { createAskSometimes } from './ask-sometimes.ts'
import { applyBeforeSend } from '../filter/before-send.ts'
import { openOfflineQueue } from './offline-queue.ts'
import { tellsAddress } from './referrer.ts'
import { isSameSite } from './site.ts'
import { sendStashed } from './stashed.ts'
import { createUnderWay, PATIENCE } from './under-way.ts'

/** Tells the core what became of an envelope: see `answer` in wasm/commands.md. */
export type Answer = (number: number, outcome: number, response?: Response) => void

/** `number`: by which the core knows the envelope. `leaving`: HIDDEN or GONE of seam/leaving.ts. */
export interface Transport {
  /** Sends an envelope. Beacons and keepalive fetches are under way when it returns. */
  send(envelope: Uint8Array<ArrayBuffer>, number: number, leaving?: number): void
  /** Keeps an envelope that may not be sent now, for the tab's next page or, with `offline`, for any later one. */
  keep(envelope: Uint8Array<ArrayBuffer>, number: number, leaving?: number): void
  /** Whether nothing reaches the receiver (stash.ts). */
  isOffline(): boolean
  /** Whether what may not be sent now is better kept on the device at once. */
  keepsEarly(): boolean
  /** How many bytes a page that is left may send. */
  room(): number
  /** A beacon was answered, says the browser: it need not, and does not say how. */
  beaconAnswered(): void
  /** When `giveUp` has something to do. */
  due(): number
  /** Waits no longer for those that should have been answered by now. */
  giveUp(): void
  /** The page may be gone the next moment: what is under way and would end with it goes again, by a way that outlives it, or is kept. */
  hurry(): void
  /** Sends what was kept. */
  sendKept(): void
  /** From now on nothing is kept, nor is anything sent but what `send` is given. */
  close(): void
  /** Waits no longer for beacons, of which nobody says any more that they were answered. */
  endBeacons(): void
  /** True when every fetch now under way was answered, false when the last one failed or nothing may be sent now. */
  flush(): Promise<boolean>
}

type Body = Uint8Array<ArrayBuffer>

const textOf = (body: Body): string => new TextDecoder().decode(body)

/** Of all that is sent: it needs no preflight. */
const TYPE = 'text/plain'

// Bodies of keepalive fetches and beacons in flight share 64 KiB, all of the page's own included (Fetch standard,
// https://fetch.spec.whatwg.org/#http-network-or-cache-fetch): what is beyond is refused. The most of it is left to the page.
const LARGEST = 16_384
const SHARE = 24_576
const LAST_SHARE = 32_768
/** So many ms a first failure may be that of a navigation: meanwhile nobody else has to wait for its sake. */
const MAY_BE_LEFT = 2000
/** So many ms without asking a receiver that does not let pages read its answers. */
const BLIND_TIME = 60_000

/**
 * Channels: a beacon by default; a fetch where the answer is worth having, always towards another site (blocklists
 * drop beacons there) and after a failure, never when the page is left. What a beacon refuses goes by fetch, or is kept when the
 * page is left. `delivery.transport` sets the first choice for all; with `fetch` also then.
 */
export function createTransport(host: Host, answer: Answer): Transport {
  const { delivery, fetch, jsonOf, stash, isOffline, mustWait } = host
  const { url, transport } = delivery
  const otherSite = !isSameSite(new URL(url).hostname, location.hostname)
  const shouldAsk = createAskSometimes()
  const underWay = createUnderWay()
  const fetches = new Set<Promise<void>>()
  /** Uploads that end with the page, or seem to have failed, by number: what sends each again, or knows better. */
  const mortal = new Map<number, () => void>()
  const offline = delivery.offline
    ? openOfflineQueue(
        url,
        text => resend(text),
        () => isClosed,
      )
    : undefined
  /** Of beacons under way, the oldest first. */
  const arrived: (() => void)[] = []
  let isClosed = false
  let isFailing = false
  /** It has said so. */
  let isRefused = false
  /** Its answers can be read, as any of it has shown; those of the page's own origin always can. */
  let isReadable = new URL(url).origin === globalThis.origin
  /** So many in a row that asked for an answer had none, the last one at `missedAt`. */
  let missed = 0
  let missedAt = 0
  /** Until when it counts as a receiver that does not let pages read its answers. */
  let blindUntil = 0
  /** No beacon while the last one had no answer. */
  let isSilent = false

  const debug = (...line: unknown[]): void => {
    if (delivery.debug) console.debug('Headwater:', ...line)
  }

  /** Undefined where there are no beacons, or the page has broken them. */
  const beacon = (body: Body, number: number): boolean | undefined => {
    // Of a type of its own, as bare bytes have none.
    const isTaken = attempt(() => navigator.sendBeacon(url, new Blob([body], { type: TYPE })))
    if (isTaken) {
      debug(`sent ${body.length} bytes by beacon`)
      const end = underWay._start(body.length, () => {
        isSilent = true
        arrived.splice(arrived.indexOf(settle), 1)
        answer(number, ACCEPTED)
      })
      const settle = (): void => {
        end()
        answer(number, ACCEPTED)
      }
      arrived.push(settle)
    }
    return isTaken
  }

  /** `onStart` is handed what calls it off: it then has no answer. */
  const ask = (
    mode: RequestMode,
    body?: Body,
    keepalive?: boolean,
    onStart?: (callOff: () => void) => void,
  ): Promise<Response | undefined> =>
    new Promise(resolve => {
      const controller = new AbortController()
      let response: Response | undefined
      const settle = (): void => {
        end()
        debug(`sent ${body?.length} bytes by fetch, answered ${response?.status}`)
        resolve(response)
      }
      const end = underWay._start(keepalive ? body!.length : 0, () => {
        controller.abort()
        settle()
      })
      const { signal } = controller
      onStart?.(() => {
        controller.abort()
        settle()
      })
      const work = async (): Promise<void> => {
        const method = body ? 'POST' : 'HEAD'
        const headers = { 'content-type': TYPE }
        response = await fetch(url, { method, headers, body, keepalive, mode, referrerPolicy: 'strict-origin', signal })
        // An unread body keeps its share of the quota for ever (Chromium). What it says is of no interest, nor whether it is whole.
        await response.text()
      }
      work().then(settle, settle)
    })

  /**
   * Sends an envelope that was made some time ago; whether the matter is settled. Also where the answer can't be read, if asking for it
   * gives none: a receiver need not allow that.
   */
  const resend = async (text: string): Promise<boolean> => {
    // By the difference receivers mend clocks that are wrong.
    const body = new TextEncoder().encode(text.replace(/"sent_at":"[^"]*"/, `"sent_at":"${new Date().toISOString()}"`))
    const send = (mode: RequestMode) => {
      // On a page that is not recorded nothing else does.
      setTimeout(underWay._giveUp, PATIENCE + 9)
      return ask(mode, body, body.length <= LARGEST)
    }
    const response = (await send('cors')) || (await send('no-cors'))
    return !!response && response.status !== 429 && response.status < 500 && !isAstray(response)
  }

  /**
   * A receiver that does not let pages read its answers looks like one that can't be reached. It is taken for one if none was ever read, two in
   * a row had none, and a request that tells nothing else reaches it then, while one that asks has no answer. `since`: when the upload began.
   */
  const isBlind = async (since: number): Promise<boolean> => {
    // Those that fail together have failed once.
    if (isReadable || isClosed || since < missedAt) return false
    missedAt = performance.now()
    if (++missed < 2 || !(await ask('no-cors')) || (isReadable = !!(await ask('cors')))) return false
    // Then it is asked anew.
    blindUntil = performance.now() + BLIND_TIME
    return true
  }

  const conclude = async (number: number, response: Response | undefined, mode: RequestMode, since: number): Promise<void> => {
    if (response?.type === 'opaque') {
      if (blindUntil) isFailing = false
      return answer(number, ACCEPTED)
    }
    const isTaken = !response && mode === 'cors' && (await isBlind(since))
    isRefused = !!response && (response.status > 428 || isAstray(response))
    isFailing = !isTaken && (!response || isRefused)
    if (!isTaken && !response) {
      blindUntil = 0
      return answer(number, UNREACHED)
    }
    isSilent = false
    if (!response) return answer(number, ACCEPTED)
    isReadable = true
    missed = 0
    answer(number, isAstray(response) ? UNREACHED : RESPONDED, response)
  }

  /** For the tab's next page. What finds no room is lost when there is no more of this one. */
  const store = (body: Body, number: number, leaving?: number): void => {
    const text = textOf(body)
    debug(`kept ${text.length} characters for later`)
    answer(number, !isClosed && stash(url, text) ? KEPT : leaving === HIDDEN ? UNREACHED : NO_ROOM)
  }

  /** Both ways out of here: `go` takes what the page's own options leave of an envelope. */
  const edited =
    (go: (body: Body, number: number, leaving?: number) => void): Transport['send'] =>
    (envelope, number, leaving) => {
      const body = applyBeforeSend(envelope, delivery, jsonOf)
      if (body) go(body, number, leaving)
      else answer(number, LEFT_OUT)
    }

  const deliver = (body: Body, number: number, leaving?: number): void => {
    // Without a network this machine may be reached or, as when a network is simulated, not.
    const unsure = navigator.onLine === false
    const fits = underWay._bytes() + body.length <= (leaving ? LAST_SHARE : SHARE) && (!!leaving || body.length <= LARGEST)
    const canGo = fits && !isRefused && !(unsure && isFailing)
    if (leaving === GONE && !canGo) return store(body, number)
    // A page that is only hidden has time for another way.
    const isLeaving = !!leaving && canGo
    const now = performance.now()
    const cannotAsk = now < blindUntil
    const isLearning = !isClosed && shouldAsk(!isLeaving) && !cannotAsk
    const asks = transport ? transport === 'fetch' : !isLeaving && (isLearning || isFailing || isSilent || unsure || otherSite)
    const asBeacon = !asks && fits
    const isTaken = asBeacon && !tellsAddress(url) ? beacon(body, number) : undefined
    if (isTaken) return
    // Refused for want of quota, where a fetch would fail too.
    if (isTaken === false && isLeaving) return store(body, number, leaving)
    const mode = cannotAsk || (asBeacon && (isLeaving || transport)) ? 'no-cors' : 'cors'
    const keepalive = fits && isTaken !== false && (isLeaving || !isFailing)
    let isAgain = false
    const done = ask(mode, body, keepalive, callOff => {
      if (isLeaving || keepalive) return
      mortal.set(number, () => {
        isAgain = true
        callOff()
        deliver(body, number, GONE)
      })
    })
      .then(async response => {
        if (isAgain) return
        if (!response && !isLeaving) {
          // Of a page that is left browsers make what is under way fail before they say so: what outlives it arrives all the same. Firefox and
          // WebKit cut off the rest as soon as the navigation begins, and the page stays until the next one answers.
          if (keepalive) {
            mortal.set(number, () => {
              isAgain = true
              answer(number, ACCEPTED)
            })
          }
          await new Promise(resolve => setTimeout(resolve, keepalive || isFailing ? 0 : MAY_BE_LEFT))
          if (isAgain) return
        }
        mortal.delete(number)
        // Nobody may be there to see it fail again.
        if (!response && isLeaving) store(body, number, leaving)
        else await conclude(number, response, mode, now)
      })
      .finally(() => void fetches.delete(done))
    fetches.add(done)
  }

  return {
    send: edited(deliver),
    keep: edited((body, number, leaving) => {
      if (offline && !leaving) offline.put(textOf(body)).then(isKept => (isKept ? answer(number, KEPT) : store(body, number)))
      else store(body, number, leaving)
    }),
    isOffline: () => isOffline(url),
    keepsEarly: () => !!offline && (isFailing || isOffline(url)),
    room: () => Math.max(LAST_SHARE - underWay._bytes(), 0),
    beaconAnswered: () => arrived.shift()?.(),
    due: underWay._due,
    giveUp: underWay._giveUp,
    hurry() {
      const all = [...mortal.values()]
      mortal.clear()
      for (const again of all) again()
    },
    sendKept() {
      sendStashed(url, host, resend)
      if (!mustWait(url)) offline?.send()
    },
    close() {
      isClosed = true
    },
    endBeacons() {
      for (const settle of arrived.splice(0)) settle()
    },
    async flush() {
      await Promise.all(fetches)
      return !isFailing && !mustWait(url)
    },
  }
}
