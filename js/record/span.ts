import { attempt, isObject, isPlain, jsonOf, membersOf, now, pageTime, textOf } from '../base/values.ts'
import * as code from '../seam/commands.ts'
import { spanId, traceHeader, type Trace } from '../trace/trace.ts'
import { command, each, lastEnded, refuse, start } from './command-buffer.ts'

/** The root of a span tree, sent as one when it ends. */
export type Transaction = Span

/** What a tag may be; it becomes text. */
export type Primitive = string | number | boolean | bigint | symbol | null | undefined

/**
 * The words for a status. The last four come from older SDKs, and are sent as `ok` (success), `internal_error`
 * (failure, error) and `unknown_error` (unknown).
 */
export type SpanStatus =
  | 'ok'
  | 'cancelled'
  | 'unknown_error'
  | 'invalid_argument'
  | 'deadline_exceeded'
  | 'not_found'
  | 'already_exists'
  | 'permission_denied'
  | 'resource_exhausted'
  | 'failed_precondition'
  | 'aborted'
  | 'out_of_range'
  | 'unimplemented'
  | 'internal_error'
  | 'unavailable'
  | 'data_loss'
  | 'unauthenticated'
  | 'success'
  | 'failure'
  | 'error'
  | 'unknown'

/** A link from a span to another one, of the same trace or another. */
export interface SpanLink {
  /**
   * Names the other span, as its `spanContext()` does. Whether it is recorded may be said by `sampled` or by
   * `traceFlags`, or not at all.
   */
  context: { traceId: string; spanId: string; sampled?: boolean | undefined; traceFlags?: number | undefined }
  /** Only `sentry.link.type` is sent: `previous_trace`, or another type that the receiver knows. */
  attributes?: { 'sentry.link.type'?: string | undefined; [name: string]: unknown } | undefined
}

/** The argument of `startChild` and `startSpan`: the 5.x names, and the modern ones beside them. */
export interface SpanContext {
  /** The operation: what kind of work it is, as one word with dots. */
  op?: string
  /** What exactly is done. */
  description?: string
  /** As `setTags` sets them. */
  tags?: Record<string, Primitive>
  /** As `setData` sets each. */
  data?: Record<string, unknown>
  /** As `addLinks` adds them. */
  links?: SpanLink[]
  /** Seconds since the epoch, above 1e11 milliseconds, or a Date. Default: now. */
  startTimestamp?: number | Date
  /** Modern name of `description`. */
  name?: string
  /** Modern name of `data`. */
  attributes?: Record<string, unknown>
  /** Modern name of `startTimestamp`. */
  startTime?: number | Date
}

/**
 * A span of the page. What is done to it goes to the core as commands and nothing comes back; one that is not recorded
 * has handle 0 and does nothing. Values of any kind may be given: what can't be kept is dropped and counted.
 */
export class Span {
  /** @internal The transaction it is part of; itself, if it is one. */
  _root: Transaction
  /** @internal */
  _handle: number
  /** @internal */
  _finished = false
  // Of a transaction alone; a span has no such members.
  /** @internal */
  declare _trace: PageTrace
  /** @internal */
  declare _kind: number
  /**
   * @internal Only of the root that `continueTrace` makes, which stands for a trace and is not sent: the trace of the
   * transactions that start in it.
   */
  declare _continued?: PageTrace
  /** @internal This and the members behind it: of a page's root alone, what `loneRoot` writes. */
  declare _name?: string
  /** @internal */
  declare _source?: string
  /** @internal */
  declare _op?: string
  /** @internal */
  declare _origin?: string
  /** @internal In page ms. */
  declare _start?: number
  /** @internal When the next page view of the same document began, in page ms. */
  declare _end?: number

  /** @internal */
  constructor(handle: number, root?: Transaction) {
    this._root = root || this
    this._handle = handle
  }

  /**
   * Of a transaction: whether nothing more goes into it, because the page has finished it, or the document was hidden, which
   * ends manual ones. What starts under a pageload or navigation that the core ended goes into its follow-up.
   * @internal
   */
  _isOver(): boolean {
    return this._finished || (this._kind === code.MANUAL && this._handle > 0 && this._handle <= lastEnded!)
  }

  /** Starts a span inside this one. Under a transaction that is over nothing is recorded any more. */
  startChild(context?: SpanContext): Span {
    if (!this._handle) return this
    try {
      if (isPlain(context)) return this._startChild(context as SpanContext)
    } catch {
      // One of its members throws when it is read.
    }
    return this._startChild(membersOf(context, refuse))
  }

  /** @internal Reads all members before it does anything. */
  _startChild({ op, description, name, startTimestamp, startTime, tags, data, attributes, links }: SpanContext): Span {
    const root = this._root
    const handle = root._isOver()
      ? (refuse(), 0)
      : start(code.SPAN, [op, description ?? name, ''], root._handle, this._handle, pageTime(startTimestamp ?? startTime))
    const span = new Span(handle, root)
    return tags || data || attributes || links ? describe(span, { tags, data, attributes, links } as SpanContext) : span
  }

  /** @internal */
  _put(number: number, strings: unknown[], ...numbers: number[]): this {
    if (this._handle) command(number, strings, this._handle, ...numbers)
    return this
  }

  /** Sets a tag; the value becomes text. */
  setTag(key: string, value: Primitive): this {
    return this._put(code.TAG, [key, value])
  }

  /** Several at once. */
  setTags(tags: Record<string, Primitive>): this {
    return describe(this, { tags })
  }

  /** Sets any value that JSON can hold; others are dropped. Of a value that contains itself all is sent but that. Undefined removes it. */
  setData(key: string, value: unknown): this {
    return this._handle ? this._put(code.DATA, [key, value === undefined ? '' : jsonOf(value, 8192)]) : this
  }

