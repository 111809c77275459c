import { attempt, now } from './values.ts'

/** When the user last clicked, pressed a key or submitted a form, by whomever the event was made; negative: never. */
export let inputAt = -1
/** Where the link leads that this was about. */
let href: unknown
/** Whether a request has begun since that may have been made for it, and the header of the first that has one. */
let isAtWork = false
export let firstHeader: string | undefined
/** When it, or such a request, last began or ended. */
let workedAt = 0

export function noteInput({ timeStamp, target }: Event): void {
  inputAt = timeStamp
  href = attempt(() => (target as Element).closest('a')!.href)
  isAtWork = false
  firstHeader = undefined
  workedAt = now()
}

/** Longer than this nobody waits, in ms, without anything else happening; and in all, with it. */
const PAUSE = 1000
const MOST = 10_000

/** A request begins. Answers the input that it may have been made for. */
export function workBegins(header: string | undefined): number | undefined {
  if (now() - workedAt > PAUSE) return
  isAtWork = true
  firstHeader ||= header
  workedAt = now()
  return inputAt
}

export const workEnds = (input: number | undefined): void => void (input === inputAt && (workedAt = now()))

/**
 * The input that the address has changed for, in page ms: while it is handled, to where its link leads, or soon after a request that
 * was made for it. NaN when that is not known.
 */
export const causeOf = (): number => {
  const time = now()
  return globalThis.event?.timeStamp === inputAt ||
    (time - inputAt < MOST && (href === location.href || (isAtWork && time - workedAt < PAUSE))) ? inputAt : NaN
}
