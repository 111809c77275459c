import { membersOf, now, textOf } from '../base/values.ts'
import { warn } from '../base/warn.ts'
import * as code from '../seam/commands.ts'
import type { Commands, Core } from '../seam/host.ts'
import { GONE, HIDDEN } from '../seam/leaving.ts'
import { randomNumbers } from '../trace/trace.ts'

/** At most so many bytes wait for the core, a number counted as 8 and a UTF-16 unit as 1. */
const limit = 262144
/** The last bytes of the buffer are reserved for commands without strings, because those end spans. */
const reserve = 16384

/** The core, from when it is connected until recording ends. */
export let core: Core | undefined

/**
 * Asks for the core now, once; resolves when it is connected, with undefined when it can't be had or recording has ended before. Undefined
 * while nothing has been recorded: then nothing asks for a core, and it need not be told anything.
 */
export let connected: (() => Promise<Core | undefined>) | undefined
export const recordWith = (ask: typeof connected): void => void (connected = ask)

let waiting: Commands = { numbers: [], strings: [] }
let size = 0
/** So many commands wait. */
let count = 0
let refused = 0
/** The numbers of `spans_refused`, by root. */
let spansRefused: Record<number, number[]> = {}
let handle = 0
/** Since when nothing is recorded any more, after a failure; Infinity after `close`; 0: it is. */
export let stopped = 0
/** When recording began again after `close`; what was before is none of it. 0: it never ended. */
export let since = 0

/** Seed of the recording's span ids and of the core's event ids: four 32-bit numbers. Made on first use, not on import. */
let seeds: number[] | undefined
export const seed = (): number[] => seeds || (seeds = randomNumbers(4))

/** A handle for something that is not recorded, so that it has an id of its own. */
export const nextHandle = (): number => ++handle

/** Counts something that can't be kept. */
export const refuse = (): void => void (stopped || refused++)

/** Sets each of what the page gave as an object. */
export function each(given: unknown, set: (key: string, value: any) => unknown): void {
  const members = membersOf(given, refuse)
  for (const key in members) set(key, members[key])
}

function write(number: number, strings: unknown[], values: number[]): void {
  waiting.numbers.push(number)
  for (const value of values) waiting.numbers.push(value)
  for (const string of strings) waiting.strings.push(string as string)
  count++
}

/**
 * Appends one command of wasm/commands.md: strings, which may be any values of the page's, and numbers (NaN: absent), as its row has them.
 * False when it was refused: beyond `limit` bytes in all.
 */
export function command(number: number, strings: unknown[], ...values: number[]): boolean {
  if (stopped) return false
  let cost = 8 + values.length * 8
  // All of them before any is written: a value of the page's may write commands itself when it is read.
  for (let i = 0; i < strings.length; i++) cost += (strings[i] = textOf(strings[i])).length + 1
  // Of what has a text, spans leave room for requests, which headers name, and transactions.
  const room = limit - (strings.length ? (number === code.SPAN ? 4 * reserve : reserve) : 0)
  if (size + cost > room) runCore()
  if (size + cost > room) {
    refused++
    if (number === code.SPAN || number === code.REQUEST) {
      const lost = (spansRefused[values[2]!] ||= [values[0]!, values[2]!, 0])
      lost[2]!++
    }
    return false
  }
  if (!size) core?.wake()
  size += cost
  write(number, strings, values)
  return true
}

/** Appends a command that starts something (`t handle …`) now; answers its new handle, 0 when it was refused. */
export function start(number: number, strings: unknown[], ...values: number[]): number {
  // Taken first: a value of the page's may start something itself when it is read.
  const own = ++handle
  return command(number, strings, now(), own, ...values) ? own : 0
}

/** Takes all commands that wait, in their order. */
export function takeCommands(): Commands {
  if (refused) write(code.REFUSED, [], [refused])
  // A page may put members into all objects: only own ones are looked at.
  for (const numbers of Object.values(spansRefused)) write(code.SPANS_REFUSED, [], numbers)
  const commands = waiting
  waiting = { numbers: [], strings: [] }
  spansRefused = {}
  size = count = refused = 0
  return commands
}

/** Hands everything over to the core, if it is there, and has it send what is finished. */
export const runCore = (): void => core?.run()

/** The last handle given out before the core ended everything open: manual transactions up to it are over. */
export let lastEnded: number | undefined

/**
 * The document is hidden or left: ends everything open and has it sent, by a channel that outlives the page.
 * `isHidden`: only hidden, so requests go on.
 */
export function hide(isHidden?: boolean): void {
  // First what happened before it: the clock may go on until the entries have been written.
  const leaving = isHidden ? HIDDEN : GONE
  core?.run(leaving)
  if (isHidden) command(code.STAY, [], now())
  command(code.HIDE, [], now(), NaN)
  lastEnded = handle
  core?.run(leaving)
}

/** From now on batches go to this core. */
export function connect(connected: Core): void {
  core = connected
  runCore()
}

/** Takes no more commands. */
export const stop = (): void => void (stopped ||= now())

let lost = 0

/** So many commands were dropped because there is no core, since this was last called. */
export function takeLost(): number {
  const count = lost
  lost = 0
  return count
}

function drop(): void {
  core = undefined
  lost += count
  takeCommands()
}

/** The core can't be had or trusted: what waits is dropped, nothing more is recorded, one warning is given. */
export function fail(error: unknown): void {
  if (!stopped) warn(`recording stopped: ${textOf(error)}`)
  stop()
  drop()
}

/** Ends everything open and has it sent, if a core is there. Then nothing more is recorded. */
export function end(): void {
  lastEnded = handle
  core?.close()
  stopped = Infinity
  drop()
}

/** Records, again after `end`: handles go on, and ids are made of another seed, as the core counts from the start. */
export function restart(): void {
  since = stopped < Infinity ? 0 : now()
  stopped = 0
  seeds = undefined
}
