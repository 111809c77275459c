/** Pages that the browser prepares before anybody asks to see them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { near } from './support/look.ts'
import { finish, pageWithHeadwater, sentryTrace, startSite } from './support/index.ts'
import { launchPrerendering } from './support/prerendering.ts'

const rules = (path: string): string =>
  `<script type="speculationrules">{"prerender":[{"source":"list","urls":["${path}"],"eagerness":"immediate"}]}</script>`
const asks = `<script>
  fetch('/api/echo?prerendered=' + document.prerendering)
  history.pushState(null, '', '/list/1')
  fetch('/api/json')
  document.addEventListener('prerenderingchange', () => {
    const { activationStart } = performance.getEntriesByType('navigation')[0]
    fetch('/image?start=' + (performance.timeOrigin + activationStart))
  })
</script>`

test('nothing is sent until the page is activated; then its root starts, in the trace of what it asked before', {
  timeout: 60_000,
}, async () => {
  const site = await startSite({
    pages: {
      '/from': `<!doctype html>${rules('/list')}<a href="/list">list</a>`,
      '/list': pageWithHeadwater({ attributes: { 'idle-timeout': 300 }, afterScript: asks }),
    },
  })
  const browser = await launchPrerendering()
  try {
    const [page] = await browser.pages()
    await page!.goto(`${site.origin}/from`)
    const early = await site.waitForRequest('/api/json')
    assert.equal((await site.waitForRequest('/api/echo')).query.get('prerendered'), 'true')
    const { traceId, sampled } = sentryTrace(early)!
    assert.equal(sampled, undefined, 'nobody has seen it yet')
    assert.deepEqual(
      site.requests.filter(({ path }) => /core|envelope/.test(path)),
      [],
    )
    await page!.click('a')
    const pageload = await site.waitForTransaction('pageload')
    assert.equal(site.requests.filter(({ path }) => path === '/list').length, 1, 'it was prerendered, not loaded again')
    assert.equal(pageload.contexts.trace.trace_id, traceId)
    const activated = Number((await site.waitForRequest('/image')).query.get('start'))
    near(pageload.start_timestamp * 1000, activated, 20, 'start')
    const { data = {} } = pageload.contexts.trace
    assert.equal(data['http.response.status_code'], 200, 'what the document itself was')
    assert.ok(Number(data['performance.activationStart']) > 0)
    // The activated page has come in the place of that one.
    const [shown] = await browser.pages()
    await shown!.goto('about:blank')
    await finish(site)
  } finally {
    await browser.close()
    await site.close()
  }
})
