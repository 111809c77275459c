/** Which destinations get the header: signed addresses none, a slashed text of the tag those below it, a server's trace only from the head. */
import assert from 'node:assert/strict'
import { browserTest, openPage, pageWithHeadwater, sentryTrace, type Page, type Site } from './support/index.ts'

/** Asks for each address by fetch and by XMLHttpRequest; for those of which not both had a header: how many had. */
async function carriers(site: Site, path: string, urls: string[]): Promise<Record<string, number>> {
  const { page } = await openPage(site, path)
  const first = site.requests.length
  await page.evaluate(async urls => {
    for (const url of urls) {
      await fetch(url)
      const xhr = new XMLHttpRequest()
      xhr.open('GET', url)
      const ended = new Promise(resolve => (xhr.onloadend = resolve))
      xhr.send()
      await ended
    }
  }, urls)
  const asked = site.requests.slice(first).filter(({ method }) => method === 'GET')
  const counts = Object.fromEntries(
    urls.map((url): [string, number] => {
      const { href } = new URL(url, site.origin + path)
      const found = asked.filter(request => request.url === href.split('#')[0])
      assert.equal(found.length, 2, url)
      return [url, found.filter(request => sentryTrace(request)).length]
    }),
  )
  await page.close()
  return counts
}

const all = (urls: string[], count: number): Record<string, number> => Object.fromEntries(urls.map(url => [url, count]))

/** Parameters by which stores and networks know an address that somebody has signed. */
const signed = [
  'X-Amz-Signature',
  'x-amz-signature',
  'X%2DAmz%2DSignature',
  '%58-Amz-%53ignature',
  'X-Goog-Signature',
  'GoogleAccessId=a&Signature',
  'Signature',
  'signature',
  'Sig%6Eature',
  'sig',
  's%69g',
  'se=1&sp=r&sig',
  'x-oss-signature',
  'OSSAccessKeyId=a&Signature',
  'q-sign-algorithm=sha1&q-signature',
  'q%2Dsignature',
  'X-Tos-Signature',
  'X-Obs-Signature',
  'X-Cos-Signature',
  'X-Bz-Signature',
  'hdnts',
  'hdnea=a&hdnts',
  '__token__',
  'url_signature',
  'my-signature-v2',
  'signature%5Bvalue%5D',
]
const unsigned = [
  'q=Signature',
  'q=X-Amz-Signature%3D1',
  'design=1',
  'sign=1',
  'signal=1',
  'sigma=1',
  'assignee=1',
  'token=1',
  'csrf_token=1',
  'page=1&sort=sig',
]

browserTest(
  'signed addresses have no header, whichever the cloud and however their names are written',
  {
    pages: { '/page': pageWithHeadwater({ sampleRate: 0, attributes: { 'tracing-origins': '/^\\// 127.0.0.1' } }) },
    cors: 'sentry-trace',
    testTimeout: 120_000,
  },
  async site => {
    const at = (query: string): string => `/api/json?${query}`
    const none = signed.map(name => at(`${name}=0a1b`))
    assert.deepEqual(await carriers(site, '/page', none), all(none, 0))
    const elsewhere = signed.slice(0, 4).map(name => `${site.otherOrigin}${at(`a=1&${name}=0a1b`)}`)
    assert.deepEqual(await carriers(site, '/page', elsewhere), all(elsewhere, 0))
    const both = unsigned.map(at)
    assert.deepEqual(await carriers(site, '/page', both), all(both, 2))
  },
)

