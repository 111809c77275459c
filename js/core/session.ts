import type { Bindings } from 'headwater-wasm'
import { ANSWER, ENTRY, FLUSH, HIDE, HOLD_BACK, ONLINE, VISIBLE } from '../seam/commands.ts'
import type { Command, Core, Host } from '../seam/host.ts'
import { GONE } from '../seam/leaving.ts'
import { observeEntries } from './entries/entries.ts'
import { watchInteractions } from './entries/interactions.ts'
import { secondsOf } from './send/retry-after.ts'
import { holdBack } from './send/stashed.ts'
import { createTransport, type Answer } from './send/transport.ts'
import { createBridge } from './wire/bridge.ts'
import { append, appendAll, emptyList } from './wire/command-list.ts'
import { createHandover, type Taken } from './wire/handover.ts'
import { createTimer } from './wire/timer.ts'

/**
 * Joins the parts of a recorded page: entries become commands, a batch goes through the bridge, envelopes go out. Takes over what
 * the shim holds and hands over the first batch before it returns, so a page that is hidden by now is sent at once.
 */
export function startSession(host: Host, wasm: Bindings): Core {
  const bridge = createBridge(wasm)
  const timer = createTimer(() => {
    if (!handover._count()) take()
    if (!isOver) handover._goOn(isHidden())
  })
  const isHidden = (): boolean => document.visibilityState === 'hidden'
  let isLeft = false
  addEventListener('pagehide', () => void (isLeft = true), true)
  addEventListener('pageshow', () => void (isLeft = false), true)
  let isClosing = false
  /** Nothing is asked of the core any more. */
  let isOver = false
  let broken = false
  let wasHidden = false
  /** So many envelopes the core has handed out. */
  let count = 0
  // Of entries, which go with those of the shim. They are not put in its buffer: it would be full of the entries of a large page,
  // and what went to the core before the others would end transactions that the others belong to.
  let commands = emptyList()

  const write = (command: Command): void => {
    if (isOver) return
    append(commands, command)
    timer._commandWaits()
  }

  const answer: Answer = (number, outcome, response) => {
    const said = (name: string): string => response?.headers.get(name) ?? ''
    const numbers = [performance.now(), number, outcome, response?.status, secondsOf(said('retry-after'))]
    write([ANSWER, numbers, [said('x-sentry-rate-limits')]])
    heard.splice(0).forEach(hear => hear())
    if (isOver) timer._dueAt(transport.due())
    else if (waits) timer._noLaterThan(0)
  }
  const transport = createTransport(host, answer)
  /** Something could be sent, but for those that are not answered yet. */
  let waits = 0
  /** To be called at the next answer. */
  const heard: (() => void)[] = []

  /** To be called when all that was taken has gone, or nothing goes any more. */
  const gone: (() => void)[] = []

  function stop(): void {
    isOver = true
    entries._stop()
    handover._stop()
    transport.endBeacons()
    timer._nothingWaits()
    timer._dueAt(transport.due())
    gone.splice(0).forEach(hear => hear())
  }

  function fail(error: unknown): void {
    broken = true
    stop()
    host.fail(error)
  }

  const handover = createHandover({
    take(leaving) {
      const [waiting, last] = host.takeWaiting(transport.room())
      const taken = {
        now: performance.now(),
        epoch: Date.now(),
        leaving,
        commands: appendAll(waiting, commands),
        entries: entries._take(),
        last,
      }
      commands = emptyList()
      timer._nothingWaits()
      return taken
    },
    encode: (entry, now) => entries._encode(entry, now),
    apply: bridge,
    end: collect,
    later: () => timer._dueAt(0),
    fail,
  })

  function collect({ now, epoch, leaving }: Taken): void {
    const envelopes: Uint8Array<ArrayBuffer>[] = []
    const kept: Uint8Array<ArrayBuffer>[] = []
    let due = Infinity
    try {
      const keeps = !isClosing && (leaving || transport.keepsEarly())
      due = bridge(undefined, now, epoch, envelopes, !!leaving || isClosing, keeps ? kept : undefined)
      waits = wasm.waits()
      // For the tab's next page, and for what the shim sends without a core.
      const wait = wasm.held_back() - now
      const until = Date.now() + wait
      if (wait > 0 && !isClosing && host.heldUntil(host.delivery.url) < until) holdBack(host.delivery.url, until)
    } catch (error) {
      fail(error)
    }
    timer._dueAt(due)
    if (envelopes[0]) host.untilSent.abort()
    // Numbered first: a hook of the page may come back in here.
    const first = count + 1
    count += envelopes.length + kept.length
    envelopes.forEach((envelope, index) => transport.send(envelope, first + index, leaving))
    kept.forEach((envelope, index) => transport.keep(envelope, first + envelopes.length + index, leaving))
    timer._noLaterThan(transport.due())
    if (handover._count()) return
    if (isClosing) stop()
    else gone.splice(0).forEach(hear => hear())
  }

  function take(leaving?: number): void {
    letGo()
    transport.giveUp()
    if (isOver) return timer._dueAt(transport.due())
    if (leaving === GONE) transport.hurry()
    entries._drain()
    // Not every browser has an entry for it.
    if (wasHidden && !isHidden()) append(commands, [ENTRY, [performance.now(), VISIBLE, performance.now(), 0], ['']])
    wasHidden = isHidden()
    handover._take(leaving)
  }

  function run(leaving?: number): void {
    take(leaving)
    handover._goOn(!!leaving || isClosing || isHidden())
  }

  /** Resolves when all that was taken has gone. */
  const allGone = async (): Promise<void> => {
    if (handover._count()) await new Promise<void>(resolve => gone.push(resolve))
  }

  const connection = (): void => {
    write([ONLINE, [performance.now(), +!transport.isOffline()], []])
    transport.sendKept()
    run()
  }
  const wait = host.heldUntil(host.delivery.url) - Date.now()
  if (wait > 0) write([HOLD_BACK, [performance.now(), performance.now() + wait], []])
  if (transport.isOffline()) write([ONLINE, [performance.now(), 0], []])
  for (const type of ['online', 'offline']) addEventListener(type, connection)
  // What was kept when the page was hidden.
  for (const type of ['visibilitychange', 'resume']) addEventListener(type, () => void (isHidden() || transport.sendKept()), true)

  const entries = observeEntries(host, write, timer._commandWaits, transport.beaconAnswered)
  const letGo = watchInteractions(host)
  run()
  transport.sendKept()
  return {
    wake() {
      if (!isOver) timer._commandWaits()
    },
    run,
    isOpen(handle) {
      if (handle) {
        run()
        handover._goOn(true)
      }
      return !handle || (!isOver && !!wasm.is_open(handle))
    },
    close() {
      // A page that is left has the room that the browser leaves it, for uploads that outlive it. Any other sends everything.
      const isLast = isLeft || isHidden()
      isClosing = true
      transport.close()
      if (isLast) transport.hurry()
      // Entries that finished before come first.
      entries._drain()
      const now = performance.now()
      write([HIDE, [now, isLast ? transport.room() : NaN], []])
      // After a failure there is no later time to try again.
      write([FLUSH, [now], []])
      run(isLast ? GONE : undefined)
    },
    async flush() {
      await allGone()
      write([FLUSH, [performance.now()], []])
      run()
      await allGone()
      while (waits && !isOver) {
        await new Promise<void>(resolve => heard.push(resolve))
        run()
        await allGone()
      }
      return !broken && transport.flush()
    },
  }
}
