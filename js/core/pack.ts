import { DATA, SCOPE_VALUE } from '../commands.ts'
import type { Batch, Command } from '../host.ts'

// Strict parsers refuse the escape of half a surrogate pair, and with it the whole event.
const wellFormed = (json: string): string =>
  json.replace(/\\(ud[89a-f]..|.)/g, (escape, code: string) => (code[1] ? '\ufffd' : escape))

/** Packs commands; undefined when there are none. */
export function pack(commands: Command[]): Batch | undefined {
  const numbers: number[] = []
  let text = ''
  for (const [code, values, strings] of commands) {
    numbers.push(code, ...values.map(Number))
    const holdsJson = code === DATA || code === SCOPE_VALUE
    for (const string of strings) text += (holdsJson ? wellFormed(string) : string).slice(0, 16384).replace(/\0/g, '\ufffd') + '\0'
  }
  return numbers[0] ? { numbers, text } : undefined
}
