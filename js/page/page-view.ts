import { jsonOf, membersOf, now, urlOf } from '../base/values.ts'
import { ask } from '../base/warn.ts'
import { command, core, refuse, start } from '../record/command-buffer.ts'
import { describe, headerOf, type SpanContext, type Transaction } from '../record/span.ts'
import * as code from '../seam/commands.ts'
import type { Incoming } from '../trace/trace.ts'
import { keepRoot, sendRoots } from '../unsent/last-words.ts'
import { setInteraction } from './active-span.ts'
import { causeOf, firstHeader, inputAt } from './cause.ts'
import { config, configure, page, setPage } from './current.ts'
import { beginTrace, openTransaction } from './open-transaction.ts'
import { contextOf, type Chosen } from './page-name.ts'

/**
 * Begins a page view, from now on the current one. `isDecided` false: only its trace, for requests of a page that is
 * prerendered and perhaps never seen. With `given` its address is still to change, and the page goes on beside it.
 * @internal
 */
export function openPage(
  kind: number,
  startTime: number,
  from?: Incoming,
  isDecided?: boolean,
  cause = '',
  given?: Pick<Chosen, 'name' | 'source'>,
): void {
  settle(0)
  const what = given || kind === code.NAVIGATION ? 'navigation' : 'pageload'
  const chosen = given ? ({ ...given, op: what } as Chosen) : contextOf(kind, what)
  const { name, op, source } = chosen
  const trace = beginTrace(name, op, from, isDecided)
  const left = page
  setInteraction(undefined)
  const origin = `auto.${what}.browser` + cause
  const opened = openTransaction(trace, kind, startTime, name, source, op, origin)
  setPage(opened)
  describe(opened, chosen as SpanContext)
  Object.assign(opened, { _name: name, _source: source, _op: op, _origin: origin, _start: startTime >= 0 ? startTime : now() })
  if (given) stayed = left
  else enterPage(left)
  if (from?.stale) opened._put(code.LINK, [from.stale, 'stale_trace'])
  if (left && what !== 'pageload') opened._put(code.LINK, [headerOf(left, 0), 'previous_trace'])
}

/** The page has its address: it takes the place of `left`, which ended when it began. */
function enterPage(left: Transaction | undefined): void {
  const { _start, _handle, _kind } = page!
  if (left) Object.assign(left, { _finished: true, _end: _start })
  key = keyOf()
  movedAt = _start!
  if (_handle && _kind !== code.OWNER) keepRoot(page!, config!)
}

/** Tells pages apart: addresses with the same key are one. Undefined for what is no address. */
function keyOf(address: string | URL = location.href): string | undefined {
  const url = urlOf(address)
  return url && jsonOf((config && ask(config, 'navigationKey', url)) ?? url.pathname)
}

/** The key of the current page (`keyOf`). */
let key: string | undefined

/** When the current page began, got its address, or was last redirected, in page ms. */
let movedAt: number

/**
 * While a navigation has begun and its address has not changed, `page` is the navigation, and this the page that goes
 * on beside it.
 */
let stayed: Transaction | undefined

/** Whether changes of the address begin page views. */
let isFollowing: boolean | undefined

/** @internal */
export const followMoves = (): void => void (isFollowing = true)

/** @internal The address has changed (watch/history.ts). A page that moves by itself, right after it began or did so before, is still the same. */
export function movePage(isTraversal: boolean, begunAt?: number): void {
  const next = keyOf()
  if (!page || next === key || config!.startTransactionOnLocationChange === false) return
  if (
    !stayed &&
    config!.detectRedirects !== false &&
    page._kind !== code.OWNER &&
    !isTraversal &&
    inputAt < movedAt &&
    now() - movedAt < 1500 &&
    (!core || core.isOpen(page._handle))
  ) {
    key = next
    if (page._handle) start(code.REDIRECT, [location.href], page._handle)
  } else if (stayed) settle(1)
  else {
    const askedAt = isTraversal ? NaN : causeOf()
    const isAsked = askedAt > movedAt
    openPage(code.NAVIGATION, isAsked && !(begunAt! < askedAt) ? askedAt : begunAt! > movedAt ? begunAt! : NaN)
    if (isAsked && firstHeader) page!._put(code.LINK, [firstHeader, 'early_request'])
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
  if (own._handle) command(code.ADDRESS, [location.href, kept._name, kept._source], now(), own._handle, isChanged)
  // A core that knows of the page before must learn that it is over.
  else if (isChanged) openTransaction(own._trace, code.NAVIGATION, own._start!, own._name!, own._source!, own._op!)
  setPage(kept)
  if (isChanged) enterPage(left)
  else own._finished = true
}

/** The argument of `startNavigation`. */
export interface StartNavigationOptions {
  /** Where it leads, as far as that is known. */
  url?: string | URL
  /** Its name, such as the route's. Default: as that of any navigation, when the address has changed. */
  name?: string
}

/**
 * For routers that load before they change the address: begins the navigation now. What follows belongs to it and carries its trace; the next change
 * of the address gives it its url. If none follows within 10 s, on `cancel()`, or when another begins, it was none: what it holds is sent in a
 * follow-up of the page that stayed. Nothing begins where `url` is the page's own address (then `name` names its route), where
 * nothing is traced, or navigations are switched off; so a router may call it for every navigation, also after `popstate`.
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

/** The page is loaded: its pageload ends now. Only with the option `enableReportPageLoaded`. */
export function reportPageLoaded(): void {
  const loading = stayed || page
  if (loading?._kind === code.PAGELOAD) loading._hold(0)
}

/** @internal From now on there is no page, and nothing is traced. The roots that no core has are sent alone. */
export function closePage(): void {
  if (config) sendRoots(config)
  if (page) page._finished = true
  setPage(undefined)
  configure(undefined)
  stayed = undefined
}
