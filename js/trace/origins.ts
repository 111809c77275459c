import { asWritten, urlOf } from '../base/values.ts'
import type { Origin } from '../seam/options.ts'

/**
 * A signature covers the request's headers, or the service refuses unknown ones: such a URL gets none. Names of parameters of Amazon,
 * Google, Azure, Alibaba, Tencent, Volcengine, Huawei, Akamai and others.
 */
export const isPresigned = (url: URL): boolean =>
  [...url.searchParams.keys()].some(name => /(^|[\W_])signature(?![a-z])|signature$|^(sig$|hdnts|__token__$|x-(amz|goog|oss|tos|obs|cos)-)/i.test(name))

/**
 * Whether an entry lets requests to `url` carry the trace. Only origin and path are looked at, never query, fragment
 * or credentials; the path as the address has it, and as people write it, without escapes.
 *
 * Same origin: a string matches where the URL contains it, a regular expression where it matches path or URL. Cross
 * origin: a string without `/` is a host (any port unless it names one) and everything below it; one with `/` is a
 * prefix of origin and path, scheme optional, that ends at a segment; a regular expression is tried on both together.
 */
export function matchesOrigin(entry: Origin, url: URL, pageOrigin: string): boolean {
  const { pathname } = url
  const paths = [pathname, asWritten(pathname)]
  const sameOrigin = url.origin === pageOrigin
  if (typeof entry !== 'string') {
    // A copy: `g` and `y` make test() depend on lastIndex, and change it.
    const pattern = new RegExp(entry.source, entry.flags.replace(/[gy]/g, ''))
    return paths.some(path => pattern.test(url.origin + path) || (sameOrigin && pattern.test(path)))
  }
  if (sameOrigin) return paths.some(path => (url.origin + path).includes(entry))
  const [, slashes, scheme, host, path] = /^((https?:)?\/\/)?([^/@?#]+)(\/.*)?$/i.exec(entry) || []
  // Parsed as the destination was: lower case, punycode, dot segments, no default port.
  const wanted = host && urlOf(`${scheme || url.protocol}//${host}${path || ''}`, url.origin)
  if (!wanted) return false
  if (!slashes && !path) {
    return (wanted.port === url.port || !/:\d+$/.test(host)) && `.${url.hostname}`.endsWith(`.${wanted.hostname}`)
  }
  return wanted.origin === url.origin &&
    (pathname === wanted.pathname || pathname.startsWith(wanted.pathname.replace(/\/?$/, '/')))
}
