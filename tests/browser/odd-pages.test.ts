/** Pages that do odd things around Headwater: none is harmed, and the recording goes on. */
import assert from 'node:assert/strict'
import { spanOf, titles } from './support/look.ts'
import { browserTest, leave, openPage, pageWithHeadwater, sentryTrace, type Page, type Site, type Span, type Visitor } from './support/index.ts'

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
    const ended = new Promise((resolve) => (xhr.onloadend = resolve))
    xhr.send()
    await ended
    performance.mark('goes on')
  })
  const asked = site.requests.slice(first).filter(({ path }) => path === '/api/json')
  assert.deepEqual(asked.map((request) => sentryTrace(request)?.sampled), [true, true])
  // A page that is left before its core is there sends no spans.
  assert.equal(await page.evaluate('Headwater.flush(5000)'), true, 'the core is there')
  await leave(visitor)
  const navigation = await site.waitForTransaction('navigation')
  for (const name of ['GET /api/json', 'POST /api/json', 'goes on']) spanOf(navigation, name)
  assert.deepEqual([visitor.messages, visitor.errors], [[], []])
}

/** Of the page and what came after it. */
const spansOf = (site: Site): Span[] => site.transactions().flatMap(({ spans }) => spans)

browserTest('an XMLHttpRequest whose send throws, and is sent again', { pages: { '/list': traced } }, async (site) => {
  const visitor = await openPage(site, '/list')
  const result = await visitor.page.evaluate(async () => {
    const xhr = new XMLHttpRequest()
    xhr.open('POST', '/api/echo')
    xhr.setRequestHeader('x-one', '1')
    const thrown: string[] = []
    for (const body of [{ toString() { throw new RangeError('mine') } }, Symbol('body')]) {
      try {
        xhr.send(body as never)
      } catch (error) {
        thrown.push((error as Error).name)
      }
    }
    const ended = new Promise((resolve) => (xhr.onloadend = resolve))
    xhr.send('body')
    await ended
    await (await fetch('/api/echo')).text()
    return [thrown, xhr.status, (JSON.parse(xhr.responseText) as { body: string }).body]
  })
  assert.deepEqual(result, [['RangeError', 'TypeError'], 200, 'body'])
  const asked = site.requests.filter(({ path }) => path === '/api/echo')
  assert.deepEqual(asked.map((request) => [request.method, sentryTrace(request)?.sampled]), [['POST', true], ['GET', true]])
  await site.waitForTransaction('pageload', 4000)
  await goesOn(site, visitor)
  const spans = spansOf(site)
  assert.deepEqual(spans.filter(({ description }) => description === 'GET /api/echo').map(({ status }) => status), ['ok'])
  assert.equal(spans.find(({ span_id }) => span_id === sentryTrace(asked[0]!)?.spanId)?.description, 'POST /api/echo')
  assert.ok(spans.some(({ description, data }) => description === 'POST /api/echo' && data?.['http.response.status_code'] === 200))
})

browserTest('something below whose send throws', {
  pages: {
    '/list': pageWithHeadwater({
      attributes, head: `<script>
        const { send } = XMLHttpRequest.prototype
        XMLHttpRequest.prototype.send = function (...args) {
          if (this.isBlocked) throw new RangeError('blocked')
          return send.apply(this, args)
        }
      </script>`,
    }),
  },
}, async (site) => {
  const visitor = await openPage(site, '/list')
  const thrown = await visitor.page.evaluate(async () => {
    const results: unknown[] = []
    for (const isBlocked of [true, false]) {
      const xhr = Object.assign(new XMLHttpRequest(), { isBlocked })
      xhr.open('GET', '/api/echo')
      try {
        xhr.send()
        await new Promise((resolve) => (xhr.onloadend = resolve))
        results.push(xhr.status)
      } catch (error) {
        results.push(String(error))
      }
    }
    return results
  })
  assert.deepEqual(thrown, ['RangeError: blocked', 200])
  const asked = site.requests.filter(({ path }) => path === '/api/echo')
  assert.deepEqual(asked.map((request) => sentryTrace(request)?.sampled), [true], 'its path has not failed')
  await site.waitForTransaction('pageload', 4000)
  await goesOn(site, visitor)
})

