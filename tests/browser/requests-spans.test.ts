/** The `http.client` spans of what a page asks for, as they were received. */
import assert from 'node:assert/strict'
import { spanOf } from './support/look.ts'
import {
  browserTest,
  leave,
  openPage,
  pageWithHeadwater,
  sentryTrace,
  type Site,
  type Span,
  type Transaction,
  type Visitor,
} from './support/index.ts'

// tsx keeps the names of functions by a helper that pages do not have.
const head = '<script>globalThis.__name = (value) => value</script>'
// Its pageload lasts until it is left.
const page = pageWithHeadwater({ head, attributes: { 'idle-timeout': 60_000, 'final-timeout': 60_000 } })

/** Leaves the page, once the core can send; the pageload that ends then. */
async function pageloadOf(site: Site, visitor: Visitor): Promise<Transaction> {
  const path = await visitor.page.evaluate('Headwater.flush(20000).then(() => location.pathname)')
  await leave(visitor)
  return site.waitForTransaction(({ transaction, contexts }) => transaction === path && contexts.trace.op === 'pageload')
}

/** The trace of a request with this query is continued by exactly this span. */
function assertNamed(site: Site, query: string, { contexts }: Transaction, { span_id: spanId }: Span): void {
  const requests = site.requests.filter(({ url, method }) => new URL(url).search === query && method !== 'OPTIONS')
  assert.equal(requests.length, 1, query)
  assert.deepEqual(sentryTrace(requests[0]!), { traceId: contexts.trace.trace_id, spanId, sampled: true })
}

browserTest('a request is described by method, address and status', { pages: { '/': page }, cors: 'any' }, async site => {
  const visitor = await openPage(site, '/')
  await visitor.page.evaluate(async other => {
    const xhr = (method: string, url: string): Promise<unknown> =>
      new Promise(resolve => {
        const request = new XMLHttpRequest()
        request.open(method, url)
        request.onloadend = resolve
        request.send()
      })
    await Promise.all([
      fetch('/api/json?token=secret#part'),
      fetch('/api/fail?status=404', { method: 'delete' }),
      fetch(new Request('/api/echo', { method: 'post' })),
      fetch('/api/redirect?to=/api/fail%3Fstatus=401'),
      fetch(`${other}/api/fail?status=503`),
      fetch('data:,x'),
      xhr('put', '/api/json?token=secret'),
      xhr('GET', '/api/fail?status=500'),
      xhr('GET', other.replace('//', '//me:secret@') + '/image'),
    ])
  }, site.otherOrigin)
  const pageload = await pageloadOf(site, visitor)
  const requests = pageload.spans.filter(({ op }) => op === 'http.client')
  const seen = requests.map(({ description, status, origin, parent_span_id, data }) => {
    assert.equal(origin, 'auto.http.browser')
    assert.equal(parent_span_id, pageload.contexts.trace.span_id)
    return [description, status, data!['type'], data!['http.request.method'], data!['url'], data!['http.response.status_code']]
  })
  const other = site.otherOrigin
  const byText = (a: unknown[], b: unknown[]): number => (String(a) < String(b) ? -1 : 1)
  assert.deepEqual(
    seen.sort(byText),
    [
      ['GET /api/json', 'ok', 'fetch', 'GET', `${site.origin}/api/json`, 200],
      ['DELETE /api/fail', 'not_found', 'fetch', 'DELETE', `${site.origin}/api/fail`, 404],
      ['POST /api/echo', 'ok', 'fetch', 'POST', `${site.origin}/api/echo`, 200],
      ['GET /api/redirect', 'unauthenticated', 'fetch', 'GET', `${site.origin}/api/redirect`, 401],
      [`GET ${other}/api/fail`, 'unavailable', 'fetch', 'GET', `${other}/api/fail`, 503],
      ['PUT /api/json', 'ok', 'xhr', 'PUT', `${site.origin}/api/json`, 200],
      ['GET /api/fail', 'internal_error', 'xhr', 'GET', `${site.origin}/api/fail`, 500],
      [`GET ${other}/image`, 'ok', 'xhr', 'GET', `${other}/image`, 200],
    ].sort(byText),
  )
  assert.ok(!JSON.stringify(pageload).includes('secret'))
})

