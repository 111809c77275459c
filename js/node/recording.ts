import { textOf } from '../base/values.ts'
import { emptyList } from '../core/wire/command-list.ts'
import { SPAN, STRINGS } from '../seam/commands.ts'
import type { Commands } from '../seam/host.ts'

/** At most so many bytes of one transaction wait, a number counted as 8 and a UTF-16 unit as 1. */
const MOST = 1 << 20

/**
 * One transaction as commands (wasm/commands.md), from its start to its end. Only then it goes to the core, as a whole: so the core has one
 * open transaction at a time, however many requests there are, and what never ends is collected with the rest of its request.
 */
export class Recording {
  readonly commands: Commands = emptyList()
  /** So many spans had no room. */
  lost = 0
  size = 0

  /** Appends a command. False when there is no room; commands without a text end something, and always have some. */
  add(code: number, strings: unknown[], numbers: number[]): boolean {
    const texts = strings.map(textOf)
    const size = texts.reduce((sum, text) => sum + text.length + 1, 8 * (numbers.length + 1))
    if (this.size + size > (STRINGS[code] ? MOST : 2 * MOST)) {
      if (code === SPAN) this.lost++
      return false
    }
    this.size += size
    this.commands.numbers.push(code, ...numbers)
    this.commands.strings.push(...texts)
    return true
  }
}
