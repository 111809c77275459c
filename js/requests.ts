import * as code from './commands.ts'
import { isPresigned, matchesOrigin } from './origins.ts'
import { config, currentSpan } from './page.ts'
import { command, start } from './recorder.ts'
import { headerOf, type Span } from './span.ts'
import { now, pageOrigin, textOf, urlOf } from './values.ts'
import { ask, warn } from './warn.ts'

/** A request that gets a header, a span or both. */
export interface Request {
  _type: number
  _url: URL
  _parent: Span
  _isSpan: boolean
  /** Whether it carries the trace. The caller may still have reasons against. */
  _carries: boolean
  /** Once begun: its header, if it carries one. */
  _header?: string
  /** Once begun: 0 when it is not recorded. */
  _handle?: number
  /** A failure may be the network's: not a timeout, nor a call that the platform refused. */
  _isSent?: boolean
}

/** Origins and paths that failed a request which carried our header, in this page view. */
export const failing = new Set<string>()

const place = (url: URL): string => url.origin + url.pathname

/** What is not http, or Headwater's own: no header and no span. */
const NEVER = 'not traced'

/** Why this destination gets no header, or '' and the entry that lets it have one. */
function judge(url: URL): [string, unknown?] {
  const { tracingOrigins, url: uploads } = config!
  const entry = tracingOrigins.find(origin => matchesOrigin(origin, url, pageOrigin()))
  return [
    !/^http/.test(url.protocol) || place(url) === uploads.split('?')[0] ? NEVER
    : isPresigned(url) ? 'presigned'
    : failing.has(place(url)) ? 'failed with it'
    : entry === undefined ? 'not in tracingOrigins'
    : '',
    entry,
  ]
}

/** Says whether a request to `url` carries the trace: which entry of `tracingOrigins` matches, or why none does. */
export function explain(url: string | URL): string {
  const parsed = urlOf(url)
  const [reason, entry] = config && parsed ? judge(parsed) : ['not started, or not a URL']
  return textOf(url) + ': ' + (reason || 'matches ' + entry)
}

/** The header for a request that Headwater does not see; none when the URL given may not carry it. */
export function getTraceHeaders(url?: string | URL): Record<string, string> {
  const span = currentSpan()
  const parsed = urlOf(url ?? '')
  return span && config && parsed && (url === undefined || !judge(parsed)[0])
    ? { 'sentry-trace': span.toTraceparent() } : {}
}

/** The request that is handed on to whoever does the work. */
let handedOn: Request | undefined

/** Hands a request on: a fetch that is made of XMLHttpRequest, or the other way round, is one request. */
export function within<T>(request: Request, pass: () => T): T {
  const outer = handedOn
  handedOn = request
  try {
    return pass()
  } finally {
    handedOn = outer
  }
}

/** Looks at a destination; undefined when there is nothing to do about it. */
export function plan(address: string | URL, type: number): Request | undefined {
  const parent = currentSpan()
  const url = urlOf(address)
  if (!parent || !config || !url || (handedOn && place(handedOn._url) === place(url))) return
  const reason = judge(url)[0]
  const isSpan = parent._handle > 0 && !!config.traced[type] && reason !== NEVER &&
    ask(config, 'shouldCreateSpanForRequest', url.href) !== false
  return reason && !isSpan ? undefined
    : { _type: type, _url: url, _parent: parent, _isSpan: isSpan, _carries: !reason }
}

/**
 * The request is made now. Its header names its own span, or without one the transaction it belongs to. False when
 * there was nothing to do after all.
 */
export function begin(request: Request, method: string): boolean {
  const { _type, _url, _parent, _isSpan, _carries } = request
  const root = _parent._root
  const handle = _isSpan
    ? start(code.REQUEST, [root._handle, _parent._handle, _type], [method.toUpperCase(), _url.href])
    : 0
  request._handle = handle
  if (_carries) request._header = headerOf(root, handle)
  return _isSpan || _carries
}

/**
 * The request has ended. A network error with our header may be its doing (a redirect led to a service that does not
 * allow it): that path gets none any more.
 */
export function end({ _url, _header, _handle, _isSent }: Request, status: number, outcome: number): void {
  if (_handle) command(code.RESPONSE, [now(), _handle, status || NaN, outcome])
  const address = place(_url)
  if (outcome === code.FAILED && _isSent && _header && failing.size < 1000 && !failing.has(address)) {
    failing.add(address)
    warn(`${address} failed with sentry-trace and gets it no more; it needs Access-Control-Allow-Headers: sentry-trace`)
  }
}
