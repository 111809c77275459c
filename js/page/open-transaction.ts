import { now, timeOrigin } from '../base/values.ts'
import { connected, nextHandle, seed, start, stopped } from '../record/command-buffer.ts'
import { rootOf, type PageTrace, type Transaction } from '../record/span.ts'
import * as code from '../seam/commands.ts'
import type { Config } from '../seam/options.ts'
import { startTrace, type Incoming } from '../trace/trace.ts'
import { setInteraction } from './active-span.ts'
import { config, page } from './current.ts'

/** A trace by the options in force. Nothing is decided when nothing can be recorded, or not yet. */
export const beginTrace = (name: string, op: string, from?: Incoming, isDecided = true): PageTrace =>
  startTrace((isDecided && !stopped && config) || {}, name, op, from)

/** Called for each transaction that is recorded; begins to record with the first. */
let beginRecording: ((config: Config) => void) | undefined
export const whenRecorded = (begin: typeof beginRecording): void => void (beginRecording = begin)

/** Opens a transaction in the core, if the trace is recorded; a page also tells it if not. `startTime` in page ms, NaN for now. */
export function openTransaction(
  trace: PageTrace,
  kind: number,
  startTime: number,
  name: string,
  source: string,
  op: string,
  origin = 'manual',
): Transaction {
  let handle = 0
  const isRecorded = trace.sampled && config
  if (isRecorded) beginRecording?.(isRecorded)
  // A page view that is not recorded is told to a core that knows of the one before: that one must learn that it is
  // over.
  if (isRecorded || (connected && kind > code.MANUAL && kind < code.INTERACTION)) {
    const own = start(
      code.TRANSACTION,
      [trace.traceId, trace.parentSpanId, name, source, op, origin, location.href, trace.basis],
      isRecorded ? kind : code.UNRECORDED,
      startTime,
      timeOrigin() + now(),
    )
    if (isRecorded) handle = own
  }
  trace._id ||= handle || nextHandle()
  trace._seed ||= seed()
  return rootOf(trace, handle, kind)
}

/** See `Host` in seam/host.ts. */
export function openInteraction(op: string, origin: string, startTime: number, isDispatched: () => unknown): Transaction | undefined {
  const span = page && openTransaction(page._trace, code.INTERACTION, startTime, '', '', op, origin)
  setInteraction(() => isDispatched() && span)
  return span
}
