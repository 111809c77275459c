import { NUMBERS, STRINGS } from '../../seam/commands.ts'
import type { Command, Commands } from '../../seam/host.ts'

export const emptyList = (): Commands => ({ numbers: [], strings: [] })

/** Appends one command. Strings are cut to what may cross. */
export function append({ numbers, strings }: Commands, [code, values, words]: Command): void {
  numbers.push(code)
  for (const value of values) numbers.push(Number(value))
  for (const word of words) strings.push(word.slice(0, 16384))
}

export function listOf(commands: Command[]): Commands {
  const list = emptyList()
  for (const command of commands) append(list, command)
  return list
}

/** The commands of several lists as one list. */
export const joined = (...lists: Commands[]): Commands => ({
  numbers: lists[0]!.numbers.concat(...lists.slice(1).map(({ numbers }) => numbers)),
  strings: lists[0]!.strings.concat(...lists.slice(1).map(({ strings }) => strings)),
})

/** Calls back with the code of each command and where its code and its first string stand. */
export function forEach({ numbers }: Commands, call: (code: number, number: number, string: number) => void): void {
  for (let number = 0, string = 0; number < numbers.length; ) {
    const code = numbers[number]!
    call(code, number, string)
    number += 1 + (NUMBERS[code] ?? 0)
    string += STRINGS[code] ?? 0
  }
}

/** Appends to a list the command whose code and first string stand there in another. */
export function copy(from: Commands, number: number, string: number, to: Commands): void {
  const code = from.numbers[number]!
  for (const end = number + 1 + (NUMBERS[code] ?? 0); number < end; number++) to.numbers.push(from.numbers[number]!)
  for (const end = string + (STRINGS[code] ?? 0); string < end; string++) to.strings.push(from.strings[string]!)
}
