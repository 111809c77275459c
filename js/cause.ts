import { attempt, now } from './values.ts'

/** When the user last clicked, pressed a key or submitted a form, or a script did it for them; negative: never. */
export let inputAt = -1
/** Where the link leads that this was about. */
let href: unknown
/** The header of the first request that has begun since, if it has one; undefined when none may have been made for the input. */
export let firstHeader: string | undefined
/** When the input, or such a request, last began or ended. */
let workedAt = 0

export function noteInput({ timeStamp, target }: Event): void {
  inputAt = timeStamp
  href = attempt(() => (target as Element).closest('a')!.href)
  firstHeader = undefined
  workedAt = now()
}

/** A request begins, with a header or '', or ends. */
export function noteRequest(header?: string): void {
  const time = now()
  if (header === undefined ? firstHeader !== undefined : time - workedAt < 1000) {
    firstHeader ??= header
    workedAt = time
  }
}

/**
 * The input that the address has changed for, in page ms: while it is handled, to where its link leads, or within a second after a request that
 * was made for it, or one after another; within 10 s in all. NaN when that is not known.
 */
export const causeOf = (): number => {
  const time = now()
  return globalThis.event?.timeStamp === inputAt ||
    (time - inputAt < 10_000 && (href === location.href || (firstHeader !== undefined && time - workedAt < 1000))) ? inputAt : NaN
}
