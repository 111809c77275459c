/** Requests and the timing entries of the same browser: whose they are, what they say, and what is no activity. */
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extentIn, near, reasonOf, spanOf } from './support/look.ts'
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
const lasting = pageWithHeadwater({
  head,
  attributes: { 'idle-timeout': 60_000, 'final-timeout': 60_000, 'server-timing-descriptions': 'cache' },
})
const page = pageWithHeadwater({ head })

const isRequest = ({ op }: Span): boolean => op === 'http.client'
const isOfRequest = ({ op }: Span): boolean => /^(http\.client|resource\.(fetch|xmlhttprequest))$/.test(op)

/** Leaves the page, once the core can send; the pageload that ends then. */
async function pageloadOf(site: Site, visitor: Visitor): Promise<Transaction> {
  await visitor.page.evaluate('Headwater.flush(20000)')
  await leave(visitor)
  return site.waitForTransaction('pageload')
}

const number = ({ data }: Span, key: string): number => {
  assert.equal(typeof data![key], 'number', `${key} of ${JSON.stringify(data)}`)
  return data![key] as number
}

browserTest('two requests for one address at one moment have each their own timing', { pages: { '/': lasting } }, async site => {
  const visitor = await openPage(site, '/')
  const until = (condition: string): Promise<unknown> => visitor.page.waitForFunction(condition, undefined, { polling: 10 })
  const now = (): Promise<number> => visitor.page.evaluate(() => performance.now())
  const released: Record<string, [quick: number, held: number]> = {}
  for (const [path, by] of [
    ['/api/echo', 'fetch'],
    ['/image', 'xhr'],
  ] as const) {
    const [first, second] = site.holdEach(path, 2) as [() => void, () => void]
    await visitor.page.evaluate(
      ({ path, by }) => {
        const send = (): Promise<unknown> =>
          by === 'fetch'
            ? fetch(path, { method: 'POST' }).then(response => response.text())
            : new Promise(resolve => {
                const request = new XMLHttpRequest()
                request.open('POST', path)
                request.onload = resolve
                request.send()
              })
        Object.assign(window, { answers: 0, sent: performance.now() })
        for (let i = 0; i < 2; i++) void send().then(() => (window as any).answers++)
      },
      { path, by },
    )
    await site.waitFor(() => site.requests.filter(request => request.path === path).length === 2, 'both requests')
    await until('performance.now() - sent > 200')
    const quick = await now()
    second()
    await until('answers === 1 && performance.now() - sent > 500')
    const held = await now()
    first()
    await until('answers === 2')
    released[path] = [quick, held]
  }
  const pageload = await pageloadOf(site, visitor)
  assert.equal(pageload.spans.filter(isOfRequest).length, 4, JSON.stringify(pageload.spans.map(({ op }) => op)))
  for (const path of ['/api/echo', '/image']) {
    const [early, late] = released[path]!
    const [held, quick] = site.requests
      .filter(request => request.path === path)
      .map(request => pageload.spans.find(({ span_id: id }) => id === sentryTrace(request)!.spanId)!) as [Span, Span]
    const end = (span: Span): number => extentIn(pageload, span)[1]
    const firstByte = (span: Span): number => extentIn(pageload, span)[0] + number(span, 'http.request.time_to_first_byte') * 1000
    for (const [time, what] of [
      [end, 'end'],
      [firstByte, 'first byte'],
    ] as const) {
      // A span begins at the call, its time to the first byte when the browser takes the request up: that may be some ms later.
      assert.ok(
        time(quick) > early - 50 && time(quick) < late - 50,
        `${path}: ${what} of the quick one ${time(quick)}, ${early} to ${late}`,
      )
      assert.ok(time(held) > late - 50, `${path}: ${what} of the held one ${time(held)}, from ${late}`)
    }
  }
})

browserTest('query strings tell requests apart and never leave the page', { pages: { '/': lasting } }, async site => {
  const visitor = await openPage(site, '/')
  await visitor.page.evaluate(() => Promise.all([450, 50, 250].map(ms => fetch(`/api/slow?token=secret&ms=${ms}#part`))))
  const pageload = await pageloadOf(site, visitor)
  assert.ok(!JSON.stringify(pageload).includes('secret'))
  const spans = pageload.spans.filter(isOfRequest)
  assert.deepEqual(
    spans.map(({ op, description }) => `${op} ${description}`),
    Array(3).fill('http.client GET /api/slow'),
  )
  spans.forEach((span, i) => near(number(span, 'http.request.time_to_first_byte') * 1000, [450, 50, 250][i]! + 25, 50, `request ${i}`))
})

