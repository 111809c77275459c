/** Documents whose origin is opaque, or another than their address says: what worked without Headwater works, and is recorded. */
import assert from 'node:assert/strict'
import type { Frame } from 'playwright-core'
import { titles } from './support/look.ts'
import { browserTest, leave, openPage, pageWithHeadwater, sentryTrace, type Answer, type Page, type Site } from './support/index.ts'

/** Asks for each address by fetch and by XMLHttpRequest; what came of it. */
const ask = (frame: Pick<Frame, 'evaluate'>, urls: string[]): Promise<unknown> =>
  frame.evaluate(async urls => {
    const outcomes: unknown[] = []
    for (const url of urls) {
      outcomes.push(await fetch(url + '?by=fetch').then(answer => answer.text(), String))
      outcomes.push(await fetch(new Request(url + '?by=request')).then(answer => answer.text(), String))
      const xhr = new XMLHttpRequest()
      xhr.open('GET', url + '?by=xhr')
      const ended = new Promise(resolve => (xhr.onloadend = resolve))
      xhr.send()
      await ended
      outcomes.push(xhr.status)
    }
    return outcomes
  }, urls)

const htmlOf = (page: Page, site: Site): string => (typeof page === 'string' ? page : (page(site, undefined as never) as string))
const plain = '<!doctype html><title>plain</title>'

/** What is asked for in a frame, without Headwater and with it: as the server got it, with its header or without. */
async function compare(site: Site, open: (path: string) => Promise<Frame>, urls: string[]): Promise<{ traced: string[] }> {
  const seen = async (path: string): Promise<{ outcomes: unknown; requests: string[]; traced: string[] }> => {
    const frame = await open(path)
    const first = site.requests.length
    const outcomes = await ask(frame, urls)
    const asked = site.requests.slice(first).filter(request => request.path.startsWith('/api/json'))
    const of = (request: (typeof asked)[number]): string => `${request.method} ${request.url} ${request.headers.origin}`
    return { outcomes, requests: asked.map(of), traced: asked.filter(request => sentryTrace(request)).map(of) }
  }
  const [was, is] = [await seen('/plain'), await seen('/traced')]
  assert.deepEqual([is.outcomes, is.requests], [was.outcomes, was.requests])
  return { traced: is.traced }
}

/** Leaves the page that was opened last; how many requests its frame has recorded. */
async function recorded(site: Site): Promise<number> {
  const visitor = site.visitors.at(-1)!
  // Before that, what is left is not recorded.
  await visitor.page.frames().at(-1)!.evaluate('Headwater.flush(20000)')
  await leave(visitor)
  const { spans } = await site.waitForTransaction('pageload')
  return spans.filter(({ op }) => op === 'http.client').length
}

/** As `sandbox` without `allow-same-origin`: https://html.spec.whatwg.org/multipage/browsers.html#sandboxed-origin-browsing-context-flag */
const sandboxed =
  (page: Page): Page =>
  (site): Answer => ({
    headers: { 'content-type': 'text/html', 'content-security-policy': 'sandbox allow-scripts' },
    body: htmlOf(page, site),
  })
const frameOf = (attributes: string): string => `<!doctype html><title>outer</title><iframe ${attributes}></iframe>`
const escaped = (html: string): string => html.replaceAll('&', '&amp;').replaceAll('"', '&quot;')
const attributes = { 'idle-timeout': 20_000 }

/** How a document with Headwater, or a plain one, comes to have an origin of its own. */
const ways: Record<string, (page: Page) => Record<string, Page>> = {
  'a sandboxed document': page => ({ '/traced': sandboxed(page), '/plain': sandboxed(plain) }),
  'a sandboxed frame': page => ({
    '/traced': frameOf('sandbox="allow-scripts" src="/framed"'),
    '/plain': frameOf('sandbox="allow-scripts" src="/framed/plain"'),
    '/framed': page,
    '/framed/plain': plain,
  }),
  'a sandboxed frame with srcdoc': page => ({
    '/traced': site => frameOf(`sandbox="allow-scripts" srcdoc="${escaped(htmlOf(page, site))}"`),
    '/plain': frameOf(`sandbox="allow-scripts" srcdoc="${plain}"`),
  }),
}

/** Opens a page; its innermost frame. */
const innermost =
  (site: Site) =>
  async (path: string): Promise<Frame> =>
    (await openPage(site, path)).page.frames().at(-1)!

for (const [name, pagesOf] of Object.entries(ways)) {
  browserTest(
    `${name} has no origin of its own: its requests work, without the header of the same origin`,
    {
      cors: 'simple',
      pages: pagesOf(pageWithHeadwater({ attributes, from: ({ origin }) => origin })),
    },
    async site => {
      const { traced } = await compare(site, innermost(site), ['/api/json', `${site.origin}/api/json`, `${site.otherOrigin}/api/json`])
      assert.deepEqual(traced, [])
      assert.equal(await recorded(site), 9)
      const pageName = name.includes('srcdoc') ? 'about:srcdoc' : name.includes('frame') ? '/framed' : '/traced'
      assert.deepEqual(titles(site.transactions()), [`pageload ${pageName}`])
      assert.deepEqual(
        site.visitors.flatMap(({ messages }) => messages),
        [],
      )
    },
  )

  browserTest(
    `${name} gives the header to hosts that are listed`,
    {
      cors: 'sentry-trace',
      pages: pagesOf(pageWithHeadwater({ attributes: { ...attributes, 'tracing-origins': '127.0.0.1' }, from: ({ origin }) => origin })),
    },
    async site => {
      const { page } = await openPage(site, '/traced')
      await ask(page.frames().at(-1)!, [`${site.origin}/api/json`])
      const asked = site.requests.filter(request => request.path === '/api/json' && request.method === 'GET')
      assert.deepEqual(
        asked.map(request => !!sentryTrace(request)),
        [true, true, true],
      )
      assert.equal(await recorded(site), 3)
    },
  )
}

browserTest(
  'a frame with srcdoc has the origin of its page: its requests carry the trace',
  {
    cors: 'simple',
    pages: {
      '/traced': site => frameOf(`srcdoc="${escaped(htmlOf(pageWithHeadwater({ attributes }), site))}"`),
      '/plain': frameOf(`srcdoc="${plain}"`),
    },
  },
  async site => {
    const { traced } = await compare(site, innermost(site), ['/api/json', `${site.origin}/api/json`, `${site.otherOrigin}/api/json`])
    assert.equal(traced.length, 6, 'those to the own origin')
    assert.equal(await recorded(site), 9)
    assert.deepEqual(titles(site.transactions()), ['pageload /traced'], 'its address is none, its page has one')
    assert.deepEqual(
      site.visitors.flatMap(({ messages }) => messages),
      [],
    )
  },
)

browserTest(
  'a blank frame into which its page writes has the origin of its page',
  {
    cors: 'simple',
    pages: { '/traced': '<!doctype html><title>outer</title><iframe></iframe>' },
  },
  async site => {
    const { page } = await openPage(site, '/traced')
    await page.evaluate(
      html => {
        const { document } = window.frames[0]!
        document.open()
        document.write(html)
        document.close()
      },
      htmlOf(pageWithHeadwater({ attributes }), site),
    )
    const frame = page.frames().at(-1)!
    await frame.waitForFunction('window.Headwater')
    await ask(frame, ['/api/json'])
    const asked = site.requests.filter(request => request.path === '/api/json')
    assert.deepEqual(
      asked.map(request => !!sentryTrace(request)),
      [true, true, true],
    )
    assert.equal(await recorded(site), 3)
  },
)
