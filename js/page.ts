import { watchHistory } from './browser/history.ts'
import { causeOf, firstHeader, inputAt, noteInput } from './cause.ts'
import * as code from './commands.ts'
import type { Config, NavigationContext } from './options.ts'
import { connected } from './loader.ts'
import { loneRoot } from './lone-root.ts'
import { command, core, lost, nextHandle, refuse, roots, start, stopped, untilSent } from './recorder.ts'
import { record } from './recording.ts'
import { scope } from './scope.ts'
import { describe, headerOf, isSpan, Span, type PageTrace, type SpanContext, type Transaction } from './span.ts'
import { sendLast } from './stash.ts'
import { startTrace, type Incoming } from './trace.ts'
import { attempt, jsonOf, membersOf, now, timeOrigin, urlOf } from './values.ts'
import { ask, callBack } from './warn.ts'

/** The options of `init`; undefined before it and after `close`. */
export let config: Config | undefined
export const configure = (checked: Config): void => void (config = checked)

/** The page's pageload or navigation; of kind OWNER when it has none. Undefined before `init` and after `close`. */
export let page: Transaction | undefined

let active: Span | null | undefined
/** The interaction whose handlers run. */
let interaction: (() => unknown) | undefined

/**
 * The parent of what starts now: the innermost span of the synchronous call stack, else the scope's, else the
 * interaction whose handler runs, unless its transaction is over; else the page's own transaction.
 */
export function currentSpan(): Span | undefined {
  const span = active === undefined ? scope.getSpan() || interaction?.() : active
  return isSpan(span) && !span._root._isOver() ? span : page
}

/** Calls back with `span` as the parent of what starts before it returns; null: the page's transaction. */
export function withActiveSpan<T>(span: Span | null, callback: (span: Span | null) => T): T {
  const outer = active
  active = span
  try {
    return callBack(callback, span)
  } finally {
    active = outer
  }
}

/** A trace by the options in force. Nothing is decided when nothing can be recorded, or not yet. */
export const beginTrace = (name: string, op: string, from?: Incoming, isDecided = true): PageTrace =>
  startTrace((isDecided && !stopped && config) || {}, name, op, from)

/** Opens a transaction in the core, if the trace is recorded; a page also tells it if not. `startTime` in page ms, NaN for now. */
export function openTransaction(
  trace: PageTrace, kind: number, startTime: number, name: string, source: string, op: string, origin = 'manual',
): Transaction {
  let handle = 0
  const isRecorded = trace.sampled && config
  if (isRecorded) record(isRecorded, openInteraction, sendRoots)
  // A core that knows of the page before must learn that it is over.
  if (isRecorded || (connected && kind > code.MANUAL && kind < code.INTERACTION)) {
    const own = start(
      code.TRANSACTION,
      [isRecorded ? kind : code.UNRECORDED, startTime, timeOrigin() + now()],
      [trace.traceId, trace.parentSpanId, name, source, op, origin, location.href, trace.basis],
    )
    if (isRecorded) handle = own
  }
  if (!trace._id) trace._id = handle || nextHandle()
  return new Span(trace, handle, kind)
}

/** See `Host` in host.ts. */
export function openInteraction(
  op: string, origin: string, startTime: number, isDispatched: () => unknown,
): Transaction | undefined {
  const span = page && openTransaction(page._trace, code.INTERACTION, startTime, '', '', op, origin)
  interaction = () => isDispatched() && span
  return span
}

/** What a page view at `href` is called: as `beforeNavigate` says, else by its path. */
function contextOf(href: string, kind: number): NavigationContext & { source: string } {
  const { pathname } = new URL(href)
  const op = kind === code.NAVIGATION ? 'navigation' : 'pageload'
  // A URL, so that callbacks of the 5.27 era, which take a location, find what they read.
  const context = Object.assign(new URL(href), { name: pathname, op, tags: {}, data: {} }) as NavigationContext
  const answer = kind !== code.OWNER && config && ask(config, 'beforeNavigate', context)
  const chosen = { ...context, ...(typeof answer === 'string' ? { name: answer } : membersOf(answer, refuse)) }
  const name = chosen.name || pathname
  return { ...chosen, name, source: name === pathname ? 'url' : 'custom' }
}

