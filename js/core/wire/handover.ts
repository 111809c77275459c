import { FINISH, TRANSACTION } from '../../seam/commands.ts'
import type { Command, Commands } from '../../seam/host.ts'
import { append, appendAll, copy, emptyList, numbersEnd, stringsEnd } from './command-list.ts'
import { inOrder } from './order.ts'

/**
 * Commands and entries that were taken at one moment. They reach the core in pieces, but all with the clocks of that
 * moment.
 */
export interface Taken {
  now: number
  epoch: number
  /** See `run` in seam/host.ts. */
  leaving: number | undefined
  commands: Commands
  /** To become commands, which come behind `commands`. */
  entries: PerformanceEntry[]
  /** Commands that come behind those of the entries. */
  last: Commands
}

/** The parts of a session that a step calls. */
interface Steps {
  take(leaving?: number): Taken
  encode(entry: PerformanceEntry, now: number): Command | undefined
  apply(commands: Commands, now: number, epoch: number): void
  /** Called when all of `taken` was applied: does what is due, sends what is finished. */
  end(taken: Taken): void
  /** Asks for another call of `_goOn`, soon. */
  later(): void
  /** A step has thrown: the core can't be trusted any more, and is to be stopped. */
  fail(error: unknown): void
}

/** Hands over to the core, in pieces. */
export interface Handover {
  /** Takes what waits at this moment, to be handed over when all that was taken before has been. */
  _take(leaving?: number): void
  /** Hands over for SLICE ms, and asks for another slice if there is more; with `isWhole` hands over everything. */
  _goOn(isWhole?: boolean): void
  /** How many `Taken` are not handed over, or not completely. */
  _count(): number
  /** Drops what is not handed over. */
  _stop(): void
}

/**
 * Ms after which a slice ends, once the piece that is being handed over is done. A page must answer a tap within 50 ms
 * (https://web.dev/articles/rail).
 */
const SLICE = 5
/** How many entries, commands and UTF-16 units of strings a piece has at most. */
const ENTRIES = 64
const COMMANDS = 256
const LETTERS = 32_768
/**
 * How many `Taken` may wait. While more wait, a slice does not end, and the page waits for us: if it always did more
 * than there is time for, what waits would grow without end.
 */
const MOST = 2

export function createHandover({ take, encode, apply, end, later, fail }: Steps): Handover {
  const waiting: (Taken & { _step(): boolean })[] = []
  /**
   * Handles of transactions that the shim has started and not finished. To finish one is more work than any other
   * command, so that command is the last of its piece.
   */
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
      // Code of the page's that ran within a piece (a getter, a callback) has led back here: the piece must be done
      // first.
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