browserTest('the timing is that of the entry', { pages: { '/': lasting } }, async site => {
  const visitor = await openPage(site, '/')
  site.answer('/typed', {
    headers: {
      'content-type': 'application/json',
      'server-timing': `db;dur=12.5;desc="users", cache;desc="hit", trace;desc="${'a'.repeat(32)}-${'b'.repeat(16)}-1"`,
    },
    body: '{}',
  })
  const entry = await visitor.page.evaluate(async () => {
    await (await fetch('/typed')).text()
    for (;;) {
      const entry = performance.getEntriesByName(`${location.origin}/typed`)[0]
      if (entry) return entry.toJSON() as Record<string, number>
      await new Promise(resolve => setTimeout(resolve, 10))
    }
  })
  const pageload = await pageloadOf(site, visitor)
  const span = spanOf(pageload, 'GET /typed')
  const { data } = span
  near(span.timestamp * 1000 - pageload.start_timestamp * 1000, entry.responseEnd!, 0.1, 'end')
  assert.equal(data!['network.protocol.name'], 'http/1.1')
  assert.equal(data!['resource.render_blocking_status'], 'non-blocking')
  assert.equal(data!['http.response.status_code'], 200)
  assert.equal(data!['http.response_transfer_size'], entry.transferSize)
  assert.equal(data!['http.response_content_length'], 2)
  assert.equal(data!['http.decoded_response_content_length'], 2)
  near(number(span, 'http.request.time_to_first_byte') * 1000, entry.responseStart! - entry.startTime!, 0.01, 'first byte')
  near(number(span, 'http.request.request_duration'), entry.responseStart! - entry.requestStart!, 0.01, 'request')
  near(number(span, 'http.request.response_duration'), entry.responseEnd! - entry.responseStart!, 0.01, 'response')
  // Mostly none: the connection of the page itself is used again.
  const lookup = entry.domainLookupEnd! - entry.domainLookupStart!
  near(Number(data!['http.request.dns_duration'] ?? 0), lookup, 0.01, 'lookup')
  assert.equal(data!['http.request.timing'], undefined)
  assert.equal(data!['server_timing.db'], 12.5)
  assert.equal(data!['server_timing.db.description'], undefined)
  assert.equal(data!['server_timing.cache.description'], 'hit')
  assert.equal(data!['server_timing.trace'], undefined)
  assert.deepEqual((span as any).links, [
    {
      trace_id: 'a'.repeat(32),
      span_id: 'b'.repeat(16),
      sampled: true,
      attributes: { 'sentry.link.type': 'server_timing' },
    },
  ])
})

browserTest('what another origin hides is labelled', { pages: { '/': lasting }, cors: 'any' }, async site => {
  site.answer('/open', { headers: { 'timing-allow-origin': '*' }, body: 'open' })
  const visitor = await openPage(site, '/')
  await visitor.page.evaluate(async other => {
    await Promise.all(['/open', '/closed'].map(async path => (await fetch(other + path)).text()))
    const image = new Image()
    image.src = `${other}/image`
    await image.decode()
  }, site.otherOrigin)
  const pageload = await pageloadOf(site, visitor)
  const open = spanOf(pageload, `GET ${site.otherOrigin}/open`)
  assert.equal(open.data!['http.request.timing'], undefined)
  assert.equal(open.data!['http.response_content_length'], 4)
  assert.ok(number(open, 'http.request.time_to_first_byte') > 0)
  for (const description of [`GET ${site.otherOrigin}/closed`, `${site.otherOrigin}/image`]) {
    const { data } = spanOf(pageload, description)
    assert.equal(data!['http.request.timing'], 'opaque (no Timing-Allow-Origin)', description)
    assert.equal(data!['http.request.time_to_first_byte'], undefined)
    assert.equal(data!['http.response_transfer_size'], undefined)
  }
})

browserTest('a streamed body is measured to its end', { pages: { '/': page } }, async site => {
  const visitor = await openPage(site, '/')
  const wasUsed = await visitor.page.evaluate(async () => {
    const response = await fetch('/api/stream?chunks=4&ms=400')
    const { bodyUsed } = response
    Object.assign(window, { text: response.text() })
    return bodyUsed
  })
  assert.equal(wasUsed, false, "the body is the page's alone")
  const pageload = await site.waitForTransaction('pageload')
  assert.equal(reasonOf(pageload), 'idleTimeout')
  const span = spanOf(pageload, 'GET /api/stream')
  const [start, end] = extentIn(pageload, span)
  const [entry] = await visitor.page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .filter(({ name }) => name.includes('/api/stream'))
      .map(one => one.toJSON() as Record<string, number>),
  )
  near(end, entry!.responseEnd!, 0.1, 'the end of the body')
  near(number(span, 'http.request.response_duration'), entry!.responseEnd! - entry!.responseStart!, 0.1, 'the response')
  assert.ok(end - start > 1500, 'four times 400 ms')
  near(pageload.timestamp * 1000, span.timestamp * 1000, 1, 'the pageload ends with it')
  assert.equal(await visitor.page.evaluate(() => (window as any).text), [0, 1, 2, 3].map(i => `chunk ${i}\n`).join(''))
})

