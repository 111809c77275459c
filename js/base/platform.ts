import { native } from './native.ts'
import { names } from './platform-names.mjs'

const realm: Record<string, any> = globalThis

/**
 * The browser's own constructors, objects and functions, as they were when this script ran. A page may declare something else by any
 * of their names at any time (`class Request {}`, `var URL = '/api'`), for all scripts that look the name up. The build
 * replaces each name in the sources by a member of this (js/base/platform-names.mjs), in the core module too. A name that the browser lacks is
 * undefined here.
 */
export const platform: Record<string, any> = {}

let page: unknown
try {
  page = realm.document || realm.XMLHttpRequest
} catch {
  // Something stands in for a page, and may not be touched.
}

for (const name of names) {
  // Node loads these only when they are first looked at, which an import shall not be.
  if (!page && /^(Headers|Request|fetch)/.test(name)) continue
  const [first, second] = name.split('.') as [string, string?]
  try {
    platform[name.replace('.', '_')] = second ? native(realm[first], second).bind(realm[first]) : native(realm, first)
  } catch {
    // Some may not even be looked at, as storage may not in a sandbox.
  }
}

const targets = realm.EventTarget?.prototype

type Listening = [target: EventTarget, ...args: Parameters<EventTarget['addEventListener']>]
const listening: Listening[] = []

/**
 * Listens as `addEventListener`, by the method of all event targets: an element that is called `addEventListener` takes the
 * name on `window` and `document` (https://html.spec.whatwg.org/multipage/nav-history-apis.html#named-access-on-the-window-object).
 */
export function listen(...args: Listening): void {
  const [target, ...what] = args
  native(targets, 'addEventListener').apply(target, what)
  // It is called only once, soon.
  if (!(what[2] as AddEventListenerOptions | undefined)?.once) listening.push(args)
}

/**
 * Listens again to all that is listened to. `document.open()`, which `document.write()` after the load calls, takes all listeners
 * from document and window (https://html.spec.whatwg.org/multipage/dynamic-markup-insertion.html#document-open-steps).
 * One that is still there is not added twice; one for a single event is not added again.
 */
export function listenAgain(): void {
  for (const args of listening.splice(0)) listen(...args)
}

/** Listens to nothing any more. */
export function listenNoMore(): void {
  for (const [target, ...what] of listening.splice(0)) native(targets, 'removeEventListener').apply(target, what)
}

platform.addEventListener = (...what: Parameters<EventTarget['addEventListener']>) => listen(globalThis as never, ...what)

/**
 * The document by the members of its prototypes: an image or form of the page, whose name may be any text, is found before them
 * (https://html.spec.whatwg.org/multipage/dom.html#dom-document-nameditem). A text or a flag is no element: a page may have put it there.
 */
try {
  platform.document =
    page &&
    new Proxy(realm.document, {
      get(target: any, name: string) {
        if (name === 'addEventListener') return (...what: Parameters<EventTarget['addEventListener']>) => listen(target, ...what)
        let value = target[name]
        if (Object(value) === value) value = Reflect.get(Document.prototype, name, target)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
} catch {
  // A worker has none.
}
