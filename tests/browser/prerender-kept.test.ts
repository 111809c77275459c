/** What a tab has kept is not sent by a page that is prerendered, which has but a copy of the tab's storage. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { finish, pageWithHeadwater, publicKey, startSite } from './support/index.ts'
import { launchPrerendering } from './support/prerendering.ts'

const rules = `<script type="speculationrules">{"prerender":[{"source":"list","urls":["/list"],"eagerness":"immediate"}]}</script>`
// Kept by an earlier page of the tab, as this one that does not send it.
const keeps = `<script>
  const query = 'sentry_version=7&sentry_key=${publicKey}'
  const header = { event_id: 'a'.repeat(32), sent_at: new Date().toISOString(), sdk: { name: 'x', version: '1' } }
  sessionStorage['headwater.unsent ' + location.origin + '/api/1/envelope/?' + query] =
    Date.now() + JSON.stringify(header) + '\\n{"type":"client_report"}\\n{"discarded_events":[]}\\n\\0'
</script>`

const saysWhenIdle = '<script>addEventListener("load", () => requestIdleCallback(() => fetch("/api/json")))</script>'

test('the tab sends it when the page is activated, once', { timeout: 60_000 }, async () => {
  const site = await startSite({
    pages: {
      '/from': `<!doctype html>${keeps}${rules}<a href="/list">list</a>`,
      '/list': pageWithHeadwater({
        sampleRate: 0,
        body: `${saysWhenIdle}<script>
        document.addEventListener('prerenderingchange', () => fetch('/api/echo').then(() => location.assign('/next')))
      </script>`,
      }),
      '/next': pageWithHeadwater({ sampleRate: 0, body: saysWhenIdle }),
    },
  })
  const browser = await launchPrerendering()
  try {
    const [page] = await browser.pages()
    await page!.goto(`${site.origin}/from`)
    await site.waitForRequest('/api/json')
    assert.deepEqual(site.envelopes, [])
    await page!.click('a')
    await site.waitForEnvelope(() => true)
    await site.waitFor(() => site.requests.filter(({ path }) => path === '/api/json').length === 2, 'the next page')
    assert.equal(site.requests.filter(({ path }) => path === '/list').length, 1, 'it was prerendered, not loaded again')
    assert.equal(site.envelopes.length, 1)
    await finish(site)
  } finally {
    await browser.close()
    await site.close()
  }
})
