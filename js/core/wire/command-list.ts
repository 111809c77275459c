import { NUMBERS, STRINGS } from '../../seam/commands.ts'
import type { Command, Commands } from '../../seam/host.ts'

export const emptyList = (): Commands => ({ numbers: [], strings: [] })

/** Appends one command. Strings are cut to 16,384 UTF-16 units, the most that a command may have. */
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

/** Appends the commands of another list; answers the first. */
export function appendAll(to: Commands, { numbers, strings }: Commands): Commands {
  for (const number of numbers) to.numbers.push(number)
  for (const string of strings) to.strings.push(string)
  return to
}

/** For the command whose code is at `at`: the place behind its numbers, where the code of the next one is. */
export const numbersEnd = (numbers: number[], at: number): number => at + 1 + (NUMBERS[numbers[at]!] ?? 0)

/** For a command with this code whose first string is at `at`: the place behind its strings. */
export const stringsEnd = (code: number, at: number): number => at + (STRINGS[code] ?? 0)

/**
 * Calls `call` for each command with its code, the place of the code in `numbers`, and the place of its first string in
 * `strings`.
 */
export function forEach({ numbers }: Commands, call: (code: number, number: number, string: number) => void): void {
  for (let number = 0, string = 0; number < numbers.length; ) {
    const code = numbers[number]!
    call(code, number, string)
    number = numbersEnd(numbers, number)
    string = stringsEnd(code, string)
  }
}

/** Appends to `to` the command of `from` whose code is at `number`, and whose first string is at `string`. */
export function copy(from: Commands, number: number, string: number, to: Commands): void {
  const stringEnd = stringsEnd(from.numbers[number]!, string)
  for (const end = numbersEnd(from.numbers, number); number < end; number++) to.numbers.push(from.numbers[number]!)
  for (; string < stringEnd; string++) to.strings.push(from.strings[string]!)
}
