import { attempt, jsonOf } from '../base/values.ts'
import { warn } from '../base/warn.ts'
import { applyBeforeSend } from '../core/filter/before-send.ts'
import { listOf } from '../core/wire/command-list.ts'
import { LONGEST_TIMEOUT } from '../core/wire/timer.ts'
import { ANSWER, FLUSH, LEFT_OUT, RESPONDED, UNREACHED } from '../seam/commands.ts'
import type { Commands } from '../seam/host.ts'
import { outside } from './context.ts'
import { createCore, type ServiceCore } from './core.ts'
import { config } from './current.ts'
import type { Handles } from './handles.ts'
import type { NodeConfig } from './options.ts'
import { send, type Reply } from './sender.ts'

/** Takes transactions that are over, and sends them. */
export interface Outlet {
  /** Returns at once: all work is done later, a little at a time. `size`: about so many bytes it takes. */
  put(transaction: Commands, size: number): void
  /** Sends all that waits. Resolves true when each envelope since the last call was accepted. */
  flush(): Promise<boolean>
}

/** Ms that a transaction waits for others, so that they are written together. */
const GATHERING = 50
/** Ms of one go: requests have to be answered meanwhile. */
const SLICE = 5
/** Uploads under way, beyond which the core is given no more: what waits here costs less. */
const UNDER_WAY = 30
/**
 * Bytes that wait here at most: of a burst of requests, or while the receiver is slow. What is beyond goes to the core, which keeps the latest and tells
 * the receiver how many it has dropped.
 */
const WAITING = 64 << 20

const outlets = new Map<Handles, Outlet>()

/** Takes a transaction that is over, whose spans have these handles. None any more once recording has ended. */
export function putOut(handles: Handles, transaction: Commands, size: number): void {
  if (!outlets.has(handles) && config) outlets.set(handles, createOutlet(config, handles.seed))
  outlets.get(handles)?.put(transaction, size)
}

/** Of all; see `Outlet`. */
export async function flushAll(): Promise<boolean> {
  const results = await Promise.all([...outlets.values()].map(outlet => outlet.flush()))
  return results.every(Boolean)
}

/** Takes no more of what has begun. */
export const closeAll = (): void => outlets.clear()

/** So many transactions and uploads wait for something. */
let unsent = 0
export const hasUnsent = (): boolean => unsent > 0

/** So many transactions there were. */
let count = 0
export const countAll = (): number => count

function createOutlet(config: NodeConfig, seed: number[]): Outlet {
  const url = new URL(config.url)
  let core: ServiceCore | undefined
  let isBroken = false
  let isAccepted = true
  /** The oldest first. */
  let waiting: [transaction: Commands, size: number][] = []
  let waitingBytes = 0
  let underWay = 0
  /** So many envelopes the core has handed out. */
  let handedOut = 0
  let timer: NodeJS.Timeout | undefined
  let dueAt = Infinity
  /** To be called when an upload was answered. */
  const heard: (() => void)[] = []

  /** Has `run` called in so many ms. It keeps no process alive: whoever wants to end may. */
  function schedule(wait: number): void {
    const at = performance.now() + wait
    if (at >= dueAt) return
    clearTimeout(timer)
    dueAt = at
    outside(() => (timer = setTimeout(run, Math.min(wait, LONGEST_TIMEOUT))).unref())
  }

  /** Gives the core what waits, as much as it can send now, and sends what it has. `isWhole`: without a pause. */
  function run(isWhole?: unknown): void {
    clearTimeout(timer)
    dueAt = Infinity
    if (isBroken) return
    const until = performance.now() + SLICE
    try {
      core ||= createCore(config, seed)
      let room = UNDER_WAY - underWay
      let taken = 0
      while (taken < waiting.length && (room-- > 0 || waitingBytes > WAITING) && (isWhole === true || performance.now() < until)) {
        const [transaction, size] = waiting[taken++]!
        waitingBytes -= size
        core.apply(transaction)
      }
      if (taken) waiting = waiting.slice(taken)
      unsent -= taken
      const envelopes: Uint8Array<ArrayBuffer>[] = []
      const due = core.collect(envelopes)
      if (due < Infinity) schedule(Math.max(due - performance.now(), 1))
      for (const envelope of envelopes) void upload(envelope, ++handedOut)
      if (waiting.length && underWay < UNDER_WAY) schedule(1)
    } catch (error) {
      fail(error)
    }
  }

  function fail(error: unknown): void {
    isBroken = true
    isAccepted = false
    unsent -= waiting.length
    waiting = []
    waitingBytes = 0
    warn(`recording stopped: ${error}`)
  }

  async function upload(envelope: Uint8Array<ArrayBuffer>, number: number): Promise<void> {
    underWay++
    unsent++
    const edited = attempt(() => applyBeforeSend(envelope, config, jsonOf))
    answer(number, edited ? await send(url, edited).catch(() => undefined) : 'left out')
  }

  function answer(number: number, reply: Reply | 'left out'): void {
    underWay--
    unsent--
    const outcome = reply === 'left out' ? LEFT_OUT : reply ? RESPONDED : UNREACHED
    const { status, retryAfter, rateLimits } = typeof reply === 'object' ? reply : { status: NaN, retryAfter: NaN, rateLimits: '' }
    if (outcome !== LEFT_OUT && !(status < 400)) isAccepted = false
    try {
      if (!isBroken) core!.apply(listOf([[ANSWER, [performance.now(), number, outcome, status, retryAfter], [rateLimits]]]))
    } catch (error) {
      fail(error)
    }
    schedule(0)
    for (const hear of heard.splice(0)) hear()
  }

  return {
    put(transaction, size) {
      if (isBroken) return
      waiting.push([transaction, size])
      waitingBytes += size
      unsent++
      count++
      schedule(GATHERING)
    },
    async flush() {
      try {
        core?.apply(listOf([[FLUSH, [performance.now()], []]]))
      } catch (error) {
        fail(error)
      }
      run(true)
      while (!isBroken && (underWay || waiting.length)) {
        if (underWay) await new Promise<void>(resolve => heard.push(resolve))
        run(true)
      }
      const wasAccepted = isAccepted
      isAccepted = !isBroken
      return wasAccepted
    },
  }
}