browserTest('what is aborted is cancelled, what fails is an internal error', { pages: { '/': page } }, async site => {
  const visitor = await openPage(site, '/')
  for (const name of ['signal', 'request', 'timeout', 'before', 'abort', 'limit']) site.delay(`/${name}`, 2000)
  for (const name of ['cut', 'cut-xhr', 'cut-sync']) site.answer(`/${name}`, 'drop')
  site.answer('/moved', { status: 302, headers: { location: '/' } })
  await visitor.page.evaluate(async () => {
    const controller = new AbortController()
    const { signal } = controller
    const xhr = (path: string, then?: (request: XMLHttpRequest) => void): Promise<unknown> =>
      new Promise(resolve => {
        const request = new XMLHttpRequest()
        request.open('GET', path)
        request.onloadend = resolve
        request.send()
        then?.(request)
      })
    const all = [
      fetch('/signal', { signal }),
      fetch(new Request('/request', { signal })),
      fetch('/timeout', { signal: AbortSignal.timeout(50) }),
      fetch('/before', { signal: AbortSignal.abort() }),
      fetch('/cut'),
      fetch('/moved', { redirect: 'error' }),
      xhr('/abort', request => request.abort()),
      xhr('/limit', request => (request.timeout = 50)),
      xhr('/cut-xhr'),
    ]
    controller.abort('a reason of its own')
    await Promise.allSettled(all)
    try {
      const request = new XMLHttpRequest()
      request.open('GET', '/cut-sync', false)
      request.send()
    } catch {}
  })
  const { spans } = await pageloadOf(site, visitor)
  const seen = spans
    .filter(({ op }) => op === 'http.client')
    .map(({ description, status, data }) => {
      assert.equal(data!['http.response.status_code'], undefined)
      return [description!.slice('GET /'.length), status]
    })
  assert.deepEqual(Object.fromEntries(seen), {
    signal: 'cancelled',
    request: 'cancelled',
    timeout: 'deadline_exceeded',
    before: 'cancelled',
    abort: 'cancelled',
    limit: 'deadline_exceeded',
    cut: 'internal_error',
    'cut-xhr': 'internal_error',
    'cut-sync': 'internal_error',
    moved: 'internal_error',
  })
})

browserTest('an answer that the page may not read has no status', { pages: { '/': page } }, async site => {
  const visitor = await openPage(site, '/')
  site.answer('/moved', { status: 302, headers: { location: '/' } })
  await visitor.page.evaluate(async other => {
    await Promise.all([fetch(other + '/api/json', { mode: 'no-cors' }), fetch('/moved', { redirect: 'manual' })])
  }, site.otherOrigin)
  const { spans } = await pageloadOf(site, visitor)
  const requests = spans.filter(({ op }) => op === 'http.client')
  assert.equal(requests.length, 2)
  for (const { status, data, description } of requests) {
    assert.equal(status, undefined, description)
    assert.equal(data!['http.response.status_code'], undefined)
  }
})

browserTest('a request belongs to the span that is active, and its header names its own', { pages: { '/': page } }, async site => {
  const visitor = await openPage(site, '/')
  await visitor.page.evaluate(async () => {
    const get = (query: string): Promise<Response> => fetch(`/api/json?${query}`)
    const xhr = (query: string): Promise<unknown> =>
      new Promise(resolve => {
        const request = new XMLHttpRequest()
        request.open('GET', `/api/json?${query}`)
        request.onloadend = resolve
        request.send()
      })
    const all: unknown[] = [get('root')]
    const checkout = Headwater.startTransaction({ name: 'checkout', op: 'task' })
    all.push(get('still-root'))
    Headwater.startSpan({ name: 'outer' }, () => {
      all.push(get('outer'))
      Headwater.startSpan({ name: 'inner' }, () => all.push(xhr('inner')))
      all.push(get('outer-again'))
    })
    await Headwater.startSpan({ name: 'async' }, async () => {
      all.push(get('async'))
      await Promise.resolve()
      // The stack has gone; guessing would be wrong as soon as two run at once.
      all.push(get('after-await'))
    })
    const step = checkout.startChild({ description: 'step' })
    Headwater.withActiveSpan(step, () => all.push(get('step')))
    Headwater.withActiveSpan(checkout, () => all.push(xhr('checkout')))
    Headwater.configureScope(scope => scope.setSpan(step))
    all.push(get('scope'))
    Headwater.withActiveSpan(null, () => all.push(get('none')))
    Headwater.configureScope(scope => scope.setSpan(undefined))
    all.push(get('scope-left'))
    await Promise.all(all)
    step.finish()
    checkout.finish()
  })
  const pageload = await pageloadOf(site, visitor)
  const checkout = await site.waitForTransaction(({ transaction }) => transaction === 'checkout')
  const root = pageload.contexts.trace.span_id
  const parents: Record<string, [Transaction, string]> = {
    root: [pageload, root],
    'still-root': [pageload, root],
    outer: [pageload, spanOf(pageload, 'outer').span_id],
    inner: [pageload, spanOf(pageload, 'inner').span_id],
    'outer-again': [pageload, spanOf(pageload, 'outer').span_id],
    async: [pageload, spanOf(pageload, 'async').span_id],
    'after-await': [pageload, root],
    step: [checkout, spanOf(checkout, 'step').span_id],
    checkout: [checkout, checkout.contexts.trace.span_id],
    scope: [checkout, spanOf(checkout, 'step').span_id],
    none: [pageload, root],
    'scope-left': [pageload, root],
  }
  for (const [query, [transaction, parent]] of Object.entries(parents)) {
    const request = await site.waitForRequest(({ url }) => new URL(url).search === `?${query}`)
    const span = transaction.spans.find(({ span_id: id }) => id === sentryTrace(request)?.spanId)
    assert.ok(span, `${query} is a span of ${transaction.transaction}`)
    assert.equal(span.parent_span_id, parent, query)
    assertNamed(site, `?${query}`, transaction, span)
  }
  assert.equal(checkout.contexts.trace.trace_id, pageload.contexts.trace.trace_id)
})