/** From now on what starts belongs to this page view. */
function beginPage(
  kind: number, startTime: number, chosen: Partial<NavigationContext> & { source: string },
  from?: Incoming, isDecided?: boolean, cause = '',
): void {
  const { name, op, source } = chosen as NavigationContext & { source: string }
  const isLoad = kind === code.PAGELOAD || kind === code.OWNER
  const trace = beginTrace(name, op, from, isDecided)
  const previous = !isLoad && page && headerOf(page, 0, true)
  interaction = undefined
  const origin = `auto.${isLoad ? 'pageload' : 'navigation'}.browser` + cause
  page = openTransaction(trace, kind, startTime, name, source, op, origin)
  describe(page, chosen as SpanContext)
  Object.assign(page, { _name: name, _source: source, _op: op, _origin: origin, _start: startTime >= 0 ? startTime : now() })
  if (from?.stale) page._put(code.LINK, [from.stale, 'stale_trace'])
  if (previous) page._put(code.LINK, [previous, 'previous_trace'])
}

/** The page view `page` has its address: it takes the place of `left`, which ended when it began. */
function enterPage(left?: Transaction): void {
  const { _start, _handle, _kind } = page!
  if (left) Object.assign(left, { _finished: true, _end: _start })
  key = keyOf()
  movedAt = _start!
  if (!core && _handle && _kind !== code.OWNER) {
    roots.push(page!)
    // Not in the page's way.
    setTimeout(leaveCopy, 0, page)
  }
}

/**
 * Begins a page view, from now on the current one. `isDecided` false: only its trace, for requests of a page that is
 * prerendered and perhaps never seen.
 */
export function openPage(kind: number, startTime: number, from?: Incoming, isDecided?: boolean, cause?: string): void {
  stayOnPage()
  const left = page
  beginPage(kind, startTime, contextOf(location.href, kind), from, isDecided, cause)
  enterPage(left)
}

/**
 * Has the browser send the root by itself, should the page end without a word before anything was sent: one that is closed while
 * it loads gets no `pagehide` (Chromium, which is the one that has `fetchLater`). A hook of the page's is only called for what is
 * sent.
 */
const leaveCopy = (root: Transaction): void => void attempt(() => {
  // Where there is none nothing need be made.
  const body = fetchLater && !config!.rest.beforeSendTransaction && loneRoot(config!, root, now())
  if (body) fetchLater(config!.url, { method: 'POST', body, signal: untilSent.signal, referrerPolicy: 'strict-origin' })
})
declare const fetchLater: ((url: string, init: RequestInit) => unknown) | undefined

/** The page is left, or may be, before its core is there: sends the roots alone, and tells the core, should it still come. */
function sendRoots(left: Config): void {
  roots.splice(0).forEach(root => {
    const { _handle, _start } = root
    const envelope = attempt(() => loneRoot(left, root, Math.min(root._end ?? Infinity, stopped || now()), lost))
    if (envelope) sendLast(left.url, envelope)
    command(code.ROOT_SENT, [_start, _handle])
  })
  untilSent.abort()
}

/** Tells pages apart: addresses with the same key are one. Undefined for what is no address. */
function keyOf(address: string | URL = location.href): string | undefined {
  const url = urlOf(address)
  return url && jsonOf((config && ask(config, 'navigationKey', url)) ?? url.pathname)
}

/** Of the page. */
let key: string | undefined

/** When it began, had its address, or was last redirected. */
let movedAt: number

/** A navigation that has begun, while its address is still to change: it is the `page`, beside the one that goes on. */
let begun: {
  _stayed: Transaction
  /** Where it is said to lead, and the key of that. */
  _to: string | undefined
  _key: string | undefined
  /** The name it has, unless it was given one. */
  _name: string | undefined
} | undefined

/** Whether changes of the address begin page views. */
let isFollowing: boolean | undefined

export function followMoves(): void {
  isFollowing = true
  watchHistory(noteInput, movePage)
}

