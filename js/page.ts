import { watchHistory } from './browser/history.ts'
import { causeOf, firstHeader, inputAt, noteInput } from './cause.ts'
import * as code from './commands.ts'
import type { Config, NavigationContext } from './options.ts'
import { connected } from './loader.ts'
import { loneRoot } from './lone-root.ts'
import { command, core, nextHandle, refuse, roots, seed, start, stopped, takeLost, untilSent } from './recorder.ts'
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
  trace._id ||= handle || nextHandle()
  trace._seed ||= seed()
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

/**
 * The path that names the page of a window. Of a file the last part alone: the others tell whose machine it is on. A document without
 * an address is its parent's, where that may be asked.
 */
const pathOf = ({ location, parent }: Window): string => {
  const { protocol, pathname } = location
  return pathname[0] === '/' ? pathname.slice(protocol === 'file:' ? pathname.lastIndexOf('/') + 1 : 0) || '/'
    : protocol !== 'about:' ? protocol
    : (parent.location !== location && attempt(() => pathOf(parent))) || protocol + pathname
}

type Chosen = NavigationContext & { source: string }

/** What the page view at the address is called: as `beforeNavigate` says, else by its path. */
function contextOf(kind: number, op: string): Chosen {
  const path = pathOf(globalThis as never)
  // A URL, so that callbacks of the 5.27 era, which take a location, find what they read.
  const context = Object.assign(new URL(location.href), { name: path, op, tags: {}, data: {} }) as NavigationContext
  const answer = kind !== code.OWNER && config && ask(config, 'beforeNavigate', context)
  const chosen = { ...context, ...(typeof answer === 'string' ? { name: answer } : membersOf(answer, refuse)) }
  const name = chosen.name || path
  return { ...chosen, name, source: name === path ? 'url' : 'custom' }
}

/**
 * Begins a page view, from now on the current one. `isDecided` false: only its trace, for requests of a page that is
 * prerendered and perhaps never seen. With `given` its address is still to change, and the page goes on beside it.
 */
export function openPage(
  kind: number, startTime: number, from?: Incoming, isDecided?: boolean, cause = '', given?: Pick<Chosen, 'name' | 'source'>,
): void {
  settle(0)
  const what = given || kind === code.NAVIGATION ? 'navigation' : 'pageload'
  const chosen = given ? { ...given, op: what } as Chosen : contextOf(kind, what)
  const { name, op, source } = chosen
  const trace = beginTrace(name, op, from, isDecided)
  const left = page
  interaction = undefined
  const origin = `auto.${what}.browser` + cause
  page = openTransaction(trace, kind, startTime, name, source, op, origin)
  describe(page, chosen as SpanContext)
  Object.assign(page, { _name: name, _source: source, _op: op, _origin: origin, _start: startTime >= 0 ? startTime : now() })
  if (given) stayed = left
  else enterPage(left)
  if (from?.stale) page._put(code.LINK, [from.stale, 'stale_trace'])
  if (left && what !== 'pageload') page._put(code.LINK, [headerOf(left, 0), 'previous_trace'])
}

