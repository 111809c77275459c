/** Which requests carry `sentry-trace`, as the servers received them. */
import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { browserTest, openPage, pageWithHeadwater, sentryTrace, type Received, type Site } from './support/index.ts'

interface Rule {
  /** `tracingOrigins` as JavaScript; undefined for the default. */
  entries?: (site: Site) => string
  yes: (site: Site) => string[]
  no: (site: Site) => string[]
}

const below = (origin: string): string => origin.replace('localhost', 'eu.localhost')
const port = (origin: string): string => new URL(origin).port

const rules: Record<string, Rule> = {
  'by default: the own origin and localhost': {
    yes: ({ origin, foreignOrigin }) => [
      '/api/json',
      'api/json',
      '?x',
      `${origin}/api/json`,
      `${foreignOrigin}/api/json`,
      below(foreignOrigin),
    ],
    no: ({ otherOrigin }) => [
      `${otherOrigin}/api/json`,
      otherOrigin.slice(5) + '/x',
      `${otherOrigin}/localhost`,
      `${otherOrigin}/?localhost`,
      `${otherOrigin}/#localhost`,
      `${otherOrigin}/http://localhost/`,
    ],
  },
  nothing: { entries: () => '[]', yes: () => [], no: ({ foreignOrigin }) => ['/api/json', `${foreignOrigin}/api/json`] },
  'a path': {
    entries: () => `['/api/js']`,
    yes: ({ origin }) => ['/api/json', `${origin}/v1/api/js`],
    no: ({ otherOrigin }) => ['/api/echo', '/?/api/json', '/#/api/json', `${otherOrigin}/api/json`],
  },
  'a host': {
    entries: () => `['localhost']`,
    yes: ({ foreignOrigin }) => [`${foreignOrigin}/x`, `${below(foreignOrigin)}/x`, '/with/localhost/in/it'],
    no: ({ otherOrigin }) => ['/x', `${otherOrigin}/localhost`],
  },
  'a host below that': {
    entries: () => `['eu.localhost']`,
    yes: ({ foreignOrigin }) => [`${below(foreignOrigin)}/x`, `${below(foreignOrigin).replace('eu.', 'a.eu.')}/x`],
    no: ({ foreignOrigin }) => [`${foreignOrigin}/x`, `${below(foreignOrigin).replace('eu.', 'neu.')}/x`],
  },
  'a host and port': {
    entries: ({ otherOrigin }) => `['127.0.0.1:${port(otherOrigin)}']`,
    yes: ({ otherOrigin }) => [`${otherOrigin}/x`],
    no: ({ otherOrigin, foreignOrigin }) => [
      '/x',
      `http://localhost:${port(otherOrigin)}/x`,
      `${foreignOrigin}/?127.0.0.1:${port(otherOrigin)}`,
    ],
  },
  'a host of several ports': {
    entries: () => `['127.0.0.1']`,
    yes: ({ otherOrigin }) => [`${otherOrigin}/x`, '/x'],
    no: ({ foreignOrigin }) => [`${foreignOrigin}/127.0.0.1`],
  },
  'a prefix': {
    entries: ({ otherOrigin, foreignOrigin }) => `['${otherOrigin}/api', '${foreignOrigin.slice(7)}/v1/']`,
    yes: ({ otherOrigin, foreignOrigin }) => [
      `${otherOrigin}/api`,
      `${otherOrigin}/api/json?x`,
      `${otherOrigin}/b/../api/json`,
      `${foreignOrigin}/v1/x`,
    ],
    no: ({ otherOrigin, foreignOrigin }) => [
      `${otherOrigin}/apis`,
      `${otherOrigin}/`,
      `${otherOrigin}/api/../x`,
      `${otherOrigin}/api/%2e%2e/x`,
      `${foreignOrigin}/v1`,
      `${foreignOrigin}/v2/v1/`,
    ],
  },
  'a regular expression with flags': {
    entries: () => '[/LOCALHOST:\\d+\\/v\\d\\//gi, /^\\/own/y]',
    yes: ({ foreignOrigin }) => [`${foreignOrigin}/v1/x`, `${foreignOrigin}/v2/x`, '/own', '/own/too'],
    no: ({ foreignOrigin, otherOrigin }) => [`${foreignOrigin}/x`, `${foreignOrigin}/?/localhost:1/v1/`, `${otherOrigin}/own`, '/x/own'],
  },
  'presigned URLs never': {
    yes: () => ['/api/json?design=1', '/api/json?q=Signature'],
    no: ({ foreignOrigin }) => ['/api/json?X-Amz-Signature=1', '/api/json?a&Signature=1', `${foreignOrigin}/api/json?sig=1`],
  },
}

