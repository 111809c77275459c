import { shown, type Members } from './json.ts'
import type { Add } from './rules.ts'

/** Epoch seconds; an end that is absent, no time, or before 1970 is undefined. */
export interface Interval {
  start?: number
  end?: number
}

const futureSlack = 60
const fiveDays = 5 * 24 * 3600
/** No date of this century in seconds is as large, every date since 1973 in milliseconds is larger. */
const smallestMilliseconds = 1e11

/** Both ends of a transaction or span (T1–T4). `missing` is the rule that asks for them. */
export function checkTimes(of: Members, where: string, missing: 'P16' | 'N8', add: Add): Interval {
  const read = (name: string): number | undefined => {
    const value = of[name]
    const time = typeof value === 'string' ? Date.parse(value) / 1000 : value
    if (typeof time !== 'number' || !Number.isFinite(time)) {
      add(missing, `${name} of ${where} is ${shown(value)}`)
      return undefined
    }
    if (typeof value === 'string') add('T1', `${name} of ${where} is ${shown(value)}`)
    if (time >= smallestMilliseconds) add('T2', `${name} of ${where} is ${time}`)
    if (time < 0) add('T3', `${name} of ${where} is ${time}`)
    return time
  }
  const interval = { start: read('start_timestamp'), end: read('timestamp') }
  const { start, end } = interval
  if (start !== undefined && end !== undefined && end < start) add('T4', `${where} ends ${start - end} s earlier`)
  return interval
}

/** The end of a transaction against the clock of the receiver, epoch seconds (T5, T6). */
export function checkAge(end: number, now: number, add: Add): void {
  if (end >= smallestMilliseconds) return
  if (end > now + futureSlack) add('T5', `by ${end - now} s`)
  if (end < now - fiveDays) add('T6', `by ${now - end} s`)
}