/** Values of `data-tracing-origins`, and the paths of the own and the other origin that get a header. */
const entries: Record<string, { own: string[]; not: string[]; other?: string[] }> = {
  '/api/': { own: ['/api/json', '/api/', '/api/a/b?q=1'], not: ['/apis', '/v1/api/json', '/', '/x?/api/'] },
  '/api/v1/': { own: ['/api/v1/x', '/api/v1/'], not: ['/api/v2/x', '/api/', '/v/api/v1/x'] },
  '/my-api_1/, /other/': { own: ['/my-api_1/x', '/other/x'], not: ['/my-api_2/x', '/x/other/'] },
  '/^\\/api/': { own: ['/api/json', '/apis'], not: ['/v1/api/json', '/'] },
  '/api|json/': { own: ['/api/x', '/v1/json', '/x/api'], not: ['/x'], other: ['/api/x', '/v1/json', '/x/api'] },
  '/\\/v\\d\\//': { own: ['/v1/x', '/a/v2/x'], not: ['/v/x'], other: ['/v1/x', '/a/v2/x'] },
  '/api': { own: ['/api/json', '/api', '/v1/api/json'], not: ['/x', '/x?/api'] },
}
const tags = Object.fromEntries(
  Object.keys(entries).map((text, index): [string, Page] => [
    `/tag/${index}`,
    pageWithHeadwater({ sampleRate: 0, attributes: { 'tracing-origins': text } }),
  ]),
)

browserTest(
  'a slashed text in the tag is a path of the own origin, unless it has what only expressions have',
  {
    pages: tags,
    cors: 'sentry-trace',
    testTimeout: 120_000,
  },
  async (site, t) => {
    for (const [index, [text, { own, not, other = [] }]] of Object.entries(entries).entries()) {
      await t.test(text, async () => {
        const elsewhere = [...own, ...not].map(path => site.otherOrigin + path)
        const wanted = {
          ...all(own, 2),
          ...all(not, 0),
          ...all(elsewhere, 0),
          ...all(
            other.map(path => site.otherOrigin + path),
            2,
          ),
        }
        assert.deepEqual(await carriers(site, `/tag/${index}`, Object.keys(wanted)), wanted)
      })
    }
  },
)

const traceId = 'a'.repeat(32)
const spanId = 'b'.repeat(16)
const metas: Record<string, { html: (tag: string) => string; isRead: boolean }> = {
  'in the head': { html: tag => `<!doctype html><head>${tag}<meta name="other" content="x"></head><body>`, isRead: true },
  'in the head, without its tag': { html: tag => `<!doctype html>${tag}<title>page</title><body>`, isRead: true },
  'in the body': { html: tag => `<!doctype html><head></head><body><div>${tag}</div>`, isRead: false },
  'first in the body': { html: tag => `<!doctype html><head></head><body>${tag}`, isRead: false },
  'in a drawing of the head’s name': { html: tag => `<!doctype html><body><svg><head>${tag}</head></svg>`, isRead: false },
  'after the body': { html: tag => `<!doctype html><body></body></html>${tag}`, isRead: false },
  'in a template of the head': { html: tag => `<!doctype html><head><template>${tag}</template></head><body>`, isRead: false },
}
const names = { 'sentry-trace': `${traceId}-${spanId}-1`, traceparent: `00-${traceId}-${spanId}-01` }

browserTest(
  'a trace that is continued is one of the head: the body may have what visitors wrote',
  {
    pages: Object.fromEntries(
      Object.values(metas).flatMap(({ html }, index) =>
        Object.entries(names).map(([name, content]): [string, Page] => [
          `/meta/${index}/${name}`,
          site =>
            `${html(`<meta name="${name}" content="${content}">`)}<script src="/dist/headwater.js" data-dsn="${site.dsn}" data-traces-sample-rate="0"></script><p>end</p>`,
        ]),
      ),
    ),
    lost: true,
    testTimeout: 120_000,
  },
  async site => {
    for (const [index, [where, { isRead }]] of Object.entries(metas).entries()) {
      for (const name of Object.keys(names)) {
        // One that this browser has seen is stale.
        const { page, close } = await openPage(site, `/meta/${index}/${name}`)
        const { traceId: is } = await page.evaluate(() => {
          const [traceId] = Headwater.getTraceHeaders()['sentry-trace']!.split('-')
          return { traceId }
        })
        assert.equal(is === traceId, isRead, `${name} ${where}`)
        await close()
      }
    }
  },
)