/** The page has its address: it takes the place of `left`, which ended when it began. */
function enterPage(left: Transaction | undefined): void {
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
 * Has the browser send the root by itself, should the page end without a word before anything was sent: one that is closed while
 * it loads gets no `pagehide` (Chromium, which is the one that has `fetchLater`). A hook of the page's is only called for what is
 * sent.
 */
const leaveCopy = (root: Transaction): void => void attempt(() => {
  // Where there is none nothing need be made.
  const body = fetchLater && roots.includes(root) && !config!.rest.beforeSendTransaction && loneRoot(config!, root, now())
  if (body) fetchLater(config!.url, { method: 'POST', body, signal: untilSent.signal, referrerPolicy: 'strict-origin' })
})
declare const fetchLater: ((url: string, init: RequestInit) => unknown) | undefined

/** The page is left, or may be, before its core is there: sends the roots alone, and tells the core, should it still come. */
function sendRoots(left: Config): void {
  let lost = takeLost()
  roots.splice(0).forEach(root => {
    const { _handle, _start } = root
    const envelope = attempt(() => loneRoot(left, root, Math.min(root._end ?? now(), stopped || Infinity), lost))
    if (envelope) {
      sendLast(left.url, envelope)
      lost = 0
    }
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

/** The page that goes on beside a navigation, which is `page` then, until the address has changed. */
let stayed: Transaction | undefined

/** Whether changes of the address begin page views. */
let isFollowing: boolean | undefined

export function followMoves(): void {
  isFollowing = true
  watchHistory(noteInput, movePage)
}

/** See `watchHistory`. A page that moves by itself, right after it began or did so before, is still the same. */
export function movePage(isTraversal: boolean, begunAt?: number): void {
  const next = keyOf()
  if (!page || next === key || config!.startTransactionOnLocationChange === false) return
  if (!stayed && config!.detectRedirects !== false && page._kind !== code.OWNER && !isTraversal && inputAt < movedAt && now() - movedAt < 1500 &&
    (!core || core.isOpen(page._handle))) {
    key = next
    if (page._handle) start(code.REDIRECT, [page._handle], [location.href])
  } else if (stayed) settle(1)
  else {
    const askedAt = isTraversal ? NaN : causeOf()
    const isAsked = askedAt > movedAt
    openPage(code.NAVIGATION, isAsked && !(begunAt! < askedAt) ? askedAt : begunAt! > movedAt ? begunAt! : NaN)
    if (isAsked && firstHeader) page._put(code.LINK, [firstHeader, 'early_request'])
  }
  movedAt = now()
}

/** The address of the navigation that has begun has changed (1), or it comes to nothing (0) and the page that stayed goes on. */
function settle(isChanged: 0 | 1): void {
  const own = page!
  const left = stayed
  if (!left) return
  const kept = isChanged ? own : left
  stayed = undefined
  if (isChanged && own._source === 'url') {
    const chosen = contextOf(code.NAVIGATION, 'navigation')
    Object.assign(describe(own, chosen as SpanContext), { _name: chosen.name, _source: chosen.source })
  }
  if (own._handle) command(code.ADDRESS, [now(), own._handle, isChanged], [location.href, kept._name, kept._source])
  // A core that knows of the page before must learn that it is over.
  else if (isChanged) openTransaction(own._trace, code.NAVIGATION, own._start!, own._name!, own._source!, own._op!)
  page = kept
  if (isChanged) enterPage(left)
  else own._finished = true
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
  const { url, name } = membersOf(options, refuse) as StartNavigationOptions
  const to = url && urlOf(url)
  settle(0)
  if (to && keyOf(to) === key) {
    if (name) setRouteName(name)
  } else if (page && isFollowing && config!.startTransactionOnLocationChange !== false) {
    openPage(code.BEGUN, NaN, undefined, undefined, '', { name: name || (to || location).pathname, source: name ? 'route' : 'url' })
    setTimeout(() => cancel(), 10_000)
  }
  const own = page
  const cancel = () => {
    if (own === page) settle(0)
  }
  return { cancel }
}

/**
 * Names the current page after the route that a router resolved `url` (default: the page's address) to. Ignored when that is
 * not the address that the page has.
 */
export function setRouteName(name: string, url?: string | URL): void {
  if (page && keyOf(url) === key) (stayed || page).setName(name, 'route')
}

/** Ends the pageload, with `enableReportPageLoaded`. */
export function reportPageLoaded(): void {
  const loading = stayed || page
  if (loading?._kind === code.PAGELOAD) loading._hold(0)
}

/** From now on there is no page, and nothing is traced. The roots that no core has are sent alone. */
export function closePage(): void {
  if (config) sendRoots(config)
  if (page) page._finished = true
  page = config = stayed = undefined
}
