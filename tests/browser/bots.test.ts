/** Who is left out: nothing is hooked, sent or loaded for them. */
import assert from 'node:assert/strict'
import { browserTest, leave, openPage, pageWithHeadwater } from './support/index.ts'

const page = (option: Record<string, string> = {}) =>
  pageWithHeadwater({ attributes: { 'idle-timeout': 50, ...option }, afterScript: '<script>fetch("/api/json")</script>' })
const android = (model: string): string =>
  `Mozilla/5.0 (Linux; Android 13; ${model}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36`
const crawlers = [
  'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
  'Mozilla/5.0 (compatible; Google-InspectionTool/1.0;)',
  `${android('Nexus 5X')} (compatible; Storebot-Google/1.0)`,
  'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)',
  'Mozilla/5.0 (compatible; Yahoo! Slurp; http://help.yahoo.com/help/us/ysearch/slurp)',
  'DuckDuckBot/1.1; (+http://duckduckgo.com/duckduckbot.html)',
  'Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)',
  'Mozilla/5.0 (compatible; YandexBot/3.0)',
  'Facebot',
  'facebookexternalhit/1.1',
  'LinkedInBot/1.0 (compatible)',
  'Twitterbot/1.0',
  'Mozilla/5.0 (compatible; Applebot/0.1)',
]
const people = [
  android('CUBOT X30'),
  android('CUBOT_NOTE_S'),
  android('CUBOT'),
  'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
]

browserTest('known crawlers, and no phones', { pages: { '/': page() } }, async site => {
  let visits = 0
  for (const userAgent of [...crawlers, ...people]) {
    const visitor = await openPage(site, '/', { context: { userAgent } })
    visits++
    const asked = await site.waitFor(() => site.requests.filter(({ path }) => path === '/api/json')[visits - 1], `request of ${userAgent}`)
    assert.equal(asked.headers['sentry-trace'] === undefined, crawlers.includes(userAgent), userAgent)
    if (crawlers.includes(userAgent)) {
      const { natives, active } = await visitor.page.evaluate(() => ({
        natives: /native code/.test(String(history.pushState)) && Headwater.explain('/'),
        active: Headwater.getActiveTransaction() === undefined,
      }))
      assert.deepEqual([natives, active], ['/: not started, or not a URL', true])
    } else await site.waitForTransaction(({ request }) => JSON.stringify(request).includes(userAgent))
    await visitor.close()
    site.visitors.pop()
  }
  assert.equal(site.transactions().filter(({ contexts }) => contexts.trace.op === 'pageload').length, people.length)
})

browserTest(
  'with all also what is automated, as these tests are; with false nobody',
  {
    pages: { '/all': page({ 'ignore-bots': 'all' }), '/false': page({ 'ignore-bots': 'false' }) },
  },
  async site => {
    await leave(await openPage(site, '/all'))
    await openPage(site, '/false', { context: { userAgent: crawlers[0] } })
    await site.waitForTransaction('pageload')
    const headers = site.requests.filter(({ path }) => path === '/api/json').map(({ headers }) => headers['sentry-trace'])
    assert.equal(headers[0], undefined)
    assert.match(headers[1] ?? '', /-1$/)
  },
)
