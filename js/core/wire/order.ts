import { TRANSACTION, UNTIMED } from '../../seam/commands.ts'
import type { Commands } from '../../seam/host.ts'
import { forEach } from './command-list.ts'

/** Ms by which a time that the page gave may lie before the page. */
const TOLERANCE = 10

/**
 * Where commands stand in a list, of each its code and its first string, in the order in which the core applies those of one batch
 * (wasm/commands.md, "Time"): so that they can go in several.
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
