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

/**
 * `number` is the one by which the core knows the envelope: they count from 1 in the order in which it hands them out.
 * `leaving`: HIDDEN or GONE of seam/leaving.ts, undefined while the page goes on.
 */
export interface Transport {
  /** Sends an envelope. Beacons and keepalive fetches are under way when it returns. */
  send(envelope: Uint8Array<ArrayBuffer>, number: number, leaving?: number): void
  /** Keeps an envelope that may not be sent now, for the tab's next page or, with `offline`, for any later one. */
  keep(envelope: Uint8Array<ArrayBuffer>, number: number, leaving?: number): void
  /** Whether the receiver can't be reached because the browser is offline (stash.ts). */
  isOffline(): boolean
  /**
   * Whether envelopes that may not be sent now are to be kept on the device at once, instead of waiting in memory: with
   * `offline`, while the receiver fails or the browser is offline.
   */
  keepsEarly(): boolean
  /** How many bytes a page that is left may send. */
  room(): number
  /**
   * The browser has reported that the oldest beacon under way was answered. Not all browsers report it, and none
   * reports how it was answered.
   */
  beaconAnswered(): void
  /** When `giveUp` has something to do, in page ms; Infinity: nothing is under way. */
  due(): number
  /** Waits no longer for uploads that have been without an answer for too long. */
  giveUp(): void
  /**
   * To be called when the page may be gone the next moment: uploads under way that would end with it are sent again in
   * a way that outlives it, or kept for the tab's next page.
   */
  hurry(): void
  /** Sends what was kept. */
  sendKept(): void
  /** From now on nothing is written to storage, and only envelopes that are given to `send` are sent. */
  close(): void
  /** Takes all beacons under way as accepted: nobody observes any more whether they are answered. */
  endBeacons(): void
  /** True when every fetch now under way was answered, false when the last one failed or nothing may be sent now. */
  flush(): Promise<boolean>
}

type Body = Uint8Array<ArrayBuffer>

const textOf = (body: Body): string => new TextDecoder().decode(body)

/** The content type of every upload: with `text/plain` no preflight is needed. */
const TYPE = 'text/plain'

// The bodies of all keepalive fetches and beacons under way share 64 KiB, those of the page itself included; what is
// beyond is refused (https://fetch.spec.whatwg.org/#http-network-or-cache-fetch). The page gets most of it: a single
// upload of ours takes at most LARGEST bytes, all together take SHARE while the page goes on, and LAST_SHARE when it is
// hidden or left.
const LARGEST = 16_384
const SHARE = 24_576
const LAST_SHARE = 32_768
/**
 * For so many ms after a first failure the core is not told of it: a navigation that begins may be the reason, and the
 * failure would hold back the other envelopes.
 */
const MAY_BE_LEFT = 2000
/**
 * For so many ms a receiver is not asked for answers that can be read, after it turned out that it does not allow that.
 */
const BLIND_TIME = 60_000

/**
 * Sends by beacon as a rule. By a fetch when the answer is worth reading: from time to time, after a failure, and
 * always towards another site, where blocklists drop beacons; but not when the page is left. If the browser refuses a
 * beacon, a fetch is tried, or the envelope is kept when the page is left. `delivery.transport` decides what is tried
 * first for all envelopes; `fetch` also when the page is left.
 */
