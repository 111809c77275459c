/** What a page says in its own last handlers: each header names a span that arrives (`browserTest` holds every test to that). */
import assert from 'node:assert/strict'
import { browserTest, coverTab, leave, openPage, pageWithHeadwater, sentryTrace, type Page } from './support/index.ts'

const requests = ['keepalive', 'xhr']
/** The page's handlers, before or behind the script, make requests as they are hidden and left. */
const handlers = `<script>
  const say = (when) => {
    fetch('/api/json?' + when + ' keepalive', { method: 'POST', body: 'x', keepalive: true }).catch(() => {})
    const xhr = new XMLHttpRequest()
    xhr.open('POST', '/api/json?' + when + ' xhr')
    xhr.send('x')
  }
  document.addEventListener('visibilitychange', () => document.hidden && say('hidden'))
  addEventListener('pagehide', () => say('left'))
</script>`

const page =
  (host: string, where: 'head' | 'afterScript'): Page =>
  (site, request) => {
    const content = pageWithHeadwater({
      [where]: handlers,
      attributes: { 'idle-timeout': 20_000, dsn: site.dsn.replace('127.0.0.1', host) },
    })
    return (content as Exclude<Page, string>)(site, request)
  }

browserTest(
  'requests of handlers of visibilitychange and pagehide are spans that arrive',
  {
    pages: { '/before': page('127.0.0.1', 'head'), '/behind': page('localhost', 'afterScript') },
  },
  async site => {
    for (const path of ['/before', '/behind']) {
      const visitor = await openPage(site, path, { tab: true })
      await visitor.page.evaluate(() => Headwater.flush())
      await (await coverTab(visitor))()
      await leave(visitor)
    }
    const asked = (): string[] =>
      site.requests
        .filter(request => request.path === '/api/json' && sentryTrace(request)?.sampled)
        .map(({ url }) => decodeURIComponent(new URL(url).search.slice(1)))
    // An XHR of a page that is left need not be sent.
    const expected = ['hidden', 'left'].flatMap(when => requests.map(by => `${when} ${by}`)).filter(name => name !== 'left xhr')
    await site.waitFor(() => expected.every(name => asked().filter(one => one === name).length >= 2), 'all of both pages')
    assert.ok(asked().length >= 2 * expected.length)
  },
)
