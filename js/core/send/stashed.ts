import { UNSENT, WAIT } from '../../base/storage-keys.ts'
import { attempt, receiverOf } from '../../base/values.ts'
import type { Host } from '../../seam/host.ts'

/** Ms for which an envelope that could not be sent is kept. */
export const DAY = 86_400_000

let isSending = false

/**
 * Sends what earlier pages of the tab have kept and is not older than a day, one after another: each may hold a connection to the page's
 * own host. It is removed first, so that nothing is sent twice, and kept again when it does not arrive.
 */
export async function sendStashed(
  url: string,
  { stash, stashed, mustWait, isClosed }: Host,
  resend: (envelope: string) => Promise<boolean>,
): Promise<void> {
  const key = UNSENT + receiverOf(url)
  while (!isSending && !isClosed()) {
    const [, time, envelope, rest] = /^(\d+)([^\0]+)\0([^]*)/.exec(stashed(url) ?? '') || []
    // Mostly there is nothing, and nothing more to look at.
    if (!envelope || mustWait(url)) return
    if (rest) sessionStorage[key] = rest
    else delete sessionStorage[key]
    if (Date.now() - +time! > DAY) continue
    isSending = true
    const isDone = await resend(envelope)
    isSending = false
    if (!isDone) return void stash(url, envelope, +time!)
  }
}

/** Notes until when the receiver wants none, for all pages of the tab, and the time it is now. */
export const holdBack = (url: string, until: number): unknown =>
  attempt(() => (sessionStorage[WAIT + receiverOf(url)] = [until, Date.now()]))
