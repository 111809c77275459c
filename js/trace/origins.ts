import { asWritten, urlOf } from '../base/values.ts'
import type { Origin } from '../seam/options.ts'
import type { Address } from './address.ts'

/**
 * Whether a parameter of the address says that it is presigned. Such a request gets no header: the signature may cover
 * the headers, or the service refuses those that it does not know. The names are those of Amazon, Google, Azure,
 * Alibaba, Tencent, Volcengine, Huawei, Akamai and others.
 */
export const isPresigned = ({ _href }: Address): boolean =>
  _href.includes('?') &&
  [...new URL(_href).searchParams.keys()].some(name =>
    /(^|[\W_])signature(?![a-z])|signature$|^(sig$|hdnts|__token__$|x-(amz|goog|oss|tos|obs|cos)-)/i.test(name),
  )

/**
 * Makes the function that tells of an address whether an entry of `tracingOrigins` lets requests to it carry the trace. It looks at origin and
 * path alone, never at query, fragment or credentials; at the path as the address has it, and as people write it, without escapes.
 *
 * Same origin: a string matches where the URL contains it, a regular expression where it matches path or URL. Cross
 * origin: a string without `/` is a host (any port unless it names one) and everything below it; one with `/` is a
 * prefix of origin and path, scheme optional, that ends at a segment; a regular expression is tried on both together.
 */
export function matcherOf(entry: Origin, pageOrigin: string): (address: Address) => boolean {
  const isText = typeof entry === 'string'
  // A copy: `g` and `y` make test() depend on lastIndex, and change it.
  const pattern = isText ? undefined : new RegExp(entry.source, entry.flags.replace(/[gy]/g, ''))
  const [, slashes, scheme, host, path] = (isText && /^((https?:)?\/\/)?([^/@?#]+)(\/.*)?$/i.exec(entry)) || []
  /** The entry as a URL, by scheme: an entry that has no scheme takes that of the address which it is compared with. */
  const wanted: Record<string, URL | undefined> = {}

  return ({ _origin, _path, _url }) => {
    const isSame = _origin === pageOrigin
    const paths = _path.includes('%') ? [_path, asWritten(_path)] : [_path]
    if (pattern) return paths.some(one => pattern.test(_origin + one) || (isSame && pattern.test(one)))
    if (isSame) return paths.some(one => (_origin + one).includes(entry as string))
    // The entry is parsed as the address was, so that both are written in the same way: lower case, punycode, without
    // dot segments or default port.
    const { protocol, hostname, port } = _url
    const url = (wanted[protocol] ||= (host && urlOf(`${scheme || protocol}//${host}${path || ''}`, _origin)) || undefined)
    if (!url) return false
    return slashes || path
      ? url.origin === _origin && (_path === url.pathname || _path.startsWith(url.pathname.replace(/\/?$/, '/')))
      : (url.port === port || !/:\d+$/.test(host!)) && `.${hostname}`.endsWith(`.${url.hostname}`)
  }
}
