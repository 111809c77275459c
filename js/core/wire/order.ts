import { TRANSACTION, UNTIMED } from '../../seam/commands.ts'
import type { Commands } from '../../seam/host.ts'
import { forEach } from './command-list.ts'

/**
 * How many ms before the page a time may lie that the page gave; the same as kClockTolerance in src/record/limits.h.
 */
const TOLERANCE = 10

/**
 * The place of each command in a list, as two numbers: where its code is, and where its first string is. They are in
 * the order in which the core would apply the list as one batch (wasm/commands.md, "Time"), so that it can be handed
 * over as several batches.
 */
export function inOrder(commands: Commands, now: number): number[] {
  const { numbers } = commands
  const places: number[] = []
  const times: number[] = []
  let time = -1
  let latest = -1
  let isSorted = true
  forEach(commands, (code, number, string) => {
    const t = numbers[number + 1]!
    if (!UNTIMED.includes(code) && t >= 0 && t < Infinity) time = Math.min(t, now)
    const start = code === TRANSACTION ? numbers[number + 4]! : NaN
    const at = start > -TOLERANCE ? Math.min(time, Math.max(start, 0)) : time
    isSorted &&= latest <= at
    latest = at
    places.push(number, string)
    times.push(at)
  })
  return isSorted
    ? places
    : times
        .map((_, index) => index)
        .sort((a, b) => times[a]! - times[b]!)
        .flatMap(index => [places[index * 2]!, places[index * 2 + 1]!])
}
