/** A visit to a page that does something of each kind, and what comes of it: for pages that differ in what should make no difference. */
import { bundle } from './bundle.ts'
import { pageWithHeadwater, type HeadwaterPage } from './page-with-headwater.ts'
import { sentryTrace, type Transaction } from './received.ts'
import type { Page, Site } from './site.ts'
import { openPage } from './visitor.ts'

/**
 * What the page does, by means that it has taken before: requests in each form, by a client too, then a navigation, then something of its own.
 * Tells the site when it is done.
 */
const script = takingNames(
  await bundle(`
  import ky from 'ky'
  const { fetch, XMLHttpRequest, Request, Headers, history, performance, navigator, setTimeout } = window
  const client = ky.create({ fetch: (...args) => window.fetch(...args), retry: 0 })
  window.act = (other, foreign) => {
    const { fetch } = window
    const xhr = (url) => new Promise((resolve) => {
      const request = new XMLHttpRequest()
      request.open('POST', url)
      request.setRequestHeader('x-one', '1')
      request.onloadend = resolve
      request.send('body')
    })
    const read = async (answer) => (await answer).text()
    const run = async () => {
      await read(fetch('/api/json?by=fetch', { headers: { 'x-one': '1' } }))
      await read(fetch(new Request('/api/json?by=request', { method: 'POST', body: 'b', headers: { 'x-one': '1' } })))
      await read(fetch('/api/json?by=headers', { headers: new Headers({ 'x-one': '1' }) }))
      await read(client('/api/json?by=client', { headers: { 'x-one': '1' } }))
      await xhr('/api/json?by=xhr')
      for (const origin of [other, foreign]) {
        await read(fetch(origin + '/api/json?by=fetch', { headers: { 'x-one': '1' } }))
        await read(fetch(new Request(origin + '/api/json?by=request', { headers: { 'x-one': '1' } })))
        await xhr(origin + '/api/json?by=xhr')
      }
      performance.mark('a mark')
      const own = Headwater.startTransaction({ name: 'own', op: 'task', data: { basket: { items: [1, 2] } } })
      own.startChild({ op: 'step', description: 'a step' }).finish()
      own.finish()
      history.pushState(null, '', '/next')
      await read(fetch('/api/json?by=later'))
    }
    run().catch((error) => 'failed: ' + error).then((said = 'done') => navigator.sendBeacon('/acted', said))
  }`),
)

/** A script for which a page's names stay what they are: that of the client and of the test. */
function takingNames(text: string): string {
  return `{
    const names = Object.getOwnPropertyNames(window).filter((name) => /^[A-Z]|^(fetch|performance|navigator|history|setTimeout|clearTimeout|queueMicrotask|decodeURIComponent)$/.test(name))
    const taken = Object.fromEntries(names.map((name) => [name, window[name]]))
    taken.globalThis = taken
    new Function(...Object.keys(taken), ${JSON.stringify(text)})(...Object.values(taken))
  }`
}

const asked = (text: string) => () => ({ headers: { 'content-type': 'text/javascript' }, body: text })

/** What such pages are made of. `/act.js` comes first; `/go.js`, or `go()`, when Headwater is there. */
export const busyFiles: Record<string, Page> = {
  '/act.js': site => asked(`${script}; window.go = () => act('${site.otherOrigin}', '${site.foreignOrigin}')`)(),
  '/go.js': asked('go()'),
  '/acted': () => ({ status: 204 }),
}

/** A page that records. Its trace goes to its own and the other origin. */
export const busyPage =
  (options: HeadwaterPage): Page =>
  (site, request) => {
    const attributes = {
      'idle-timeout': 200,
      'detect-redirects': 'false',
      'tracing-origins': `/^\\// ${site.otherOrigin}`,
      ...options.attributes,
    }
    const page = pageWithHeadwater({ ...options, attributes })
    return typeof page === 'string' ? page : page(site, request)
  }

/** What was recorded and asked for, as far as it is the same each time. */
export async function busyVisit(site: Site, path: string): Promise<Record<string, unknown>> {
  const first = site.requests.length
  const sentBefore = site.transactions().length
  const visitor = await openPage(site, path)
  const acted = await site.waitFor(() => site.requests.slice(first).find(request => request.path === '/acted'), 'acted')
  const sent = (): Transaction[] => site.transactions().slice(sentBefore)
  const isThere = (op: string): boolean => sent().some(({ contexts }) => contexts.trace.op === op)
  await site.waitFor(() => isThere('pageload'), 'pageload')
  await visitor.page.goto('about:blank')
  await site.waitFor(() => isThere('navigation') && isThere('task'), 'navigation and task')
  const lines = sent()
    .filter(({ contexts }) => /^(pageload|navigation|task)/.test(contexts.trace.op))
    .flatMap(({ contexts, transaction, spans }) => [
      `${contexts.trace.op.replace(/\.late$/, '')} ${transaction}`,
      ...spans
        .filter(({ op }) => /^(http|mark|step|resource.(fetch|xml))/.test(op))
        .map(({ op, description, data }) => `${op} ${description?.replace(/:\d+/, '')} ${data?.['http.response.status_code']}`),
    ])
  const asked = site.requests
    .slice(first)
    .filter(request => request.path === '/api/json')
    .map(
      request =>
        `${request.method} ${request.headers.host!.replace(site.otherOrigin.slice(7), 'other').replace(/:\d+/, '')} ${request.query.get('by')} ${request.headers['x-one']} ${!!sentryTrace(request)}`,
    )
  const result: Record<string, unknown> = {
    acted: acted.body.toString(),
    lines: [...new Set(lines)].sort(),
    count: lines.filter(line => line.startsWith('http')).length,
    asked,
    said: visitor.messages,
    errors: visitor.errors,
  }
  await visitor.close()
  site.visitors.splice(site.visitors.indexOf(visitor), 1)
  // Without the page's own path.
  return JSON.parse(JSON.stringify(result).replaceAll(path, '/page').replaceAll(path.replace(/\d+/, ':id'), '/page')) as Record<
    string,
    unknown
  >
}
