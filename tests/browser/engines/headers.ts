import type { Answer } from '../support/answers.ts'
import type { Page } from '../support/site.ts'

/** That page with further headers. Its uncaught errors are not told of: a policy may refuse the script that does. */
export const withHeaders =
  (headers: Record<string, string>, page: Page): Page =>
  (site, request): Answer => {
    const content = typeof page === 'string' ? page : page(site, request)
    const { headers: own = {}, ...rest } =
      typeof content === 'string' ? { headers: { 'content-type': 'text/html' }, body: content } : content
    return { ...rest, headers: { ...own, ...headers } }
  }
