import * as code from '../commands.ts'
import type { Command } from '../host.ts'

/** What has no time of its own takes that of the command before it. */
const UNTIMED = [
  code.CONFIGURE, code.SCOPE_TAG, code.SCOPE_VALUE, code.TAG, code.DATA, code.STATUS, code.HTTP_STATUS, code.NAME, code.MEASUREMENT,
  code.REFUSED, code.RULES, code.LINK,
]
/** Ms by which a time that the page gave may lie before the page. */
const TOLERANCE = 10

/** When a command happened by wasm/commands.md ("Time"), seen at `now`; `before`: when the one before it did. */
function timeOf([number, [t, , , start]]: Command, before: number, now: number): number {
  if (UNTIMED.includes(number) || !(t! >= 0 && t! < Infinity)) return before
  const time = Math.min(t!, now)
  return number === code.TRANSACTION && start! > -TOLERANCE ? Math.min(time, Math.max(start!, 0)) : time
}

/** Commands in the order in which the core applies those of one batch: so that they can go in several. */
export function inOrder(commands: Command[], now: number): Command[] {
  let time = -1
  return commands
    .map((command): [number, Command] => [(time = timeOf(command, time, now)), command])
    .sort(([a], [b]) => a - b)
    .map(([, command]) => command)
}
