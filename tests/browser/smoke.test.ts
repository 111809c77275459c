import assert from 'node:assert/strict'
import { browserTest, leave, openPage, pageWithHeadwater } from './support/index.ts'

for (const as of ['tag', 'inline', 'module'] as const) {
  browserTest(`a page sends its pageload: ${as}`, { pages: { '/list': pageWithHeadwater({ as }) } }, async site => {
    await openPage(site, '/list')
    const pageload = await site.waitForTransaction('pageload')
    assert.equal(pageload.transaction, '/list')
    assert.equal(pageload.transaction_info.source, 'url')
    assert.match(pageload.contexts.trace.trace_id, /^[0-9a-f]{32}$/)
  })
}

browserTest(
  'a page that is not sampled sends nothing and fetches no core',
  {
    pages: { '/': pageWithHeadwater({ sampleRate: 0, afterScript: '<script>window.done = fetch("/api/json")</script>' }) },
  },
  async site => {
    const visitor = await openPage(site, '/')
    await visitor.page.evaluate('window.done')
    const request = await site.waitForRequest('/api/json')
    assert.match(request.headers['sentry-trace'] ?? '', /^[0-9a-f]{32}-[0-9a-f]{16}-0$/)
    await leave(visitor)
    assert.equal(site.envelopes.length, 0)
    assert.ok(!site.requests.some(({ path }) => path.includes('core')))
  },
)