/** Asks for a URL by fetch and by XMLHttpRequest; what Headwater says of it. */
const ask = (page: Page, url: string): Promise<string> =>
  page.evaluate(async url => {
    await fetch(url)
    await new Promise((resolve, reject) => {
      const xhr = new XMLHttpRequest()
      xhr.open('GET', url)
      xhr.onload = resolve
      xhr.onerror = reject
      xhr.send()
    })
    return Headwater.explain(url)
  }, url)

const pages = Object.fromEntries(
  Object.values(rules).map(({ entries }, index) => [
    `/rule/${index}/page`,
    (site: Site, request: Received) => {
      const page = pageWithHeadwater({ as: 'module', sampleRate: 0, options: entries ? `tracingOrigins: ${entries(site)}` : '' })
      return typeof page === 'string' ? page : page(site, request)
    },
  ]),
)

browserTest('the header goes where tracingOrigins says', { pages, cors: 'any' }, async (site, t) => {
  for (const [index, [name, { yes, no }]] of Object.entries(rules).entries()) {
    await t.test(name, async () => {
      const visitor = await openPage(site, `/rule/${index}/page`)
      for (const [expected, urls] of [
        [true, yes(site)],
        [false, no(site)],
      ] as const) {
        for (const url of urls) {
          const first = site.requests.length
          const said = await ask(visitor.page, url)
          const asked = site.requests.slice(first).filter(({ method }) => method === 'GET')
          assert.deepEqual(
            asked.map(request => sentryTrace(request)?.sampled),
            Array(2).fill(expected ? false : undefined),
            url,
          )
          assert.equal(said.startsWith(`${url}: matches `), expected, said)
        }
      }
      await visitor.close()
      site.visitors.pop()
    })
  }
})

browserTest(
  'explain says which entry matched, or why none did',
  {
    pages: { '/': pageWithHeadwater({ as: 'module', sampleRate: 0, options: `tracingOrigins: ['a.example', /^\\/api/]` }) },
  },
  async site => {
    const { page } = await openPage(site, '/')
    const urls = [
      'https://a.example/x',
      '/api/x',
      '/x',
      '//evil.example/api',
      '/api?sig=1',
      'data:,x',
      'http://[',
      `${site.origin}/api/1/envelope/?x`,
    ]
    const said = await page.evaluate(urls => urls.map(url => Headwater.explain(url).slice(url.length)), urls)
    assert.deepEqual(said, [
      ': matches a.example',
      ': matches /^\\/api/',
      ': not in tracingOrigins',
      ': not in tracingOrigins',
      ': presigned',
      ': not traced',
      ': not started, or not a URL',
      ': not traced',
    ])
  },
)

const decisions = { sampled: [1, true], 'not sampled': [0, false], undecided: [null, undefined] } as const

for (const [name, [sampleRate, decision]] of Object.entries(decisions)) {
  const attributes = { 'idle-timeout': 50 }
  browserTest(
    `the header says ${name}, also when everything has ended`,
    { pages: { '/': pageWithHeadwater({ sampleRate, attributes }) } },
    async site => {
      const { page } = await openPage(site, '/')
      const received = async (): Promise<ReturnType<typeof sentryTrace>[]> => {
        const first = site.requests.length
        await ask(page, '/api/json')
        return site.requests
          .slice(first)
          .filter(({ path }) => path === '/api/json')
          .map(sentryTrace)
      }
      const running = await received()
      if (decision) await site.waitForTransaction('pageload')
      const ended = await received()
      await page.evaluate(() => Headwater.startTransaction('manual').finish())
      const all = [...running, ...ended, ...(await received())]
      assert.equal(all.length, 6)
      assert.deepEqual(
        all.map(header => header?.sampled),
        Array(6).fill(decision),
      )
      assert.equal(new Set(all.map(header => header!.traceId)).size, 1)
      // Each recorded request has a span of its own; the others share what there is.
      assert.equal(new Set(all.map(header => header!.spanId)).size, decision ? 6 : 1)
    },
  )
}

browserTest(
  'own uploads have neither header nor span',
  {
    pages: { '/': pageWithHeadwater({ attributes: { 'idle-timeout': 50, transport: 'fetch' } }) },
  },
  async site => {
    const { page } = await openPage(site, '/')
    await site.waitForTransaction('pageload')
    await ask(page, '/api/json')
    const late = page.evaluate('Headwater.flush()')
    await page.keyboard.press('a')
    await page.evaluate('history.pushState(null, "", "/next")')
    await late
    await site.waitForTransaction('pageload.late')
    for (const { request } of site.envelopes) assert.equal(request.byBeacon, false)
    const described = site.transactions().flatMap(({ spans }) => spans.map(({ description }) => description ?? ''))
    assert.ok(described.some(text => text.includes('/api/json')))
    assert.deepEqual(
      described.filter(text => text.includes('envelope')),
      [],
    )
  },
)
