import { isAstray } from '../base/astray.ts'
import { UNSENT, WAIT } from '../base/storage-keys.ts'
import { attempt, byteLength, receiverOf } from '../base/values.ts'
import { stopped } from '../record/command-buffer.ts'

/** Most UTF-16 units for all of them. */
const LIMIT = 131_072
const DAY = 86_400_000

/** After `close` nothing is written, and nothing of earlier pages is sent. */
const isClosed = () => stopped === Infinity

/** Keeps an envelope for the tab's next page; false where there is no room, or no storage. */
export const stash = (url: string, envelope: string, time = Date.now()): boolean =>
  !isClosed() &&
  !!attempt(() => {
    const key = UNSENT + receiverOf(url)
    const text = (sessionStorage[key] || '') + time + envelope + '\0'
    return text.length <= LIMIT && (sessionStorage[key] = text)
  })

/**
 * Until when the receiver wants none, as any page of the tab has learnt; a later time is noted. With it the time it is now: a clock that
 * was ahead then has told nothing.
 */
export const holdBack = (url: string, until = 0): number =>
  attempt(() => {
    const key = WAIT + receiverOf(url)
    const now = Date.now()
    const [known = 0, learnt = 0] = (sessionStorage[key] || '').split(',').map(Number)
    if (learnt <= now && known >= until) return known
    sessionStorage[key] = [until, now]
    return until
  }) || until

/** Whether nothing reaches the receiver: a machine without a network still reaches itself. */
export const isOffline = (url: string): boolean => navigator.onLine === false && !/\/\/(localhost|127\.|\[::1)/.test(url)

/** Whether it makes no sense to send anything now. */
export const mustWait = (url: string): boolean => isOffline(url) || holdBack(url) > Date.now()

/** Sends an envelope of a page that may be gone the next moment, or keeps it. */
export const sendLast = (url: string, envelope: string): unknown =>
  mustWait(url) ? stash(url, envelope) : post(url, envelope, 32_768, 'no-cors').then(isDone => isDone || stash(url, envelope))

let isSending = false

/**
 * Sends what earlier pages of the tab have kept and is not older than a day, one after another: each may hold a connection to the page's
 * own host. It is removed first, so that nothing is sent twice, and kept again when it does not arrive.
 */
export async function sendStashed(url: string): Promise<void> {
  const key = UNSENT + receiverOf(url)
  while (!isSending && !isClosed()) {
    const [, time, envelope, rest] = attempt(() => /^(\d+)([^\0]+)\0([^]*)/.exec(sessionStorage[key])) || []
    // Mostly there is nothing, and nothing more to look at.
    if (!envelope || mustWait(url)) return
    if (rest) sessionStorage[key] = rest
    else delete sessionStorage[key]
    if (Date.now() - +time! > DAY) continue
    isSending = true
    const isDone = await resend(url, envelope)
    isSending = false
    if (!isDone) return void stash(url, envelope, +time!)
  }
}

/**
 * Whether the matter is settled, undefined without an answer. Up to `share` bytes it outlives the page: the page's own uploads need the
 * most of the quota (transport.ts).
 */
async function post(url: string, envelope: string, share: number, mode: RequestMode): Promise<boolean | undefined> {
  // By the difference receivers mend clocks that are wrong.
  const body = envelope.replace(/"sent_at":"[^"]*"/, `"sent_at":"${new Date().toISOString()}"`)
  const controller = new AbortController()
  setTimeout(() => controller.abort(), 15_000)
  let response: Response | undefined
  try {
    const keepalive = byteLength(body) <= share
    response = await fetch(url, { method: 'POST', body, mode, keepalive, referrerPolicy: 'strict-origin', signal: controller.signal })
    await response.text()
  } catch {}
  return response && response.status !== 429 && response.status < 500 && !isAstray(response)
}

/**
 * Sends an envelope that was made some time ago; whether the matter is settled. Also where the answer can't be read, if asking for it
 * gives none: a receiver need not allow that.
 */
export const resend = async (url: string, envelope: string): Promise<boolean | undefined> =>
  (await post(url, envelope, 16_384, 'cors')) ?? post(url, envelope, 16_384, 'no-cors')