browserTest('a page that polls ends, and every poll is sent', { pages: { '/': page } }, async site => {
  const visitor = await openPage(site, '/')
  await visitor.page.evaluate(() => {
    let count = 0
    setInterval(() => void fetch(`/api/json?${count++}`).then(response => response.text()), 400)
  })
  const pageload = await site.waitForTransaction('pageload')
  assert.equal(reasonOf(pageload), 'idleTimeout')
  await site.waitFor(() => site.requests.filter(({ path }) => path === '/api/json').length > 9, 'ten polls')
  await leave(visitor)
  const late = await site.waitForTransaction('pageload.late')
  const polls = [...pageload.spans, ...late.spans].filter(isRequest)
  assert.equal(polls.length, site.requests.filter(({ path }) => path === '/api/json').length)
  assert.ok(polls.slice(0, 8).every(({ status }) => status === 'ok'))
})

browserTest('a long poll does not keep a pageload open', { pages: { '/': page } }, async site => {
  const poll = site.hold('/api/json')
  const visitor = await openPage(site, '/')
  await visitor.page.evaluate(() => {
    void fetch('/api/json')
      .then(response => response.text())
      .then(() => Object.assign(window, { isAnswered: true }))
  })
  const pageload = await site.waitForTransaction('pageload')
  assert.equal(reasonOf(pageload), 'idleTimeout')
  assert.ok(pageload.timestamp - pageload.start_timestamp < 3, 'it ends with what came before')
  assert.deepEqual(pageload.spans.filter(isRequest), [])
  poll.release()
  await visitor.page.waitForFunction('window.isAnswered')
  await leave(visitor)
  const late = await site.waitForTransaction('pageload.late')
  const span = spanOf(late, 'GET /api/json')
  assert.equal(span.status, 'ok')
  assert.equal(late.contexts.trace.parent_span_id, pageload.contexts.trace.span_id)
  assert.ok(span.timestamp - span.start_timestamp > 4.5)
  assert.equal(late.spans.filter(isOfRequest).length, 1, 'its entry is its own')
})

browserTest('an event stream keeps nothing open and ends when it ends', { pages: { '/': page } }, async (site, t) => {
  let end = (): void => {}
  const server = createServer((_request, response) => {
    response.setHeader('access-control-allow-origin', '*')
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' }).write('data: 1\n\n')
    end = () => response.end()
  })
  t.after(() => server.closeAllConnections() ?? server.close())
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`
  const visitor = await openPage(site, '/')
  await visitor.page.evaluate(async url => {
    const { body } = await fetch(url)
    void body!.pipeTo(new WritableStream()).then(() => Object.assign(window, { isOver: true }))
  }, url)
  const asked = Date.now()
  const pageload = await site.waitForTransaction('pageload')
  assert.equal(reasonOf(pageload), 'idleTimeout')
  assert.ok(Date.now() - asked < 4500, 'no sooner than a body would be waited for')
  assert.deepEqual(pageload.spans.filter(isRequest), [])
  const open = Date.now()
  end()
  await visitor.page.waitForFunction('window.isOver')
  const over = Date.now()
  await leave(visitor)
  const span = spanOf(await site.waitForTransaction('pageload.late'), `GET ${url}`)
  assert.equal(span.status, 'ok')
  // The page's clock and ours may be some ms apart.
  assert.ok(span.timestamp * 1000 > open - 50 && span.timestamp * 1000 < over + 50, 'it ends when the stream does')
})

browserTest('what is aborted is one cancelled span', { pages: { '/': lasting } }, async site => {
  const held = site.hold('/api/json')
  const visitor = await openPage(site, '/')
  const done = visitor.page.evaluate(() => {
    const controller = new AbortController()
    Object.assign(window, { controller })
    return fetch('/api/json', { signal: controller.signal }).catch(() => {})
  })
  await held.requested
  await visitor.page.evaluate(() => (window as any).controller.abort())
  await done
  held.release()
  const pageload = await pageloadOf(site, visitor)
  assert.deepEqual(
    pageload.spans.filter(isOfRequest).map(({ op, status }) => `${op} ${status}`),
    ['http.client cancelled'],
  )
})

browserTest(
  'an entry without a request is a resource',
  {
    pages: {
      '/': pageWithHeadwater({ head: `${head}<script>fetch('/api/json?before')</script>`, attributes: { 'idle-timeout': 60_000 } }),
    },
  },
  async site => {
    const visitor = await openPage(site, '/')
    await visitor.page.evaluate(() => fetch('/api/json').then(response => response.text()))
    const pageload = await pageloadOf(site, visitor)
    assert.deepEqual(
      pageload.spans
        .filter(isOfRequest)
        .map(({ op }) => op)
        .sort(),
      ['http.client', 'resource.fetch'],
    )
  },
)
