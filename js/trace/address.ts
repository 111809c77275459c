import { urlOf } from '../base/values.ts'

/** A resolved address whose parts were read once: engines make the text of a URL's member anew each time it is read. */
export interface Address {
  _href: string
  _origin: string
  _path: string
  /**
   * A URL of the same origin, for its protocol, host and port alone: its path may be another (that of the document's
   * base).
   */
  _url: URL
}

/**
 * A path, with or without a query, that stays the same when it is resolved: it begins with one `/`, no part of it
 * begins with a dot (which may go up) or a slash (which may begin a host), and nothing in it is escaped or has to be.
 */
const PLAIN = /^\/(?:[\w~-][\w.~-]*\/)*(?:[\w~-][\w.~-]*)?(?:\?[\w=&.~+-]*)?$/

/** Looks at a URL once. */
export const lookAt = (url: URL | undefined): Address | undefined =>
  url && { _href: url.href, _origin: url.origin, _path: url.pathname, _url: url }

let baseText: string | undefined
let base: Address | undefined

/** An address as the page's own calls would resolve it; undefined when it is none. */
export function addressOf(given: string | URL): Address | undefined {
  if (typeof given === 'string' && PLAIN.test(given)) {
    const text = globalThis.document ? document.baseURI : location.href
    if (text !== baseText) {
      baseText = text
      base = lookAt(urlOf(text))
    }
    // A base of another scheme (`file:`, `blob:`, `about:`) has no origin that a path could be put behind.
    if (base && /^http/.test(base._href))
      return { _href: base._origin + given, _origin: base._origin, _path: given.split('?')[0]!, _url: base._url }
  }
  return lookAt(urlOf(given))
}
