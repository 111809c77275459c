import { attempt, pageOrigin } from '../../base/values.ts'

/** Of the page, by its meta tags. */
const policies = (): string => [...document.querySelectorAll<HTMLMetaElement>('meta[name=referrer i]')].map(({ content }) => content).join()

/**
 * Whether a beacon to `url` could tell more of the page's address than a fetch, which sets its own policy, would. Of the page's policy
 * only a meta tag can be seen, not a header: so it could, towards every other origin. The page's own origin knows its addresses.
 */
export const tellsAddress = (url: string): boolean =>
  // Firefox before 133 would lose such a fetch.
  'keepalive' in Request.prototype && (new URL(url).origin !== pageOrigin() || /unsafe-url|always/i.test(attempt(policies) ?? 'always'))
