import { attempt, now } from '../base/values.ts'

/** When the user last clicked, pressed a key or submitted a form, or a script did it for them; negative: never. */
export let inputAt = -1
/** Until when a request that begins counts as made for that input. */
let until = 0
/** Where the link leads that was clicked; undefined for another input. */
let href: unknown
/** The header of the first request that has begun for it, '' when it has none; undefined without one. */
export let firstHeader: string | undefined

export function noteInput({ timeStamp, target }: Event): void {
  inputAt = timeStamp
  // From now, not from the time of the event: it may have waited for its turn.
  until = now() + 1000
  href = attempt(() => (target as Element).closest('a')!.href)
  firstHeader = undefined
}

/** A request begins: for the input, if that was handled within the last second. */
export function noteRequest(header = ''): void {
  // `until` is 0 as long as nobody has touched the page: then the clock is not even read.
  if (until && now() < until) firstHeader ??= header
}

/**
 * The input that the address has changed for, in page ms: while it is handled, or within 10 s, to where its link leads or after a request
 * that was made for it. NaN when that is not known.
 */
export const causeOf = (): number =>
  globalThis.event?.timeStamp === inputAt || (now() - inputAt < 10_000 && (href === location.href || firstHeader !== undefined))
    ? inputAt
    : NaN
