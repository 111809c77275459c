/** Reads golden files; README.md has their form. */
import { readFileSync, readdirSync } from 'node:fs'
import { rows } from '../../wasm/write-commands.ts'
import { isObject } from '../wire/json.ts'

export interface Command {
  code: number
  numbers: number[]
  strings: string[]
}

export interface Step {
  /** Undefined: nothing is handed over, only the time passes. */
  commands: Command[] | undefined
  now: number
  epoch: number
}

export interface Golden {
  name: string
  steps: Step[]
  /** The golden whose envelopes these are too, apart from order and `sent_at`. */
  sameAs: string | undefined
  byHand: boolean
  /** Rules of level W that its envelopes break, knowingly. */
  warnings: string[]
}

export const folder = new URL('.', import.meta.url)

export const envelopesFile = (name: string): URL => new URL(`${name}.envelopes`, folder)

/** All goldens by name. Throws when there is none, when one can't be read, or when an expected file belongs to none. */
export function readGoldens(): Golden[] {
  const files = readdirSync(folder)
  const names = files.filter(file => file.endsWith('.json') && file !== 'span-ids.json').map(file => file.slice(0, -5))
  if (names.length === 0) throw new Error(`${folder.pathname} has no golden`)
  const goldens = names.sort().map(readGolden)
  const expected = goldens.filter(({ sameAs }) => !sameAs).map(({ name }) => `${name}.envelopes`)
  const stray = files.find(file => file.endsWith('.envelopes') && !expected.includes(file))
  if (stray) throw new Error(`${stray} belongs to no golden`)
  return goldens
}

function readGolden(name: string): Golden {
  const file = JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'))
  const known = ['description', 'by_hand', 'same_as', 'warnings', 'arrival_matters', 'steps']
  const unknown = Object.keys(file).find(member => !known.includes(member))
  if (unknown) throw new Error(`${name}: unknown member ${unknown}`)
  return {
    name,
    steps: file.steps.map((step: unknown) => readStep(name, step)),
    sameAs: file.same_as,
    byHand: file.by_hand ?? false,
    warnings: file.warnings ?? [],
  }
}

function readStep(name: string, step: unknown): Step {
  const { batch, clocks, tick } = step as { batch?: unknown[][]; clocks?: number[]; tick?: number[] }
  const [now, epoch] = tick ?? clocks ?? []
  if (now === undefined || epoch === undefined) throw new Error(`${name}: a step without clocks`)
  return { commands: batch?.flatMap(line => readLine(name, line)), now, epoch }
}

/** One line of a batch: a command, or the same command several times with numbers that grow. */
function readLine(name: string, line: unknown[]): Command[] {
  const [word, numbers, strings, repeat] = line as [string, (number | null)[], string[], { times: number; add: number[] }?]
  const row = rows.find(({ name }) => name === word)
  if (row?.numbers.length !== numbers.length || row.strings.length !== strings.length) {
    throw new Error(`${name}: not as in commands.md: ${JSON.stringify(line)}`)
  }
  return Array.from({ length: repeat?.times ?? 1 }, (_, i) => ({
    code: row.code,
    numbers: numbers.map((number, at) => (number === null ? NaN : number + i * (repeat?.add[at] ?? 0))),
    strings,
  }))
}

/** The rows of commands.md that no golden has; a trap can't be replayed. */
export function unusedCommands(goldens: Golden[]): string[] {
  const used = new Set(goldens.flatMap(({ steps }) => steps).flatMap(({ commands = [] }) => commands.map(({ code }) => code)))
  return rows.filter(({ name, code }) => name !== 'trap' && !used.has(code)).map(({ name }) => name)
}

/** One after another as they lie in an expected file: each a header line, and items of a header line and a payload of `length` bytes. */
export function splitEnvelopes(bytes: Uint8Array): Uint8Array[] {
  const envelopes: Uint8Array[] = []
  const text = (from: number, to: number): string => new TextDecoder().decode(bytes.subarray(from, to))
  for (let at = 0; at < bytes.length; ) {
    let item = bytes.indexOf(10, at) + 1
    do {
      const payload = bytes.indexOf(10, item) + 1
      const header: unknown = JSON.parse(text(item, payload))
      if (!isObject(header) || typeof header.length !== 'number') throw new Error(`no item header at byte ${item}`)
      item = payload + header.length + 1
    } while (text(item, item + 8) === '{"type":')
    envelopes.push(bytes.subarray(at, item))
    at = item
  }
  return envelopes
}

/** What is the same whenever the core was there: the envelopes by themselves, without when they were sent. */
export function apartFromSending(envelopes: Uint8Array[]): string[] {
  return envelopes.map(bytes => new TextDecoder().decode(bytes).replace(/"sent_at":"[^"]*"/, '"sent_at":""')).sort()
}
