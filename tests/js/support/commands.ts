import { listOf as inList } from '../../../js/core/wire/command-list.ts'
import type { Command as Raw, Commands } from '../../../js/seam/host.ts'
import { rows } from '../../../wasm/write-commands.ts'

/** A command with its numbers and strings by the names that its row gives them. */
export type Command = { command: string } & Record<string, number | string>

/** Commands as one list. */
export const listOf = (...commands: Raw[]): Commands => inList(commands)

/** The commands of a list one by one; throws when it holds anything the table does not describe. */
export function eachOf({ numbers, strings }: Commands): Raw[] {
  const commands: Raw[] = []
  let number = 0
  let string = 0
  while (number < numbers.length) {
    const row = rows.find(({ code }) => code === numbers[number])
    if (!row) throw new Error(`code ${numbers[number]} at ${number}`)
    number++
    commands.push([row.code, numbers.slice(number, (number += row.numbers.length)), strings.slice(string, (string += row.strings.length))])
  }
  if (number !== numbers.length || string !== strings.length) throw new Error('a command is cut off, or strings are left')
  return commands
}

/** The commands of a list with their numbers and strings by name. */
export const named = (list: Commands | undefined): Command[] =>
  (list ? eachOf(list) : []).map(([code, numbers, strings]) => {
    const row = rows.find(one => one.code === code)!
    const command: Command = { command: row.name }
    row.numbers.forEach((name, index) => (command[name] = numbers[index]!))
    row.strings.forEach((name, index) => (command[name] = strings[index]!))
    return command
  })
