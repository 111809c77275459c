import { urlOf } from '../base/values.ts'

/** An address that was looked at once. Each member of a URL is made anew by the engine whenever it is read; these are only texts. */
export interface Address {
  _href: string
  _origin: string
  _path: string
  /** Of this origin, for what is rarely asked. */
  _url: URL
}

/**
 * A path that is the same when it is resolved: it begins with one `/`, and each part with something else than a dot (which may go up) or a slash
 * (which may begin a host), and has nothing that is escaped.
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
    // Others have no origin of their own.
    if (base && /^http/.test(base._href))
      return { _href: base._origin + given, _origin: base._origin, _path: given.split('?')[0]!, _url: base._url }
  }
  return lookAt(urlOf(given))
}
