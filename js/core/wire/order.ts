import { TRANSACTION, UNTIMED } from '../../seam/commands.ts'
import type { Command } from '../../seam/host.ts'

/** Ms by which a time that the page gave may lie before the page. */
const TOLERANCE = 10

/** Commands in the order in which the core applies those of one batch (wasm/commands.md, "Time"): so that they can go in several. */
export function inOrder(commands: Command[], now: number): Command[] {
  let time = -1
  const times = commands.map(([number, [t, , , start]]) => {
    if (!UNTIMED.includes(number) && t! >= 0 && t! < Infinity) time = Math.min(t!, now)
    return number === TRANSACTION && start! > -TOLERANCE ? Math.min(time, Math.max(start!, 0)) : time
  })
  return times.map((_, index) => index).sort((a, b) => times[a]! - times[b]!).map((index) => commands[index]!)
}