  /**
   * A word of `SpanStatus`; another is dropped and counted. In Sentry's form `{ code, message }`, code 1 is `ok`, and 2 `internal_error`, unless the
   * message is a word of these; 0 changes nothing.
   */
  setStatus(status: SpanStatus | { code: 0 | 1 | 2; message?: string | undefined }): this {
    return this._put(code.STATUS, [isObject(status) ? jsonOf(status) : status])
  }

  /** Sets the response's status code, and the status that belongs to it. */
  setHttpStatus(status: number): this {
    return this._put(code.HTTP_STATUS, [], +textOf(status))
  }

  /**
   * Sets a number of the span's transaction, which has to be open. The unit is `millisecond`, `byte`, `ratio`… or a word of your own (default:
   * none). What is no number, and a name of other characters than letters, digits, `_` and `.`, is dropped and counted.
   */
  setMeasurement(name: string, value: number, unit = ''): this {
    this._root._put(code.MEASUREMENT, [name, unit], typeof value === 'number' ? value : NaN)
    return this
  }

  /** Links it to another span. Of the link's attributes `sentry.link.type` is sent. What names no span is dropped and counted. */
  addLink(link: SpanLink): this {
    return this.addLinks([link])
  }

  /** Several at once. */
  addLinks(links: SpanLink[]): this {
    // The core module takes the list apart (core/wire/unfold.ts).
    return this._handle ? this._put(code.LINK, [jsonOf(links), '']) : this
  }

  /**
   * Sets the description of a span, or the name of a transaction; `source` says where a name comes from (default:
   * `custom`).
   */
  setName(name: string, source = ''): this {
    if (this._root === this) Object.assign(this, { _name: name, _source: source || 'custom' })
    return this._put(code.NAME, [name, source])
  }

  /**
   * Ends it, now or at the given time: seconds since 1970, above 1e11 milliseconds, or a `Date`; one in the future is now. Only the first call counts.
   * Of a transaction that you started, spans that are still open then are not sent.
   */
  finish(endTime?: number | Date): void {
    if (this.isRecording()) {
      this._finished = true
      command(code.FINISH, [], now(), this._handle, pageTime(endTime))
    }
  }

  /** @internal */
  _hold(change: number): this {
    if (this._handle) command(code.HOLD, [], now(), this._handle, change)
    return this
  }

  /** A pageload or navigation does not end by being quiet until it was released as often as it was held. At `finalTimeout` it ends all the same. */
  hold(): this {
    return this._hold(1)
  }

  /** Takes one hold back. */
  release(): this {
    return this._hold(-1)
  }

  /** Text of a `sentry-trace` header that makes what receives it a child of this span. */
  toTraceparent(): string {
    // A navigation or interaction in which nothing happens is only sent if a header names it.
    if (this._root._kind > code.PAGELOAD) this._put(code.NAMED, [])
    return headerOf(this, this._handle)
  }

  /** Modern name of `setData`. */
  setAttribute(key: string, value: unknown): this {
    return this.setData(key, value)
  }

  /** Several at once. */
  setAttributes(attributes: Record<string, unknown>): this {
    return describe(this, { data: attributes })
  }

  /** Modern name of `setName`. */
  updateName(name: string): this {
    return this.setName(name)
  }

  /** Modern name of `finish`. */
  end(endTime?: number | Date): void {
    this.finish(endTime)
  }

  /** Whether what is done to it is recorded: it is part of a trace that is, and has not ended. */
  isRecording(): boolean {
    return !!this._handle && !this._finished
  }

  /** Its ids, and whether it is recorded (1), also for links. */
  spanContext(): { traceId: string; spanId: string; traceFlags: number } {
    const [traceId, spanId] = this.toTraceparent().split('-') as [string, string]
    return { traceId, spanId, traceFlags: this._root._trace.sampled ? 1 : 0 }
  }
}

/** @internal Whether a value is a span, whatever the page gave. */
export const isSpan = (value: unknown): value is Span => !!attempt(() => value instanceof Span)

/**
 * Roots have a class of their own: an engine makes room in each object of a class for all members that any object of
 * the class was given, and there are many spans.
 */
class Root extends Span {}

/** @internal The root of a tree in this trace, of one of the kinds of a `transaction`. */
export const rootOf = (trace: PageTrace, handle: number, kind: number): Transaction =>
  Object.assign(new Root(handle), { _trace: trace, _kind: kind })

/** @internal A trace with what the page keeps for it. */
export interface PageTrace extends Trace {
  /**
   * The handle of its first root, or one in the place of it: the headers of all that is not recorded carry its span id.
   */
  _id?: number
  /** The header of a trace that is not recorded: one text for all its requests. */
  _header?: string | undefined
  /** The seed of its span ids (`seed` in command-buffer.ts). */
  _seed?: number[]
}

/** @internal Text of the header that names the span with this handle; with 0, that of the given span's transaction. */
export function headerOf({ _root }: Span, handle: number): string {
  const _trace = _root._trace
  if (_trace._header) return _trace._header
  const [high, low] = _trace._seed!
  const header = traceHeader(_trace, spanId(high!, low!, handle || _root._handle || _trace._id!))
  if (!_trace.sampled) _trace._header = header
  return header
}

/**
 * @internal Sets the tags, data and links of a context, of each object the first 64 members (`membersOf`); returns the
 * span.
 */
export function describe<T extends Span>(span: T, { tags, data, attributes, links }: SpanContext): T {
  if (span._handle) {
    each(tags, (key, value) => span.setTag(key, value))
    for (const values of [data, attributes]) each(values, (key, value) => span.setData(key, value))
    if (links) span.addLinks(links)
  }
  return span
}
