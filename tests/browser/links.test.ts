/** Which trace a page view is linked to, and which it continues. */
import assert from 'node:assert/strict'
import { browserTest, leave, openPage, pageWithHeadwater, sentryTrace, type Site, type Transaction } from './support/index.ts'

const traceId = 'aaaabbbbccccddddeeeeffff00001111'
const parentId = 'abcdefabcdefabcd'
const idle = { 'idle-timeout': 100 }
const asks = '<script>window.done = fetch("/api/json")</script>'

const linksOf = ({ contexts }: Transaction): unknown => (contexts.trace as { links?: unknown }).links
const linkTo = (to: Transaction | { trace_id: string; span_id: string }, type: string, sampled = true): unknown => {
  const { trace_id, span_id } = 'contexts' in to ? to.contexts.trace : to
  return [{ trace_id, span_id, sampled, attributes: { 'sentry.link.type': type } }]
}
const nth = async (site: Site, op: string, count: number): Promise<Transaction> => {
  const all = (): Transaction[] => site.transactions().filter(({ contexts }) => contexts.trace.op === op)
  await site.waitFor(() => all().length >= count, `${count} of ${op}`)
  return all()[count - 1]!
}

browserTest('a navigation is linked to the page before it', { pages: { '/': pageWithHeadwater({ attributes: idle }) } }, async site => {
  const { page } = await openPage(site, '/')
  const pageload = await site.waitForTransaction('pageload')
  assert.equal(linksOf(pageload), undefined)
  for (const [path, before] of [
    ['/a', 'pageload'],
    ['/b', 'navigation'],
  ] as const) {
    await page.keyboard.press('a')
    await page.evaluate(to => {
      history.pushState(null, '', to)
      // One in which nothing happens is not sent.
      performance.mark('there')
    }, path)
    const navigation = await nth(site, 'navigation', path === '/a' ? 1 : 2)
    assert.deepEqual(linksOf(navigation), linkTo(await nth(site, before, 1), 'previous_trace'))
  }
})

browserTest(
  'also to one that is not recorded, and to none when it is off',
  {
    pages: {
      '/some': pageWithHeadwater({ as: 'module', options: 'tracesSampler: ({ op }) => op === "navigation", idleTimeout: 100' }),
      '/off': pageWithHeadwater({ attributes: { ...idle, 'link-previous-trace': 'off' } }),
    },
  },
  async site => {
    for (const path of ['/some', '/off']) {
      const visitor = await openPage(site, path)
      await visitor.page.evaluate(() => fetch('/api/json'))
      await visitor.page.keyboard.press('a')
      await visitor.page.evaluate(() => {
        history.pushState(null, '', '/next')
        // One in which nothing happens is not sent.
        performance.mark('there')
      })
      const navigation = await nth(site, 'navigation', path === '/some' ? 1 : 2)
      if (path === '/off') assert.equal(linksOf(navigation), undefined)
      else {
        const before = sentryTrace(await site.waitForRequest('/api/json'))!
        assert.deepEqual(linksOf(navigation), linkTo({ trace_id: before.traceId, span_id: before.spanId }, 'previous_trace', false))
      }
    }
  },
)

browserTest(
  'with session-storage a pageload is linked to the last page of the tab, for an hour',
  {
    pages: {
      '/': pageWithHeadwater({ attributes: { ...idle, 'link-previous-trace': 'session-storage' } }),
      '/memory': pageWithHeadwater({ attributes: idle }),
    },
  },
  async site => {
    const { page } = await openPage(site, '/')
    const first = await nth(site, 'pageload', 1)
    assert.equal(linksOf(first), undefined)
    await page.reload()
    const second = await nth(site, 'pageload', 2)
    assert.deepEqual(linksOf(second), linkTo(first, 'previous_trace'))
    await page.evaluate(() => {
      const key = 'headwater.trace'
      sessionStorage[key] = Number(sessionStorage[key].slice(0, 13)) - 3_600_000 + sessionStorage[key].slice(13)
    })
    await page.reload()
    assert.equal(linksOf(await nth(site, 'pageload', 3)), undefined, 'an hour ago')
    await page.goto(`${site.origin}/memory`)
    assert.equal(linksOf(await nth(site, 'pageload', 4)), undefined, 'it is not asked for')
  },
)

/** A page whose trace the server names in a header, its meta tags, or both. */
const named =
  (header: string, head = '', more: Record<string, string> = {}) =>
  (site: Site, request: Parameters<Exclude<ReturnType<typeof pageWithHeadwater>, string>>[1]) => ({
    headers: { 'content-type': 'text/html', ...(header && { 'server-timing': header }), ...more },
    body: (pageWithHeadwater({ attributes: idle, sampleRate: 0, head, afterScript: asks }) as (...all: unknown[]) => string)(site, request),
  })
const text = `${traceId}-${parentId}-1`
const meta = `<meta name="sentry-trace" content="${text}">`