export function createTransport(host: Host, answer: Answer): Transport {
  const { delivery, fetch, jsonOf, stash, isOffline, mustWait } = host
  const { url, transport } = delivery
  const otherSite = !isSameSite(new URL(url).hostname, location.hostname)
  const shouldAsk = createAskSometimes()
  const underWay = createUnderWay()
  const fetches = new Set<Promise<void>>()
  /**
   * By number, uploads that would end with the page, or that have failed in a way that a leaving page explains. `hurry`
   * calls the function, which sends the envelope again, or says that it has arrived.
   */
  const mortal = new Map<number, () => void>()
  /** For each beacon under way, the oldest first, the function that says it was answered. */
  const arrived: (() => void)[] = []
  let isClosed = false
  let isFailing = false
  /** The last answer that could be read was a refusal (a status from 429 on), or not the receiver's. */
  let isRefused = false
  /** Whether the receiver's answers can be read: one was, or it is of the page's own origin. */
  let isReadable = new URL(url).origin === globalThis.origin
  /** How many uploads in a row have asked for an answer and got none, and when the last of them was counted. */
  let missed = 0
  let missedAt = 0
  /** Until when, in page ms, the receiver is taken for one whose answers pages can't read; 0: it is not. */
  let blindUntil = 0
  /** The last beacon was never answered: until an answer is read, envelopes go by fetch. */
  let isSilent = false

  const debug = (...line: unknown[]): void => {
    if (delivery.debug) console.debug('Headwater:', ...line)
  }

  /**
   * Sends by beacon. True when the browser takes it, false when it refuses, undefined where there are no beacons or the
   * page has broken them.
   */
  const beacon = (body: Body, number: number): boolean | undefined => {
    // In a Blob, because bare bytes have no content type.
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

  /**
   * Sends a fetch; resolves with the response, or with undefined when there was none. `onStart` is called with a
   * function that calls the fetch off, which then has no response.
   */
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
        // The body is read to its end, because in Chromium an unread one holds its share of the quota for ever. What it
        // says, and whether all of it arrives, does not matter.
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
  const offline = delivery.offline ? openOfflineQueue(url, resend, () => isClosed) : undefined

  /**
   * Whether the receiver can be reached, but does not let pages read its answers, which looks the same as one that
   * can't be reached. It is taken for that if none of its answers was ever read, two uploads in a row had none, and of
   * two empty requests the one by `no-cors` reaches it and the one by `cors` has no answer. `since`: when the upload
   * began that had no answer.
   */
  const isBlind = async (since: number): Promise<boolean> => {
    // An upload that began before the last failure was counted failed together with it: both count once.
    if (isReadable || isClosed || since < missedAt) return false
    missedAt = performance.now()
    if (++missed < 2 || !(await ask('no-cors')) || (isReadable = !!(await ask('cors')))) return false
    // After that it is asked for answers again.
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

  /**
   * Keeps an envelope for the tab's next page. If there is no room for it, a page that is only hidden tries it again
   * later; from any other it is lost.
   */
  const store = (body: Body, number: number, leaving?: number): void => {
    const text = textOf(body)
    debug(`kept ${text.length} characters for later`)
    answer(number, !isClosed && stash(url, text) ? KEPT : leaving === HIDDEN ? UNREACHED : NO_ROOM)
  }

  /**
   * Lets `ignoreSpans` and `beforeSendTransaction` edit an envelope, before `go` sends or keeps what is left of it. All
   * envelopes pass here.
   */
  const edited =
    (go: (body: Body, number: number, leaving?: number) => void): Transport['send'] =>
    (envelope, number, leaving) => {
      const body = applyBeforeSend(envelope, delivery, jsonOf)
      if (body) go(body, number, leaving)
      else answer(number, LEFT_OUT)
    }

  const deliver = (body: Body, number: number, leaving?: number): void => {
    // The browser says that it is offline. A receiver on this machine can still be reached; but not if the developer
    // tools only pretend to be offline.
    const unsure = navigator.onLine === false
    const fits = underWay._bytes() + body.length <= (leaving ? LAST_SHARE : SHARE) && (!!leaving || body.length <= LARGEST)
    const canGo = fits && !isRefused && !(unsure && isFailing)
    if (leaving === GONE && !canGo) return store(body, number)
    // When this envelope can't go in the share of a page that is hidden, it goes as from a page that goes on: there is
    // time for a plain fetch.
    const isLeaving = !!leaving && canGo
    const now = performance.now()
    const cannotAsk = now < blindUntil
    const isLearning = !isClosed && shouldAsk(!isLeaving) && !cannotAsk
    const asks = transport ? transport === 'fetch' : !isLeaving && (isLearning || isFailing || isSilent || unsure || otherSite)
    const asBeacon = !asks && fits
    const isTaken = asBeacon && !tellsAddress(url) ? beacon(body, number) : undefined
    if (isTaken) return
    // The browser has refused the beacon because the quota is used up: a keepalive fetch would be refused too.
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
          // When a page is left, browsers let its fetches fail before they fire `pagehide`. One that outlives the page
          // arrives all the same: if `hurry` is called next, it counts as accepted. Any other was cut off, in Firefox
          // and WebKit as soon as the navigation began, while the page stays until the next one answers: so it is only
          // taken for failed after a while, and `hurry` sends it again.
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
        // The page may not live to see it fail again, so it is kept at once.
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
