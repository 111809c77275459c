import { DATA, SCOPE_VALUE } from '../../seam/commands.ts'
import type { Batch, Command } from '../../seam/host.ts'

/** Strict parsers refuse the escape of half a surrogate pair, and with it the whole event. */
export const wellFormed = (json: string): string =>
  json.replace(/\\(ud[89a-f]..|.)/gi, (escape, code: string) => (code[1] ? '\ufffd' : escape))

/**
 * They also refuse what is nested too deep (100 at the least of them), and infinite numbers, which `JSON.rawJSON` makes. A text that does not
 * end is matched to the end of all: otherwise each quote in it would be tried as the beginning of one, up to there.
 */
function isRefused(json: string): boolean {
  let depth = 0
  for (const [, end = '"', open, close, number] of json.matchAll(/"(?:\\[^]|[^"\\])*("|\\?$)|([[{])|([\]}])|(\d[^,\]}]*)/g)) {
    depth += open ? 1 : close ? -1 : end !== '"' || (number && !isFinite(+number)) ? 99 : 0
    if (depth > 32) return true
  }
  return false
}

/** Packs commands; undefined when there are none. */
export function pack(commands: Command[]): Batch | undefined {
  const numbers: number[] = []
  let text = ''
  for (const [code, values, strings] of commands) {
    numbers.push(code, ...values.map(Number))
    strings.forEach((string, index) => {
      // Of these the second is JSON.
      if (index && (code === DATA || code === SCOPE_VALUE)) string = isRefused(string) ? '?' : wellFormed(string)
      text += string.slice(0, 16384).replace(/\0/g, '\ufffd') + '\0'
    })
  }
  return numbers[0] ? { numbers, text } : undefined
}
