import { attempt, receiverOf } from './values.ts'

/** Of the tab and, after it, the receiver: envelopes that could not be sent, each behind the time at which it was kept and before a NUL. */
const KEY = 'headwater.unsent '
/** Until when the receiver wants none, ms since 1970. */
const WAIT = 'headwater.wait'
/** Most UTF-16 units for all of them. */
const LIMIT = 131_072
const DAY = 86_400_000

/** Keeps an envelope for the tab's next page; false where there is no room, or no storage. */
export const stash = (url: string, envelope: string, time = Date.now()): boolean => !!attempt(() => {
  const key = KEY + receiverOf(url)
  const text = (sessionStorage[key] || '') + time + envelope + '\0'
  return text.length <= LIMIT && (sessionStorage[key] = text)
})

/** Until when the receiver wants none, as any page of the tab has learnt; a later time is noted. */
export const holdBack = (until = 0): number => attempt(() => {
  if (until > (sessionStorage[WAIT] || 0)) sessionStorage[WAIT] = until
  return +sessionStorage[WAIT]
}) || until

/** Whether nothing reaches the receiver: a machine without a network still reaches itself. */
export const isOffline = (url: string): boolean => navigator.onLine === false && !/\/\/(localhost|127\.|\[::1)/.test(url)

/** Whether it makes no sense to send anything now. */
export const mustWait = (url: string): boolean => isOffline(url) || holdBack() > Date.now()

/** Sends an envelope of a page that may be gone the next moment, or keeps it. */
export const sendLast = (url: string, envelope: string): unknown =>
  !mustWait(url) && attempt(() => navigator.sendBeacon(url, envelope)) || stash(url, envelope)

/**
 * Sends what earlier pages of the tab have kept and is not older than a day. It is removed first, so that nothing is sent
 * twice, and kept again when it does not arrive.
 */
export const sendStashed = (url: string): void => void attempt(() => {
  const key = KEY + receiverOf(url)
  const kept: string = sessionStorage[key]
  if (!kept || mustWait(url)) return
  delete sessionStorage[key]
  for (const [, time, envelope] of kept.matchAll(/(\d+)([^\0]+)\0/g)) {
    if (Date.now() - +time! < DAY) resend(url, envelope!).then(isDone => isDone || stash(url, envelope!, +time!))
  }
})

/**
 * Sends an envelope that was made some time ago; whether the matter is settled. Also where the answer can't be read: a
 * receiver need not allow that.
 */
export async function resend(url: string, envelope: string): Promise<boolean> {
  try {
    // By the difference receivers mend clocks that are wrong.
    const body = envelope.replace(/"sent_at":"[^"]*"/, `"sent_at":"${new Date().toISOString()}"`)
    const keepalive = new Blob([body]).size < 30_000
    const response = await fetch(url, { method: 'POST', body, mode: 'no-cors', keepalive, referrerPolicy: 'strict-origin' })
    await response.text()
    return response.status !== 429 && response.status < 500
  } catch {
    return false
  }
}
