/** What a page says it does not want to be told of. */
import assert from 'node:assert/strict'
import { spanOf } from './support/look.ts'
import { browserTest, leave, openPage, pageWithHeadwater, type Transaction } from './support/index.ts'

browserTest(
  'ignored spans and resources are not sent, what is below them is',
  {
    pages: {
      '/list': pageWithHeadwater({
        as: 'module',
        options: `idleTimeout: 300,
        ignoreSpans: ['react-', /^noise/, { op: 'mark', name: 'inner' }, 'browser.dns'],
        ignoreResources: ['tracker', 'resource.iframe', /[?]skip$/],`,
        body: `<p>text</p><img src="/image?tracker"><img src="/image?skip"><img src="/image?kept"><iframe src="/frame"></iframe>
        <script>
          performance.mark('react-render')
          performance.measure('noise of a measure')
          performance.mark('inner mark')
          performance.measure('inner measure')
        </script>`,
      }),
      '/frame': '<p>frame</p>',
    },
  },
  async site => {
    const visitor = await openPage(site, '/list')
    await site.waitForTransaction('pageload')
    await visitor.page.evaluate(() => {
      const job = Headwater.startTransaction({ name: 'job', op: 'job' })
      const noise = job.startChild({ op: 'step', description: 'noise around' })
      const child = noise.startChild({ op: 'step', description: 'child' })
      child.finish()
      noise.finish()
      job.finish()
      Headwater.startTransaction({ name: 'noise of a transaction', op: 'job' }).finish()
    })
    const job = await site.waitForTransaction('job')
    await leave(visitor)
    const [pageload] = site.transactions()
    assert.deepEqual(
      pageload!.spans.filter(({ op }) => op === 'mark' || op === 'measure').map(({ description }) => description),
      ['inner measure'],
    )
    assert.equal(pageload!.spans.filter(({ op }) => op === 'resource.img').length, 1)
    assert.deepEqual(
      pageload!.spans.filter(({ op }) => op === 'resource.iframe' || op === 'browser.dns'),
      [],
    )
    assert.equal(pageload!.spans.filter(({ op }) => op === 'browser.request').length, 1)
    assert.equal(job.spans.length, 1)
    assert.equal(spanOf(job, 'child').parent_span_id, job.contexts.trace.span_id)
    assert.equal(site.transactions().filter(({ transaction }) => transaction.startsWith('noise')).length, 0)
  },
)

browserTest(
  'a request that shall not be a span is no resource either',
  {
    pages: {
      '/list': pageWithHeadwater({
        as: 'module',
        options: "idleTimeout: 300, shouldCreateSpanForRequest: (url) => !url.includes('/api/json'),",
        afterScript: "<script type=\"module\">fetch('/api/json'); fetch('/api/echo')</script>",
      }),
    },
  },
  async site => {
    await openPage(site, '/list')
    const pageload = await site.waitForTransaction('pageload')
    assert.deepEqual(
      pageload.spans.filter(({ description }) => description?.includes('/api/')).map(({ description }) => description),
      ['GET /api/echo'],
    )
  },
)

browserTest(
  'a page does not wait longer for an ignored request than for any other',
  {
    pages: {
      '/list': pageWithHeadwater({
        as: 'module',
        options: "tracingOrigins: [], idleTimeout: 300, ignoreSpans: ['/api/json'], ignoreResources: ['/api/json'],",
        // The core gives up waiting for what a response says of its end after 5 s.
        afterScript: `<script type="module">
        fetch('/api/json').then((response) => response.text())
        setTimeout(fetch, 4500, '/late')
      </script>`,
      }),
    },
  },
  async site => {
    await openPage(site, '/list')
    const pageload = await site.waitForTransaction('pageload')
    assert.equal(site.requests.filter(({ path }) => path === '/late').length, 0)
    assert.deepEqual(
      pageload.spans.filter(({ description }) => description?.includes('/api/')),
      [],
    )
  },
)

browserTest(
  'what is ignored holds no page; what it holds itself, and redirects, do',
  {
    pages: Object.fromEntries(
      Object.entries({
        '/ignored': `Headwater.getActiveTransaction().startChild({ op: 'step', description: 'noise without end' })
      fetch('/api/slow?ms=3000')`,
        '/held': `const page = Headwater.getActiveTransaction().hold()
      setTimeout(() => page.release(), 1200)`,
        '/redirected': `for (let i = 1; i <= 6; i++) setTimeout(() => history.replaceState(null, '', '/redirected/' + i), i * 200)`,
      }).map(([path, script]) => [
        path,
        pageWithHeadwater({
          as: 'module',
          options: "tracingOrigins: [], idleTimeout: 300, ignoreSpans: ['noise', '/api/slow'],",
          afterScript: `<script type="module">${script}</script>`,
        }),
      ]),
    ),
  },
  async site => {
    const paths = ['/ignored', '/held', '/redirected']
    await Promise.all(paths.map(path => openPage(site, path)))
    const all = await site.waitFor(() => {
      const found = paths.map(path => site.transactions().find(({ transaction }) => transaction.startsWith(path)))
      return found.every(Boolean) && found
    }, 'the page loads')
    const [ignored, held, redirected] = (all as Transaction[]).map(({ start_timestamp: start, timestamp: end }) => end - start)
    assert.deepEqual(
      (all as Transaction[])[0]!.spans.filter(({ op }) => op === 'step' || op === 'http.client'),
      [],
    )
    assert.ok(ignored! < 1.2, `ignored: ${ignored}`)
    assert.ok(held! >= 1.2, `held: ${held}`)
    assert.ok(redirected! >= 1.2, `redirected: ${redirected}`)
    assert.equal(site.transactions().filter(({ contexts }) => contexts.trace.op === 'navigation').length, 0)
  },
)
