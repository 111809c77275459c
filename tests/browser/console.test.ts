/** A console that throws, as test frameworks make it do: the page's own calls come to what they come to without us. */
import assert from 'node:assert/strict'
import { browserTest, openPage, pageWithHeadwater } from './support/index.ts'

browserTest(
  'a console that throws',
  {
    lost: true,
    pages: {
      '/list': pageWithHeadwater({
        attributes: { 'tracing-origins': '127.0.0.1', 'idle-timeout': 'soon' },
        head: '<script>console.warn = () => { throw new Error("mine") }</script>',
      }),
    },
  },
  async site => {
    const { page } = await openPage(site, '/list')
    await site.waitForTransaction('pageload')
    // It fails for want of CORS, about which there is something to say.
    const failed = await page.evaluate(url => fetch(url).then(String, String), `${site.otherOrigin}/api/json`)
    assert.equal(failed, 'TypeError: Failed to fetch')
    assert.equal(await page.evaluate(() => Headwater.init({})), undefined)
  },
)
