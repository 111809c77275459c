import { membersOf, now, textOf } from '../base/values.ts'
import { warn } from '../base/warn.ts'
import * as code from '../seam/commands.ts'
import type { Commands, Core } from '../seam/host.ts'
import { GONE, HIDDEN } from '../seam/leaving.ts'
import { randomNumbers } from '../trace/trace.ts'

/** How many bytes of commands may wait for the core; a number counts as 8 bytes, a UTF-16 unit as 1. */
const limit = 262144
/** How many of these bytes are kept for commands without strings: most of them end something. */
const reserve = 16384

/** The core, from when it is connected until recording ends. */
export let core: Core | undefined

/**
 * Asks for the core now instead of later. Resolves when the core is connected; with undefined when there is none to be
 * had, or recording has ended before. The variable is itself undefined until something is recorded: until then nobody
 * asks for a core, and none has to be told of anything.
 */
export let connected: (() => Promise<Core | undefined>) | undefined
export const recordWith = (ask: typeof connected): void => void (connected = ask)

let waiting: Commands = { numbers: [], strings: [] }
let size = 0
/** How many commands wait. */
let count = 0
let refused = 0
/** Spans that were refused: the numbers of `spans_refused` (t, root, count), by the handle of the root. */
let spansRefused: Record<number, number[]> = {}
let handle = 0
/** When recording stopped after a failure, in page ms; Infinity: it was ended by `close`; 0: it goes on. */
export let stopped = 0
/**
 * When `init` began to record anew after `close`, in page ms: what is older does not belong to this recording. 0:
 * `close` was not called before.
 */
export let since = 0

/** Seed of the recording's span ids and of the core's event ids: four 32-bit numbers. Made on first use, not on import. */
let seeds: number[] | undefined
export const seed = (): number[] => seeds || (seeds = randomNumbers(4))

/** A handle for something that is not recorded, so that it has an id of its own. */
export const nextHandle = (): number => ++handle

/** Counts something that can't be kept. */
export const refuse = (): void => void (stopped || refused++)

/** Calls `set` with each member of an object that the page gave. */
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
 * Appends one command of wasm/commands.md, with the strings (any values of the page's, which become texts here) and
 * numbers (NaN: absent) that its row lists. False when it is not kept: recording has stopped, or the buffer is full.
 */
export function command(number: number, strings: unknown[], ...values: number[]): boolean {
  if (stopped) return false
  let cost = 8 + values.length * 8
  // All strings are made before anything is written: the `toString` of a page's value may itself write commands.
  for (let i = 0; i < strings.length; i++) cost += (strings[i] = textOf(strings[i])).length + 1
  // Commands with strings leave the last bytes free. Spans leave four times as many: room for transactions, and for
  // requests, which headers have named.
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
  // The handle is taken before the strings are made: the `toString` of a page's value may itself start something.
  const own = ++handle
  return command(number, strings, now(), own, ...values) ? own : 0
}

/** Takes all commands that wait, in their order. */
export function takeCommands(): Commands {
  if (refused) write(code.REFUSED, [], [refused])
  // Not `for … in`: a page may have put members into `Object.prototype`.
  for (const numbers of Object.values(spansRefused)) write(code.SPANS_REFUSED, [], numbers)
  const commands = waiting
  waiting = { numbers: [], strings: [] }
  spansRefused = {}
  size = count = refused = 0
  return commands
}

/** Hands everything over to the core, if it is there, and has it send what is finished. */
export const runCore = (): void => core?.run()

/**
 * The last handle that was given out before everything open was ended: manual transactions up to it are over.
 * Undefined: nothing was ended so far.
 */
export let lastEnded: number | undefined

/**
 * The document is hidden or left: ends everything open and has it sent, by a channel that outlives the page.
 * `isHidden`: only hidden, so requests go on.
 */
export function hide(isHidden?: boolean): void {
  // What happened until now is handed over first, with the entries that the browser has not delivered yet: the clock
  // may go on while they are read, and `hide` must be later than all of them.
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

/** How many commands were dropped for want of a core since this was last called. */
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

/**
 * Records from now on. After `end` it is a new recording: the handles of the shim go on, but the new core gives out its
 * own from the start again, so span ids are made of another seed.
 */
export function restart(): void {
  since = stopped < Infinity ? 0 : now()
  stopped = 0
  seeds = undefined
}