for (const text of ['parent.fetch.call(window, "api/echo")', 'parent.fetch.call(parent, "api/echo")', 'new parent.Request("api/echo")']) {
  browserTest(`a frame without Headwater asks by its page: ${text}`, {
    pages: { '/list': traced, '/plain': '<!doctype html><title>plain</title>', '/deeper/frame': '<!doctype html><title>frame</title>', '/deeper/api/echo': '{}' },
  }, async (site) => {
    const seen: unknown[] = []
    for (const path of ['/plain', '/list']) {
      const visitor = await openPage(site, path)
      await visitor.page.evaluate(() => new Promise((resolve) => {
        const frame = document.body.appendChild(document.createElement('iframe'))
        frame.onload = resolve
        frame.src = '/deeper/frame'
      }))
      const first = site.requests.length
      const result = await visitor.page.frames()[1]!.evaluate((text) =>
        Promise.resolve((0, eval)(text)).then((made) => (made.url && !made.text ? made : made instanceof (parent as typeof window).Request ? parent.fetch(made) : made))
          .then((answer: Response) => answer.status, String), text)
      seen.push([result, site.requests.slice(first).filter((request) => request.path.endsWith('/echo')).map(({ method, path }) => [method, path])])
      if (path === '/list') {
        await site.waitForTransaction('pageload', 8000)
        await goesOn(site, visitor)
      }
    }
    assert.deepEqual(seen[1], seen[0])
  })
}

const writing: Record<string, string> = {
  'document.open': 'document.open(); document.close()',
  'document.write': "document.write('<p>written</p>'); document.close()",
  'document.writeln, twice': "for (const text of ['a', 'b']) { document.writeln(text); document.close() }",
}

for (const [name, text] of Object.entries(writing)) {
  browserTest(`a document that is written again when it is loaded: ${name}`, {
    pages: { '/list': pageWithHeadwater({ attributes: { ...attributes, 'interactions-sample-rate': 1 } }) },
  }, async (site) => {
    const visitor = await openPage(site, '/list')
    await site.waitForTransaction('pageload')
    await visitor.page.evaluate(text)
    await goesOn(site, visitor)
    assert.deepEqual(titles(site.transactions()), ['pageload /list', 'navigation /next'])
  })
}

