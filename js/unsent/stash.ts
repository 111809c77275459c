import { UNSENT, WAIT } from '../base/storage-keys.ts'
import { attempt, receiverOf } from '../base/values.ts'
import { stopped } from '../record/command-buffer.ts'

/** How many UTF-16 units all envelopes that are kept for a receiver may have together. */
const LIMIT = 131_072

/** Whether `close` was called: then nothing is written to storage, and nothing that earlier pages have kept is sent. */
export const isClosed = (): boolean => stopped === Infinity

/** What the tab's pages have kept for this receiver, for the core module to send (core/send/stashed.ts). */
export const stashed = (url: string): string | undefined => attempt(() => sessionStorage[UNSENT + receiverOf(url)])

/** Keeps an envelope for the tab's next page; false where there is no room, or no storage. */
export const stash = (url: string, envelope: string, time = Date.now()): boolean =>
  !isClosed() &&
  !!attempt(() => {
    const text = (stashed(url) || '') + time + envelope + '\0'
    return text.length <= LIMIT && (sessionStorage[UNSENT + receiverOf(url)] = text)
  })

/** Until when the receiver wants none, as any page of the tab has learnt; 0 when it was learnt by a clock that was ahead. */
export const heldUntil = (url: string): number =>
  attempt(() => {
    const [until, learnt] = sessionStorage[WAIT + receiverOf(url)].split(',').map(Number)
    return learnt > Date.now() ? 0 : until
  }) || 0

/**
 * Whether the receiver can't be reached because the browser is offline. One on the same machine can be reached all the
 * same.
 */
export const isOffline = (url: string): boolean => navigator.onLine === false && !/\/\/(localhost|127\.|\[::1)/.test(url)

/** Whether it makes no sense to send anything now. */
export const mustWait = (url: string): boolean => isOffline(url) || heldUntil(url) > Date.now()
