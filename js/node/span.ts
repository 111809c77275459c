import { now, pageTime } from '../base/values.ts'
import { describe, headerOf, Span, type SpanContext } from '../record/span.ts'
import { DATA, FINISH, LINK, SPAN, SPANS_REFUSED, TAG } from '../seam/commands.ts'
import type { Commands } from '../seam/host.ts'
import { next, type Handles } from './handles.ts'
import { Recording } from './recording.ts'
import type { Scope } from './scope.ts'
import type { ServiceTrace } from './trace.ts'

/** At most so many tags, values and links of one span are written: the core keeps fewer. */
const VALUES = 300

/** A span of this process: the page's own class, whose commands go into the recording of its transaction instead of one for all. */
export class ServiceSpan extends Span {
  /** @internal */
  declare _root: Root
  /** @internal */
  _values = 0

  /** @internal */
  override _put(number: number, strings: unknown[], ...numbers: number[]): this {
    const isValue = number === TAG || number === DATA || number === LINK
    if (this._handle && !this._root._isOver() && !(isValue && this._values++ > VALUES)) {
      this._root._recording!.add(number, strings, [this._handle, ...numbers])
    }
    return this
  }

  /** @internal */
  override _startChild({ op, description, name, startTimestamp, startTime, tags, data, attributes, links }: SpanContext): ServiceSpan {
    const root = this._root
    const isRecorded = !root._isOver()
    const handle = isRecorded ? next(root._handles) : 0
    const numbers = [now(), handle, root._handle, this._handle, pageTime(startTimestamp ?? startTime)]
    const isKept = isRecorded && root._recording!.add(SPAN, [op, description ?? name, ''], numbers)
    const span = new ServiceSpan(isKept ? handle : 0, root)
    return tags || data || attributes || links ? describe(span, { tags, data, attributes, links } as SpanContext) : span
  }

  override finish(endTime?: number | Date): void {
    if (!this.isRecording()) return
    this._finished = true
    if (!this._root._isOver()) this._root._recording!.add(FINISH, [], [now(), this._handle, pageTime(endTime)])
    this._root._watched.delete(this)
  }

  override toTraceparent(): string {
    return headerOf(this, this._handle)
  }
}

/** The root of a transaction. */
export class Root extends ServiceSpan {
  /** @internal */
  declare _trace: ServiceTrace
  /** @internal Undefined when it is not recorded, and when it has gone. */
  _recording: Recording | undefined
  /** @internal */
  readonly _handles: Handles
  /** @internal Spans that end with it at the latest: what we have started, nobody else will end. */
  readonly _watched = new Set<ServiceSpan>()
  /** @internal Whose tags and values it gets when it ends. */
  readonly _scope: Scope
  /** @internal Takes it when it is over. */
  readonly _putOut: (handles: Handles, transaction: Commands, size: number) => void

  /** @internal */
  constructor(handle: number, trace: ServiceTrace, handles: Handles, scope: Scope, putOut: Root['_putOut']) {
    super(handle)
    this._putOut = putOut
    this._trace = trace
    this._handles = handles
    this._scope = scope
    this._recording = handle ? new Recording() : undefined
  }

  /** @internal */
  override _isOver(): boolean {
    return !this._recording
  }

  override finish(endTime?: number | Date): void {
    const recording = this._recording
    if (!recording || !this.isRecording()) return
    for (const span of this._watched) span.finish(endTime)
    const t = now()
    if (recording.lost) recording.add(SPANS_REFUSED, [], [t, this._handle, recording.lost])
    const { commands } = recording
    const write = (code: number, strings: string[], numbers: number[]): void => {
      commands.numbers.push(code, t, ...numbers)
      commands.strings.push(...strings)
    }
    this._scope._write(1, write)
    recording.add(FINISH, [], [t, this._handle, pageTime(endTime)])
    this._scope._write(0, write)
    this._finished = true
    this._recording = undefined
    this._putOut(this._handles, commands, recording.size)
  }
}

/** Starts a span that ends with its transaction at the latest. */
export function startWatched(parent: ServiceSpan, op: string, description: string, origin: string): ServiceSpan {
  const root = parent._root
  if (!parent._handle || root._isOver()) return parent
  const handle = next(root._handles)
  if (!root._recording!.add(SPAN, [op, description, origin], [now(), handle, root._handle, parent._handle, NaN])) return parent
  const span = new ServiceSpan(handle, root)
  root._watched.add(span)
  return span
}
