/** Pages that do odd things around Headwater: none is harmed, and the recording goes on. */
import assert from 'node:assert/strict'
import { spanOf, titles } from './support/look.ts'
import {
  browserTest,
  leave,
  openPage,
  pageWithHeadwater,
  sentryTrace,
  type Page,
  type Site,
  type Span,
  type Visitor,
} from './support/index.ts'

const attributes = { 'idle-timeout': 300, 'detect-redirects': 'false' }
const traced: Page = pageWithHeadwater({ attributes })

/** Does something more on a page, and leaves it: what must have been recorded from now on. */
async function goesOn(site: Site, visitor: Visitor): Promise<void> {
  const { page } = visitor
  const first = site.requests.length
  await page.evaluate(async () => {
    history.pushState(null, '', '/next')
    await (await fetch('/api/json?on')).text()
    const xhr = new XMLHttpRequest()
    xhr.open('POST', '/api/json?on')
    const ended = new Promise(resolve => (xhr.onloadend = resolve))
    xhr.send()
    await ended
    performance.mark('goes on')
  })
  const asked = site.requests.slice(first).filter(({ path }) => path === '/api/json')
  assert.deepEqual(
    asked.map(request => sentryTrace(request)?.sampled),
    [true, true],
  )
  // A page that is left before its core is there sends no spans.
  assert.equal(await page.evaluate('Headwater.flush(5000)'), true, 'the core is there')
  await leave(visitor)
  const navigation = await site.waitForTransaction('navigation')
  for (const name of ['GET /api/json', 'POST /api/json', 'goes on']) spanOf(navigation, name)
  assert.deepEqual([visitor.messages, visitor.errors], [[], []])
}

/** Of the page and what came after it. */
const spansOf = (site: Site): Span[] => site.transactions().flatMap(({ spans }) => spans)

browserTest('an XMLHttpRequest whose send throws, and is sent again', { pages: { '/list': traced } }, async site => {
  const visitor = await openPage(site, '/list')
  const result = await visitor.page.evaluate(async () => {
    const xhr = new XMLHttpRequest()
    xhr.open('POST', '/api/echo')
    xhr.setRequestHeader('x-one', '1')
    const thrown: string[] = []
    for (const body of [
      {
        toString() {
          throw new RangeError('mine')
        },
      },
      Symbol('body'),
    ]) {
      try {
        xhr.send(body as never)
      } catch (error) {
        thrown.push((error as Error).name)
      }
    }
    const ended = new Promise(resolve => (xhr.onloadend = resolve))
    xhr.send('body')
    await ended
    await (await fetch('/api/echo')).text()
    return [thrown, xhr.status, (JSON.parse(xhr.responseText) as { body: string }).body]
  })
  assert.deepEqual(result, [['RangeError', 'TypeError'], 200, 'body'])
  const asked = site.requests.filter(({ path }) => path === '/api/echo')
  assert.deepEqual(
    asked.map(request => [request.method, sentryTrace(request)?.sampled]),
    [
      ['POST', true],
      ['GET', true],
    ],
  )
  await site.waitForTransaction('pageload', 4000)
  await goesOn(site, visitor)
  const spans = spansOf(site)
  assert.deepEqual(
    spans.filter(({ description }) => description === 'GET /api/echo').map(({ status }) => status),
    ['ok'],
  )
  assert.equal(spans.find(({ span_id }) => span_id === sentryTrace(asked[0]!)?.spanId)?.description, 'POST /api/echo')
  assert.ok(spans.some(({ description, data }) => description === 'POST /api/echo' && data?.['http.response.status_code'] === 200))
})

browserTest(
  'something below whose send throws',
  {
    pages: {
      '/list': pageWithHeadwater({
        attributes,
        head: `<script>
        const { send } = XMLHttpRequest.prototype
        XMLHttpRequest.prototype.send = function (...args) {
          if (this.isBlocked) throw new RangeError('blocked')
          return send.apply(this, args)
        }
      </script>`,
      }),
    },
  },
  async site => {
    const visitor = await openPage(site, '/list')
    const thrown = await visitor.page.evaluate(async () => {
      const results: unknown[] = []
      for (const isBlocked of [true, false]) {
        const xhr = Object.assign(new XMLHttpRequest(), { isBlocked })
        xhr.open('GET', '/api/echo')
        try {
          xhr.send()
          await new Promise(resolve => (xhr.onloadend = resolve))
          results.push(xhr.status)
        } catch (error) {
          results.push(String(error))
        }
      }
      return results
    })
    assert.deepEqual(thrown, ['RangeError: blocked', 200])
    const asked = site.requests.filter(({ path }) => path === '/api/echo')
    assert.deepEqual(
      asked.map(request => sentryTrace(request)?.sampled),
      [true],
      'its path has not failed',
    )
    await site.waitForTransaction('pageload', 4000)
    await goesOn(site, visitor)
  },
)

