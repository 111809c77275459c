/** More than one copy of Headwater on a page: one record, whoever is called. */
import assert from 'node:assert/strict'
import { spanOf, titles } from './support/look.ts'
import { otherVersion, version } from './support/other-version.ts'
import { browserTest, leave, openPage, pageWithHeadwater, publicKey, sentryTrace, type Page, type Visitor } from './support/index.ts'

type Copies = Record<'first' | 'second', typeof Headwater>

/** Copies from npm, as the bundles of two teams contain them; the second is of another version. */
const copies = (script: string): string => `<script type="module">
  import * as first from '/dist/headwater.mjs'
  import * as second from '/other/dist/headwater.mjs'
  const options = { dsn: location.origin.replace('//', '//${publicKey}@') + '/1', tracesSampleRate: 1 }
  Object.assign(window, { first, second })
  ${script}
</script>`

const pages = (script: string): Record<string, Page> => ({
  '/tag': pageWithHeadwater({ afterScript: copies(script) }),
  '/npm': `<!doctype html>${copies(`first.init(options); ${script}`)}`,
  '/tags': pageWithHeadwater({ afterScript: '<script src="/dist/headwater.js?again" data-dsn="https://a@b.example/1"></script>' }),
  '/early': `<!doctype html>${copies('second.setTag("team", "second"); first.init(options)')}`,
  '/older': `<!doctype html><script>window[Symbol.for('headwater')] = { init: () => 'theirs' }</script>${copies('')}`,
  ...otherVersion,
})

const warnings = ({ messages }: Visitor): string[] => messages.filter(line => /^(warning|error)/.test(line))

for (const path of ['/tag', '/npm']) {
  browserTest(`the calls of every copy go to the one that has started: ${path}`, { pages: pages('') }, async site => {
    const visitor = await openPage(site, path)
    const { page } = visitor
    const [flushed, headers] = await page.evaluate(async () => {
      const { first, second } = window as unknown as Copies
      second.init()
      second.setTag('team', 'second')
      const transaction = second.startTransaction({ name: 'mine', op: 'task' })
      await second.withActiveSpan(transaction, () => fetch('/api/json'))
      first.startSpan({ name: 'of the first', parentSpan: transaction }, () => 1)
      transaction.finish()
      const headers = [first.getTraceHeaders(), second.getTraceHeaders()].map(headers => headers['sentry-trace'])
      return [await second.flush(), headers] as const
    })
    assert.ok(flushed)
    assert.equal(headers[0], headers[1])
    const mine = await site.waitForTransaction('task')
    const pageload = await site.waitForTransaction('pageload')
    assert.equal(mine.tags?.team, 'second')
    assert.equal(mine.contexts.trace.trace_id, pageload.contexts.trace.trace_id)
    const request = await site.waitForRequest('/api/json')
    assert.equal(request.rawHeaders.filter(([name]) => name.toLowerCase() === 'sentry-trace').length, 1)
    assert.equal(spanOf(mine, 'GET /api/json').span_id, sentryTrace(request)?.spanId)
    spanOf(mine, 'of the first')
    assert.deepEqual(warnings(visitor), [])
    assert.deepEqual(titles(site.transactions()), [`pageload ${path}`, 'task mine'])
    assert.equal(site.requests.filter(({ path }) => path.includes('core')).length, 1)
  })
}

browserTest(
  'a second start with options is named once, with the version that runs',
  { pages: pages('second.init(options)') },
  async site => {
    for (const path of ['/tag', '/npm', '/tags']) {
      const visitor = await openPage(site, path)
      await site.waitForTransaction(({ transaction }) => transaction === path)
      assert.deepEqual(warnings(visitor), [`warning: Headwater: ${version} runs; options ignored`], path)
    }
    assert.deepEqual(titles(site.transactions()), ['pageload /tag', 'pageload /npm', 'pageload /tags'])
  },
)

browserTest('what a copy was told before another one started is kept', { pages: pages('') }, async site => {
  await openPage(site, '/early')
  const pageload = await site.waitForTransaction('pageload')
  assert.equal(pageload.tags?.team, 'second')
})

browserTest('once the owner is closed, no copy records', { pages: pages('') }, async site => {
  const visitor = await openPage(site, '/npm')
  await visitor.page.evaluate(() => (window as unknown as Copies).first.close())
  await site.waitForTransaction('pageload')
  const name = await visitor.page.evaluate(async () => {
    const { second } = window as unknown as Copies
    const transaction = second.startTransaction('mine')
    transaction.finish()
    await fetch('/api/json')
    await second.flush()
    return second.getActiveTransaction()
  })
  assert.equal(name, undefined)
  await leave(visitor)
  assert.deepEqual(titles(site.transactions()), ['pageload /npm'])
  assert.equal((await site.waitForRequest('/api/json')).headers['sentry-trace'], undefined)
})

browserTest('what the owner does not have does no harm', { pages: pages('') }, async site => {
  const visitor = await openPage(site, '/older')
  const answers = await visitor.page.evaluate(async () => {
    const { second } = window as unknown as Copies
    const transaction = second.startTransaction({ name: 'mine' })
    const span = transaction.startChild({ op: 'part' }).setTag('a', 1)
    second.configureScope(scope => scope.setSpan(span))
    second.reportPageLoaded()
    second.setRouteName('mine')
    const answers = [
      second.init(),
      second.startSpan({ name: 'answer' }, () => 42),
      second.withActiveSpan(span, () => 43),
      second.getTraceHeaders(),
      second.getActiveTransaction() ?? null,
      await second.flush(),
    ]
    span.finish()
    transaction.finish()
    second.close()
    return answers
  })
  assert.deepEqual(answers, ['theirs', 42, 43, {}, null, true])
  assert.deepEqual(warnings(visitor), [])
  assert.deepEqual(site.envelopes, [])
})
