/** What the script tag says comes from the tag, not from what somebody else has put into the page. */
import assert from 'node:assert/strict'
import { browserTest, openPage } from './support/index.ts'

for (const as of ['headwater.js', 'headwater.inline.js']) {
  browserTest(
    `${as} does not start itself by members of all objects`,
    {
      pages: {
        '/list': site => `<!doctype html><script>Object.prototype.tunnel = Object.prototype.dsn = 'https://evil.test/1'</script>
        <script src="/dist/${as}"></script><script>Headwater.init({ dsn: '${site.dsn}', tracesSampleRate: 1 })</script>`,
      },
    },
    async site => {
      const { messages } = await openPage(site, '/list')
      await site.waitForTransaction('pageload')
      assert.deepEqual(messages, [])
    },
  )

  browserTest(
    `${as} takes no element called currentScript for its tag`,
    {
      pages: {
        '/list':
          site => `<!doctype html><body><img name="currentScript" src="/evil/image" data-dsn="${site.dsn}9" data-traces-sample-rate="1">
        <script src="/dist/${as}"></script>
        <script>Headwater.init({ dsn: '${site.dsn}', tracesSampleRate: 1, coreUrl: '/dist/headwater.core.mjs' })</script>`,
        '/evil/image': () => ({ status: 204 }),
      },
    },
    async site => {
      const { messages } = await openPage(site, '/list')
      const { request } = await site.waitForEnvelope(() => true)
      assert.equal(request.path, '/api/1/envelope/')
      assert.deepEqual(
        site.requests.filter(({ path }) => /evil.*core/.test(path)),
        [],
      )
      assert.deepEqual(messages, [])
    },
  )
}
