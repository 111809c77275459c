import { attempt, pageOrigin } from '../../base/values.ts'

/** The referrer policies that the page's meta tags name. */
const policies = (): string => [...document.querySelectorAll<HTMLMetaElement>('meta[name=referrer i]')].map(({ content }) => content).join()

/**
 * Whether the `Referer` of a beacon to `url` could have more of the page's address than its origin. A beacon goes by
 * the page's policy, a fetch by the one it is given. A policy that came as a header can't be seen from a script: so
 * towards another origin it always could. Towards the page's own origin, which knows its addresses anyway, only where a
 * meta tag names `unsafe-url` or `always`.
 */
export const tellsAddress = (url: string): boolean =>
  // Firefox before 133 knows no `keepalive`: it would lose a fetch of a page that is left, so there the beacon is used
  // all the same.
  'keepalive' in Request.prototype && (new URL(url).origin !== pageOrigin() || /unsafe-url|always/i.test(attempt(policies) ?? 'always'))
