/** Documents whose origin is opaque, or another than their address says: what worked without Headwater works, and is recorded. */
import assert from 'node:assert/strict'
import { pageWithHeadwater } from '../../support/page-with-headwater.ts'
import { sentryTrace } from '../../support/received.ts'
import type { Page, Site } from '../../support/site.ts'
import { withHeaders } from '../headers.ts'
import type { Scenario } from '../scenario.ts'

/** Asks for addresses of the page's own origin and of another by each way, and tells the site what came of it. */
const asking = (site: Site): string => `<script>
  addEventListener('load', async () => {
    const outcomes = []
    for (const url of ['/api/json', '${site.origin}/api/json', '${site.otherOrigin}/api/json']) {
      outcomes.push(await fetch(url + '?by=fetch').then((answer) => answer.text(), String))
      outcomes.push(await fetch(new Request(url + '?by=request')).then((answer) => answer.text(), String))
      const xhr = new XMLHttpRequest()
      xhr.open('GET', url + '?by=xhr')
      const ended = new Promise((resolve) => (xhr.onloadend = resolve))
      xhr.send()
      await ended
      outcomes.push(xhr.status)
    }
    // Before its core is there, what is left is not recorded.
    await window.Headwater?.flush(20000)
    navigator.sendBeacon('/asked', outcomes)
  })
</script>`

const htmlOf = (page: Page, site: Site): string => (typeof page === 'string' ? page : (page(site, undefined as never) as string))
const traced: Page = site =>
  htmlOf(pageWithHeadwater({ attributes: { 'idle-timeout': 20_000 }, from: ({ origin }) => origin, afterScript: asking(site) }), site)
const plain: Page = site => `<!doctype html><title>plain</title>${asking(site)}`

const escaped = (html: string): string => html.replaceAll('&', '&amp;').replaceAll('"', '&quot;')
const frame = (attributes: string): string => `<!doctype html><title>outer</title><iframe ${attributes}></iframe>`

/** How a document comes to have another origin, and so many of its requests carry the trace: as `sandbox` without `allow-same-origin` it has none. */
const ways: Record<string, { pageOf: (page: Page, path: string) => Record<string, Page>; traced: number }> = {
  'a sandboxed document': {
    pageOf: (page, path) => ({ [path]: withHeaders({ 'content-security-policy': 'sandbox allow-scripts' }, page) }),
    traced: 0,
  },
  'a sandboxed frame': {
    pageOf: (page, path) => ({ [path]: frame(`sandbox="allow-scripts" src="${path}/framed"`), [`${path}/framed`]: page }),
    traced: 0,
  },
  'a frame with srcdoc': {
    pageOf: (page, path) => ({ [path]: site => frame(`srcdoc="${escaped(htmlOf(page, site))}"`) }),
    traced: 6,
  },
}

export const origins: Record<string, Scenario> = Object.fromEntries(
  Object.entries(ways).map(([name, { pageOf, traced: count }]): [string, Scenario] => [
    `requests of ${name} work as without Headwater, and carry the trace to its own origin alone`,
    {
      cors: 'simple',
      pages: { ...pageOf(plain, '/plain'), ...pageOf(traced, '/traced'), '/asked': () => ({ status: 204 }) },
      async run(site, open) {
        const seen = async (path: string): Promise<{ outcomes: string; asked: string[]; traced: number }> => {
          const first = site.requests.length
          const visit = await open(path)
          const { body } = await site.waitFor(() => site.requests.slice(first).find(request => request.path === '/asked'), 'outcomes')
          await visit.leave()
          const asked = site.requests.slice(first).filter(request => request.path === '/api/json')
          return {
            outcomes: body.toString(),
            asked: asked.map(({ method, url, headers }) => `${method} ${url} ${headers.origin}`),
            traced: asked.filter(request => sentryTrace(request)).length,
          }
        }
        const was = await seen('/plain')
        assert.match(was.outcomes, /200.*200.*200/s)
        assert.deepEqual(await seen('/traced'), { ...was, traced: count })
        const { spans } = await site.waitForTransaction('pageload')
        assert.equal(spans.filter(({ op }) => op === 'http.client').length, 9)
      },
    },
  ]),
)