for (const [name, header] of [
  ['sentry-trace', `db;dur=5, sentry-trace;desc="${text}"`],
  ['traceparent', `traceparent;desc="00-${traceId}-${parentId}-01"`],
  ['trace', `trace;desc="${text}"`],
] as const) {
  browserTest(`the document's Server-Timing ${name} is continued like the meta tag`, { pages: { '/': named(header) } }, async site => {
    await openPage(site, '/')
    const { contexts } = await site.waitForTransaction('pageload')
    assert.deepEqual([contexts.trace.trace_id, contexts.trace.parent_span_id], [traceId, parentId])
    assert.equal(linksOf({ contexts } as Transaction), undefined)
  })
}

browserTest(
  'a meta tag comes first; baggage is read from the header too',
  {
    pages: {
      '/': named(
        `sentry-trace;desc="${'1'.repeat(32)}-${parentId}-0", baggage;desc="sentry-trace_id=${traceId},sentry-transaction=%2Flist"`,
        meta,
      ),
    },
  },
  async site => {
    await openPage(site, '/')
    const { contexts } = await site.waitForTransaction('pageload')
    assert.equal(contexts.trace.trace_id, traceId)
    assert.equal((site.envelopes[0]!.header.trace as { transaction?: string }).transaction, '/list')
  },
)

/** Says that the pageload is a trace of its own, undecided by the tag (the rate is 0, so it is not recorded), as its request shows. */
const isFresh = async (site: Site, count: number): Promise<void> => {
  const asked = (): string[] => site.requests.filter(({ path }) => path === '/api/json').map(({ headers }) => headers['sentry-trace']!)
  await site.waitFor(() => asked().length >= count, `${count} requests`)
  assert.notEqual(asked()[count - 1]!.slice(0, 32), traceId)
  assert.match(asked()[count - 1]!, /-0$/, 'the rate decides, not the tag')
}

browserTest(
  'a tag that was consumed before starts a fresh trace; one with a new id is continued',
  {
    pages: {
      '/': (site, request) =>
        named('', request.query.has('new') ? meta.replace(parentId, parentId.replace('a', '1')) : meta)(site, request),
    },
  },
  async site => {
    const { page } = await openPage(site, '/')
    assert.equal((await nth(site, 'pageload', 1)).contexts.trace.trace_id, traceId)
    await page.reload()
    await isFresh(site, 2)
    await page.goto(`${site.origin}/?new`)
    assert.equal((await nth(site, 'pageload', 2)).contexts.trace.parent_span_id, parentId.replace('a', '1'))
  },
)

browserTest(
  'the fresh trace is linked to the stale one',
  {
    pages: { '/': pageWithHeadwater({ attributes: idle, head: meta }) },
  },
  async site => {
    const { page } = await openPage(site, '/')
    assert.equal(linksOf(await nth(site, 'pageload', 1)), undefined)
    await page.reload()
    const { contexts } = await nth(site, 'pageload', 2)
    assert.notEqual(contexts.trace.trace_id, traceId)
    assert.equal(contexts.trace.parent_span_id, undefined)
    const [link] = linksOf({ contexts } as Transaction) as Record<string, unknown>[]
    assert.deepEqual([link!.trace_id, link!.span_id, link!.attributes], [traceId, parentId, { 'sentry.link.type': 'stale_trace' }])
  },
)

browserTest(
  'a document out of the HTTP cache, or a history traversal without network, has a stale tag',
  {
    pages: {
      '/': named('', `${meta}<script>addEventListener("unload", () => {}); delete localStorage["headwater.seen"]</script>`, {
        'cache-control': 'max-age=600',
      }),
      '/away': '<!doctype html><p>away</p>',
    },
  },
  async site => {
    const { page } = await openPage(site, '/')
    assert.equal((await nth(site, 'pageload', 1)).contexts.trace.trace_id, traceId)
    await page.goto(`${site.origin}/away`)
    await page.goto(`${site.origin}/`)
    await isFresh(site, 2)
    await page.goto(`${site.origin}/away`)
    await page.goBack()
    await isFresh(site, 3)
    assert.equal(site.requests.filter(({ path }) => path === '/').length, 1, 'the server was asked once')
  },
)

browserTest('at most 20 consumed tags are remembered, in one small key', { pages: { '/': named('', meta) } }, async site => {
  const visitor = await openPage(site, '/')
  await nth(site, 'pageload', 1)
  await visitor.page.evaluate(
    ids => {
      localStorage['headwater.seen'] = ids
    },
    Array.from({ length: 20 }, (_, index) => String(index).padStart(16, '0')).join(''),
  )
  await visitor.page.reload()
  await nth(site, 'pageload', 2)
  const seen: string = await visitor.page.evaluate('localStorage["headwater.seen"]')
  assert.equal(seen.length, 320)
  assert.ok(seen.startsWith(parentId))
  await leave(visitor)
})
