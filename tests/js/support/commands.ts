import type { Batch, Command as Raw } from '../../../js/seam/host.ts'
import { rows } from '../../../wasm/write-commands.ts'

/** A command with its numbers and strings by the names that its row gives them. */
export type Command = { command: string } & Record<string, number | string>

/** The shim's commands by the table; throws when they hold anything the table does not describe. */
export const named = (commands: Raw[]): Command[] => unpack({
  numbers: commands.flatMap(([code, numbers]) => [code, ...numbers.map(Number)]),
  text: commands.flatMap(([, , strings]) => strings.map((string) => string + '\0')).join(''),
})

/** Unpacks a batch by the table; throws when it holds anything the table does not describe. */
export function unpack(batch: Batch | undefined): Command[] {
  if (!batch) return []
  const commands: Command[] = []
  const strings = batch.text.split('\0')
  if (strings.pop() !== '') throw new Error('the last string is not ended')
  let number = 0
  let string = 0
  while (number < batch.numbers.length) {
    const row = rows.find(({ code }) => code === batch.numbers[number])
    if (!row) throw new Error(`code ${batch.numbers[number]} at ${number}`)
    number++
    const command: Command = { command: row.name }
    for (const name of row.numbers) command[name] = batch.numbers[number++]!
    for (const name of row.strings) command[name] = strings[string++]!
    commands.push(command)
  }
  if (number !== batch.numbers.length || string !== strings.length) throw new Error('a command is cut off, or strings are left')
  return commands
}
