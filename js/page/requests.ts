import { now, pageOrigin, textOf } from '../base/values.ts'
import { ask, warn } from '../base/warn.ts'
import { command, start } from '../record/command-buffer.ts'
import { headerOf, type Span } from '../record/span.ts'
import * as code from '../seam/commands.ts'
import type { Config, Origin } from '../seam/options.ts'
import { addressOf, type Address } from '../trace/address.ts'
import { isPresigned, matcherOf } from '../trace/origins.ts'
import { currentSpan } from './active-span.ts'
import { noteRequest } from './cause.ts'
import { config, page } from './current.ts'

/** @internal A request that gets a header, a span or both. */
export interface Request {
  _type: number
  _address: Address
  _parent: Span
  /** Whether the core is told of the request: also when it becomes no span, because its timing entry will come. */
  _isTold: boolean
  _isSpan: boolean
  /** Whether it carries the trace. The caller may still have reasons against. */
  _carries: boolean
  /** Once begun: its header, if it carries one. */
  _header?: string
  /** Once begun: 0 when it is not recorded. */
  _handle?: number
  /** Whether a failure may be the network's: false for a timeout, and for a call that the platform refused. */
  _isSent?: boolean
}

const place = ({ _origin, _path }: Address): string => _origin + _path

/** Made of the options once, when the first request is looked at. */
interface Rules {
  _config: Config
  /** The page's origin. */
  _origin: string
  /** Where our own uploads go. */
  _uploads: string
  _entries: [Origin, ReturnType<typeof matcherOf>][]
}
let made: Rules | undefined
function rules(): Rules {
  if (made?._config === config) return made!
  const _origin = pageOrigin()
  return (made = {
    _config: config!,
    _origin,
    _uploads: config!.url.split('?')[0]!,
    _entries: config!.tracingOrigins.map(entry => [entry, matcherOf(entry, _origin)]),
  })
}

/** How much a destination is in doubt: it has not answered a request that carried the header. */
const ONCE = 1
/** The next requests go without the header: their answer decides. */
const PROBATION = 2
const REFUSED = 3

/**
 * Destinations that are in doubt on the current page view. A service on another origin may not allow the header: one
 * failure puts its origin in doubt. The own origin allows it, but may redirect to a service that does not: that takes
 * two failures of a path in a row, because mostly it is the network that fails.
 */
const doubts = new Map<string, number>()
let doubtfulPage: unknown

const doubtKey = (address: Address): string => (address._origin === rules()._origin ? place(address) : address._origin)

function doubtOf(address: Address): number {
  if (page !== doubtfulPage) doubts.clear()
  doubtfulPage = page
  return doubts.size ? doubts.get(doubtKey(address)) || 0 : 0
}

/** Notes how a request ended: with `status`, or with 0 when there was no answer, or one without a readable status. */
function learn({ _address, _header, _isSent }: Request, status: number, outcome: number): void {
  const isFailed = outcome === code.FAILED && _isSent && navigator.onLine !== false
  const doubt = doubtOf(_address)
  if (doubt === REFUSED || !(doubt || isFailed)) return
  const key = doubtKey(_address)
  if (isFailed && _header) {
    if (doubts.size < 1000) doubts.set(key, key === _address._origin || doubt ? PROBATION : ONCE)
  } else if (status && !_header && doubt === PROBATION) {
    doubts.set(key, REFUSED)
    warn(`${key} gets no more sentry-trace; needs Access-Control-Allow-Headers: sentry-trace`)
  } else if (isFailed || (status && _header)) doubts.delete(key)
}

/** The reason of `judge` for an address that is not http, and for Headwater's own uploads: no header and no span. */
const NEVER = 'not traced'

const DOUBTFUL = 'failed with it'

/**
 * Returns the reason for which a request to this address gets no header; or '' and the entry of `tracingOrigins` that
 * gives it one.
 */
function judge(address: Address): [string, unknown?] {
  const { _entries, _uploads } = rules()
  if (!/^http/.test(address._href) || place(address) === _uploads) return [NEVER]
  if (isPresigned(address)) return ['presigned']
  const found = _entries.find(([, matches]) => matches(address))
  return found ? [doubtOf(address) >= PROBATION ? DOUBTFUL : '', found[0]] : ['not in tracingOrigins']
}

/** Says whether a request to `url` carries the trace: which entry of `tracingOrigins` matches, or why none does. */
export function explain(url: string | URL): string {
  const address = addressOf(url)
  const [reason, entry] = config && address ? judge(address) : ['not started, or not a URL']
  return textOf(url) + ': ' + (reason || 'matches ' + entry)
}

/**
 * The header for a request that Headwater does not see, such as a worker's or a form's: `{ 'sentry-trace': … }`. Empty where nothing is traced, or the
 * URL that is given may not carry it.
 */
export function getTraceHeaders(url?: string | URL): Record<string, string> {
  const span = currentSpan()
  const address = addressOf(url ?? '')
  return span && config && address && (url === undefined || !judge(address)[0]) ? { 'sentry-trace': span.toTraceparent() } : {}
}

/** The request that `within` is handing on, while the platform, or whoever wraps it, is called. */
let handedOn: Request | undefined

/** @internal Hands a request on: a fetch that is made of XMLHttpRequest, or the other way round, is one request. */
export function within<A, T>(request: Request, pass: (args: A) => T, args: A): T {
  const outer = handedOn
  handedOn = request
  try {
    return pass(args)
  } finally {
    handedOn = outer
  }
}

/** @internal Looks at a destination; undefined when there is nothing to do about it. */
export function plan(address: Address | undefined, type: number): Request | undefined {
  const parent = currentSpan()
  if (!parent || !config || !address || (handedOn && place(handedOn._address) === place(address))) return
  const reason = judge(address)[0]
  const isTold = parent._handle > 0 && !!config.traced[type] && reason !== NEVER
  const isSpan = isTold && ask(config, 'shouldCreateSpanForRequest', address._href) !== false
  // A request to a destination in doubt is looked at even without header and span: its end tells whether the header was
  // the reason.
  return reason && reason !== DOUBTFUL && !isTold
    ? undefined
    : { _type: type, _address: address, _parent: parent, _isTold: isTold, _isSpan: isSpan, _carries: !reason }
}

/**
 * The request is made now. Its header names its own span, or without one the transaction it belongs to. False when
 * there was nothing to do after all.
 * @internal
 */
export function begin(request: Request, method: string): boolean {
  const { _type, _address, _parent, _isTold, _isSpan, _carries } = request
  const root = _parent._root
  const handle = _isTold
    ? start(code.REQUEST, [method.toUpperCase(), _address._href], root._handle, _parent._handle, _isSpan ? _type : _type + code.IGNORED)
    : 0
  request._handle = handle
  if (_carries) request._header = handle && _isSpan ? headerOf(root, handle) : root.toTraceparent()
  noteRequest(request._header)
  return _isTold || _carries || doubtOf(_address) > 0
}

/** @internal The request has ended: see `response` in wasm/commands.md. */
export function end(request: Request, status: number, outcome: number): void {
  if (request._handle) command(code.RESPONSE, [], now(), request._handle, status || NaN, outcome)
  learn(request, status, outcome)
}