browserTest('an XMLHttpRequest used again is one span each time', { pages: { '/': page } }, async site => {
  const visitor = await openPage(site, '/')
  const held = site.hold('/api/slow')
  const done = visitor.page.evaluate(
    () =>
      new Promise<void>(resolve => {
        const request = new XMLHttpRequest()
        request.open('GET', '/api/fail?status=404')
        // Its own handler opens it again, before any listener that came later hears of the end.
        request.onload = () => {
          request.onload = null
          request.onreadystatechange = () => {
            if (request.readyState < 4) return
            request.onreadystatechange = null
            request.open('GET', '/api/never')
            request.send()
            request.open('GET', '/api/slow')
            request.onload = () => resolve()
            request.send()
          }
          request.open('GET', '/api/fail?status=403')
          request.send()
        }
        request.send()
      }),
  )
  await held.requested
  const asked = await visitor.page.evaluate(() => performance.now() + performance.timeOrigin)
  held.release()
  await done
  const pageload = await pageloadOf(site, visitor)
  const requests = pageload.spans.filter(({ op }) => op === 'http.client')
  assert.deepEqual(
    requests.map(({ description, status }) => `${description} ${status}`),
    ['GET /api/fail not_found', 'GET /api/fail permission_denied', 'GET /api/never cancelled', 'GET /api/slow ok'],
  )
  assert.ok(requests[3]!.timestamp * 1000 > asked, 'the last lasted until its own answer')
})

browserTest('the address is the one it had when it was opened', { pages: { '/a/b': page } }, async site => {
  const visitor = await openPage(site, '/a/b')
  await visitor.page.evaluate(
    () =>
      new Promise(resolve => {
        const request = new XMLHttpRequest()
        request.open('GET', 'sibling?x')
        const base = document.createElement('base')
        base.href = '/elsewhere/'
        document.head.append(base)
        request.onloadend = resolve
        request.send()
        base.remove()
      }),
  )
  const pageload = await pageloadOf(site, visitor)
  assertNamed(site, '?x', pageload, spanOf(pageload, 'GET /a/sibling'))
})

browserTest(
  'which requests become spans can be chosen, and the header stays',
  {
    pages: {
      '/chosen': pageWithHeadwater({
        as: 'module',
        options: `idleTimeout: 60_000, shouldCreateSpanForRequest: (url) => !url.includes('/api/echo')`,
      }),
      '/fetch': pageWithHeadwater({ attributes: { 'trace-fetch': false, 'idle-timeout': 60_000 } }),
      '/xhr': pageWithHeadwater({ attributes: { 'trace-xhr': false, 'idle-timeout': 60_000 } }),
    },
  },
  async site => {
    const expected = { '/chosen': ['GET /api/json'], '/fetch': ['GET /api/json'], '/xhr': ['GET /api/echo'] }
    for (const [path, descriptions] of Object.entries(expected)) {
      const visitor = await openPage(site, path)
      await visitor.page.evaluate(async path => {
        await fetch(`/api/echo?${path}`)
        const request = new XMLHttpRequest()
        request.open('GET', `/api/json?${path}`, false)
        request.send()
      }, path)
      const pageload = await pageloadOf(site, visitor)
      assert.deepEqual(
        pageload.spans.filter(({ op }) => op === 'http.client').map(({ description }) => description),
        descriptions,
      )
      const requests = site.requests.filter(({ url }) => url.endsWith(`?${path}`))
      assert.deepEqual(
        requests.map(request => sentryTrace(request)?.sampled),
        [true, true],
      )
      // Without a span of its own a request names the transaction.
      const ids = requests.map(request => sentryTrace(request)!.spanId)
      assert.ok(ids.includes(pageload.contexts.trace.span_id), path)
    }
  },
)
