import { FINISH, TRANSACTION } from '../../seam/commands.ts'
import type { Command, Commands } from '../../seam/host.ts'
import { append, appendAll, copy, emptyList, numbersEnd, stringsEnd } from './command-list.ts'
import { inOrder } from './order.ts'

/** All that was known at one moment: it is handed over as if that took no time. */
export interface Taken {
  now: number
  epoch: number
  /** See `run` in seam/host.ts. */
  leaving: number | undefined
  commands: Commands
  /** To be encoded, behind the commands. */
  entries: PerformanceEntry[]
  /** Behind all others. */
  last: Commands
}

/** The parts of a session that a step calls. */
interface Steps {
  take(leaving?: number): Taken
  encode(entry: PerformanceEntry, now: number): Command | undefined
  apply(commands: Commands, now: number, epoch: number): void
  /** Everything of it was applied: does what is due, sends what is finished. */
  end(taken: Taken): void
  /** Another slice is wanted, soon. */
  later(): void
  /** The core can't be trusted any more: to be stopped. */
  fail(error: unknown): void
}

/** Hands over to the core, in pieces. */
export interface Handover {
  /** Takes what waits at this moment. It goes when what was taken before has gone. */
  _take(leaving?: number): void
  /** Goes on for a slice of a task, or to the end. */
  _goOn(isWhole?: boolean): void
  /** So many were taken and have not gone. */
  _count(): number
  /** Drops them. */
  _stop(): void
}

/** Ms: a slice ends with the piece that lasts longer. A page answers a tap in 50 (https://web.dev/articles/rail). */
const SLICE = 5
/** The limits of a piece. */
const ENTRIES = 64
const COMMANDS = 256
const LETTERS = 32_768
/** So many may wait: a page that does without a pause more than there is time for has to wait for us, or it would be no end of memory. */
const MOST = 2

export function createHandover({ take, encode, apply, end, later, fail }: Steps): Handover {
  const waiting: (Taken & { _step(): boolean })[] = []
  /** Transactions that the shim has not ended: ending one is more work than anything else. */
  const roots = new Set<unknown>()
  let isBusy = false

  const start = (taken: Taken): (() => boolean) => {
    const { now, epoch, commands, entries, last } = taken
    let read = 0
    let places: number[] | undefined
    let at = 0
    /** Does the next piece; false when there is none. */
    return () => {
      if (read < entries.length) {
        for (const to = Math.min(read + ENTRIES, entries.length); read < to; ) {
          const command = encode(entries[read++]!, now)
          if (command) append(commands, command)
        }
        return true
      }
      if (!places) {
        places = inOrder(appendAll(commands, last), now)
        return true
      }
      if (at === places.length) return false
      const { numbers, strings } = commands
      const from = at
      const end = Math.min(at + COMMANDS * 2, places.length)
      let nextNumber = places[at]!
      let nextString = places[at + 1]!
      // Most of the time the order is that of the list: then a piece is a part of it.
      let isPart = true
      for (let letters = 0, isHeavy = false; at < end && letters < LETTERS && !isHeavy; at += 2) {
        const number = places[at]!
        isPart &&= number === nextNumber
        const code = numbers[number]!
        const handle = numbers[number + 2]
        nextNumber = numbersEnd(numbers, number)
        nextString = stringsEnd(code, places[at + 1]!)
        for (let index = places[at + 1]!; index < nextString; index++) letters += strings[index]!.length
        if (code === TRANSACTION) roots.add(handle)
        isHeavy = code === FINISH && roots.delete(handle)
      }
      const piece = isPart
        ? { numbers: numbers.slice(places[from], nextNumber), strings: strings.slice(places[from + 1], nextString) }
        : emptyList()
      if (!isPart) for (let index = from; index < at; index += 2) copy(commands, places[index]!, places[index + 1]!, piece)
      apply(piece, now, epoch)
      return true
    }
  }

  return {
    _take(leaving) {
      if (leaving) for (const one of waiting) one.leaving = leaving
      const taken = take(leaving)
      waiting.push({ ...taken, _step: start(taken) })
    },
    _goOn(isWhole) {
      // A callback of the page, asked in a piece, has come back here.
      if (isBusy) return later()
      const until = performance.now() + SLICE
      for (let first; (first = waiting[0]); ) {
        let isMore = true
        isBusy = true
        try {
          isMore = first._step()
        } catch (error) {
          fail(error)
        }
        isBusy = false
        if (!isMore) {
          waiting.shift()
          end(first)
        }
        if (waiting[0] && !isWhole && waiting.length <= MOST && performance.now() > until) return later()
      }
    },
    _count: () => waiting.length,
    _stop() {
      waiting.length = 0
    },
  }
}