for (const text of ['parent.fetch.call(window, "api/echo")', 'parent.fetch.call(parent, "api/echo")', 'new parent.Request("api/echo")']) {
  browserTest(
    `a frame without Headwater asks by its page: ${text}`,
    {
      pages: {
        '/list': traced,
        '/plain': '<!doctype html><title>plain</title>',
        '/deeper/frame': '<!doctype html><title>frame</title>',
        '/deeper/api/echo': '{}',
      },
    },
    async site => {
      const seen: unknown[] = []
      for (const path of ['/plain', '/list']) {
        const visitor = await openPage(site, path)
        await visitor.page.evaluate(
          () =>
            new Promise(resolve => {
              const frame = document.body.appendChild(document.createElement('iframe'))
              frame.onload = resolve
              frame.src = '/deeper/frame'
            }),
        )
        const first = site.requests.length
        const result = await visitor.page.frames()[1]!.evaluate(
          text =>
            Promise.resolve((0, eval)(text))
              .then(made => (made.url && !made.text ? made : made instanceof (parent as typeof window).Request ? parent.fetch(made) : made))
              .then((answer: Response) => answer.status, String),
          text,
        )
        seen.push([
          result,
          site.requests
            .slice(first)
            .filter(request => request.path.endsWith('/echo'))
            .map(({ method, path }) => [method, path]),
        ])
        if (path === '/list') {
          await site.waitForTransaction('pageload', 8000)
          await goesOn(site, visitor)
        }
      }
      assert.deepEqual(seen[1], seen[0])
    },
  )
}

const writing: Record<string, string> = {
  'document.open': 'document.open(); document.close()',
  'document.write': "document.write('<p>written</p>'); document.close()",
  'document.writeln, twice': "for (const text of ['a', 'b']) { document.writeln(text); document.close() }",
}

for (const [name, text] of Object.entries(writing)) {
  browserTest(
    `a document that is written again when it is loaded: ${name}`,
    {
      pages: { '/list': pageWithHeadwater({ attributes: { ...attributes, 'interactions-sample-rate': 1 } }) },
    },
    async site => {
      const visitor = await openPage(site, '/list')
      await site.waitForTransaction('pageload')
      await visitor.page.evaluate(text)
      await goesOn(site, visitor)
      assert.deepEqual(titles(site.transactions()), ['pageload /list', 'navigation /next'])
    },
  )
}

browserTest('a document that is written again before its core is there', { pages: { '/list': traced } }, async site => {
  const gate = site.hold('/dist/headwater.core.mjs')
  const visitor = await openPage(site, '/list')
  await gate.requested
  await visitor.page.evaluate("document.write('<p>written</p>'); document.close()")
  gate.release()
  await site.waitForTransaction('pageload')
  await goesOn(site, visitor)
})

const clear = `{
  for (let id = setTimeout(() => {}); id >= 0; id--) clearTimeout(id), clearInterval(id)
  for (let id = requestAnimationFrame(() => {}); id >= 0; id--) cancelAnimationFrame(id)
  for (let id = requestIdleCallback(() => {}); id >= 0; id--) cancelIdleCallback(id)
}`
const moments: Record<string, string> = {
  'as soon as it can': `<script>${clear}</script>`,
  'when it is parsed': `<script>addEventListener('DOMContentLoaded', () => ${clear})</script>`,
  'when it is loaded': `<script>addEventListener('load', () => ${clear})</script>`,
  'after it is loaded': `<script>addEventListener('load', () => setTimeout(() => ${clear}, 30))</script>`,
  'before its requests are answered': `<script>fetch('/api/json').then((answer) => { ${clear}; return answer.text() }).then(() => ${clear})</script>`,
}

for (const [when, afterScript] of Object.entries(moments)) {
  browserTest(
    `a page that clears all timers, ${when}`,
    { pages: { '/list': pageWithHeadwater({ attributes, afterScript }) } },
    async site => {
      const visitor = await openPage(site, '/list')
      await visitor.page.evaluate(async () => void (await (await fetch('/api/json')).text()))
      await visitor.page.evaluate(`new Promise((resolve) => setTimeout(resolve, 50)).then(() => ${clear})`)
      await site.waitForRequest('/dist/headwater.core.mjs')
      await goesOn(site, visitor)
      await site.waitForTransaction('pageload')
      assert.deepEqual(titles(site.transactions()), ['pageload /list', 'navigation /next'])
    },
  )
}