/** See `watchHistory`. A page that moves by itself, right after it began or did so before, is still the same. */
export function movePage(isTraversal: boolean, begunAt: number): void {
  const { href } = location
  const next = keyOf()
  if (!page || next === key) return
  if (begun) followNavigation(begun)
  else if (config!.detectRedirects !== false && page._kind !== code.OWNER && !isTraversal && inputAt < movedAt && now() - movedAt < 1500 &&
    (!core || core.isOpen(page._handle))) {
    key = next
    movedAt = now()
    if (page._handle) start(code.REDIRECT, [page._handle], [href])
  } else {
    const askedAt = isTraversal ? NaN : causeOf()
    const isAsked = askedAt > movedAt
    openPage(code.NAVIGATION, isAsked && !(begunAt < askedAt) ? askedAt : begunAt > movedAt ? begunAt : NaN)
    if (isAsked && firstHeader) page._put(code.LINK, [firstHeader, 'early_request'])
    movedAt = now()
  }
}

/** The address has changed, as `startNavigation` had it begin. */
function followNavigation({ _stayed, _to, _name }: NonNullable<typeof begun>): void {
  const { href } = location
  begun = undefined
  if (page!._name === _name && href !== _to) {
    const chosen = contextOf(href, code.NAVIGATION)
    Object.assign(describe(page!, chosen as SpanContext), { _name: chosen.name, _source: chosen.source })
  }
  const { _handle, _name: name, _source: source, _start, _op, _origin, _trace } = page!
  if (_handle) command(code.ADDRESS, [now(), _handle, 1], [href, name, source])
  // A core that knows of the page before must learn that it is over.
  else openTransaction(_trace, code.NAVIGATION, _start!, name!, source!, _op!, _origin)
  enterPage(_stayed)
  movedAt = now()
}

/** The navigation that has begun comes to nothing: what follows belongs to the page that stayed. */
function stayOnPage(): void {
  if (!begun) return
  const { _stayed } = begun
  begun = undefined
  page!._finished = true
  if (page!._handle) command(code.ADDRESS, [now(), page!._handle, 0], [location.href, _stayed._name, _stayed._source])
  page = _stayed
}

/** What `startNavigation` takes. */
export interface StartNavigationOptions {
  /** Where it leads, as far as that is known. */
  url?: string | URL
  /** Its name, such as the route's. Default: as that of any navigation, when the address has changed. */
  name?: string
}

/**
 * For routers that load before they change the address: begins the navigation now. What follows belongs to it and carries its trace; the next change
 * of the address gives it its url. If none follows within 10 s, on `cancel()`, or when another begins, it was none: what it holds is sent in a
 * follow-up of the page that stayed. Nothing happens where `url` is the page's own address (then `name` names its route), where
 * nothing is traced, or navigations are switched off.
 */
export function startNavigation(options?: StartNavigationOptions): { cancel(): void } {
  let own: Transaction | undefined
  const cancel = () => {
    if (own && own === page) stayOnPage()
  }
  const { url, name } = membersOf(options, refuse) as StartNavigationOptions
  const to = url == null ? undefined : urlOf(url)
  stayOnPage()
  if (to && keyOf(to) === key) {
    if (name) setRouteName(name, to)
  } else if (page && isFollowing) {
    const stayed = page
    const chosen = name || !to ? { name: name || location.pathname, op: 'navigation', source: name ? 'route' : 'url' }
      : contextOf(to.href, code.NAVIGATION)
    beginPage(code.BEGUN, NaN, chosen)
    begun = { _stayed: stayed, _to: to?.href, _key: to && keyOf(to), _name: name ? undefined : chosen.name }
    own = page
    setTimeout(cancel, 10_000)
  }
  return { cancel }
}

/**
 * Names the page view after the route that a router resolved `url` (default: the page's address) to. Ignored when that is
 * not the address that the page, or the navigation that has begun, has.
 */
export function setRouteName(name: string, url?: string | URL): void {
  const its = keyOf(url)
  const named = its === key ? begun?._stayed || page : its && its === begun?._key ? page : undefined
  named?.setName(name, 'route')
}

/** Ends the pageload, with `enableReportPageLoaded`. */
export function reportPageLoaded(): void {
  const loading = begun?._stayed || page
  if (loading?._kind === code.PAGELOAD) loading._hold(0)
}

/** From now on there is no page, and nothing is traced. */
export const closePage = (): void => void (page = config = begun = undefined)