browserTest('a document that is written again before its core is there', { pages: { '/list': traced } }, async (site) => {
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
  browserTest(`a page that clears all timers, ${when}`, { pages: { '/list': pageWithHeadwater({ attributes, afterScript }) } }, async (site) => {
    const visitor = await openPage(site, '/list')
    await visitor.page.evaluate(async () => void (await (await fetch('/api/json')).text()))
    await visitor.page.evaluate(`new Promise((resolve) => setTimeout(resolve, 50)).then(() => ${clear})`)
    await site.waitForRequest('/dist/headwater.core.mjs')
    await goesOn(site, visitor)
    await site.waitForTransaction('pageload')
    assert.deepEqual(titles(site.transactions()), ['pageload /list', 'navigation /next'])
  })
}

/** Adds to each list of entries what a polyfill of another age may put there. */
const oddObserver = `<script>{
  const Own = PerformanceObserver
  const odd = (type) => [
    new Proxy({}, { get(_, key) { if (key === 'entryType') return type; throw new RangeError('mine') } }),
    { entryType: type, name: Symbol('name'), startTime: 1, duration: 1 }, { entryType: type, name: 'big', startTime: 1n, duration: 2n },
    { entryType: type, name: { toString() { throw new RangeError('mine') } }, startTime: 'soon', duration: {} }, { entryType: type }, null, undefined,
    Object.assign(Object.create(null), { entryType: type, name: 'http://[', initiatorType: 5, serverTiming: 'none', startTime: NaN, duration: Infinity }),
  ]
  window.PerformanceObserver = class extends Own {
    static get supportedEntryTypes() { return Own.supportedEntryTypes }
    constructor(callback) {
      super((list, observer, options) => {
        const types = [...new Set(list.getEntries().map(({ entryType }) => entryType))]
        const all = (entries) => [...types.flatMap(odd), ...entries]
        callback({ getEntries: () => all(list.getEntries()), getEntriesByType: (type) => all(list.getEntriesByType(type)), getEntriesByName: (...of) => list.getEntriesByName(...of) }, this, options)
      })
    }
  }
}</script>`

browserTest('entries of an odd polyfill take nothing from the others', {
  pages: { '/list': pageWithHeadwater({ attributes: { ...attributes, 'interactions-sample-rate': 1 }, head: oddObserver, body: '<img src="/image"><p>page</p>' }) },
}, async (site) => {
  const visitor = await openPage(site, '/list')
  await visitor.page.evaluate(async () => {
    performance.mark('mine')
    await (await fetch('/api/json')).text()
  })
  await visitor.page.mouse.click(10, 10)
  const { measurements } = await site.waitForTransaction('pageload')
  assert.ok(measurements?.fcp)
  await goesOn(site, visitor)
  for (const [op, name] of [['mark', 'mine'], ['http.client', 'GET /api/json'], ['resource.img', '/image']]) {
    assert.ok(spansOf(site).some((span) => span.op === op && span.description === name), `${op} ${name}`)
  }
})

/** Callbacks of the options, as source, each of which does what it is asked about, and how often they ran. */
const options = `
  tracingOrigins: [/^\\//], idleTimeout: 300, detectRedirects: false,
  tracesSampler() { called('tracesSampler'); Headwater.startTransaction('in tracesSampler').finish(); return 1 },
  beforeNavigate(context) { called('beforeNavigate'); if (calls.beforeNavigate < 20) history.pushState(null, '', '/moved/' + calls.beforeNavigate); return context },
  navigationKey(url) { called('navigationKey'); if (calls.navigationKey < 50) history.replaceState(null, '', location.href + (location.search ? '' : '?key')); return url.pathname },
  shouldCreateSpanForRequest(url) {
    called('shouldCreateSpanForRequest')
    fetch('/api/echo?nested').then((answer) => answer.text())
    const xhr = new XMLHttpRequest()
    xhr.open('GET', '/api/echo?nested')
    xhr.send()
    Headwater.startSpan({ name: 'nested', op: 'task' }, () => fetch('/api/echo?nested').then((answer) => answer.text()))
    Headwater.startTransaction('in shouldCreateSpanForRequest').finish()
    return true
  },
  beforeSendTransaction(event) {
    called('beforeSendTransaction')
    if (calls.beforeSendTransaction < 50) Headwater.startTransaction('in beforeSendTransaction').finish()
    return event
  },
`

browserTest('callbacks that do what they are asked about are not asked again about that', {
  pages: {
    '/list': pageWithHeadwater({
      as: 'module', sampleRate: null, options, head: `<script>
        window.calls = {}
        window.called = (name) => {
          calls[name] = (calls[name] ?? 0) + 1
          if (calls[name] > 60) throw new Error('again and again')
        }
      </script>`,
    }),
  },
  lost: true,
}, async (site) => {
  const visitor = await openPage(site, '/list')
  const { page } = visitor
  await page.evaluate(async () => {
    for (const by of ['one', 'two', 'three']) await (await fetch(`/api/json?by=${by}`)).text()
  })
  await site.waitForTransaction(({ contexts: { trace } }) => /pageload|navigation/.test(trace.op))
  const counts = await page.evaluate('calls') as Record<string, number>
  assert.deepEqual(site.requests.filter((request) => request.path === '/api/json').map((request) => !!sentryTrace(request)), [true, true, true])
  assert.equal(counts.shouldCreateSpanForRequest, 3)
  assert.equal(site.requests.filter((request) => request.query.has('nested')).length, 9)
  for (const [name, count] of Object.entries(counts)) assert.ok(count < 50, `${name} was called ${count} times`)
  assert.deepEqual([visitor.messages, visitor.errors], [[], []])
})
