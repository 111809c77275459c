/** Options of every wrong type: each is named once in the console, and the page and its trace go on. */
import assert from 'node:assert/strict'
import { hostilePage, hostileValues } from './support/hostile.ts'
import { browserTest, openPage, sentryTrace, type Site, type Visitor } from './support/index.ts'

/** Options by what they take, and which of the hostile values are of that kind after all. */
const options: [names: string, ...fits: string[]][] = [
  ['release environment coreUrl', 'half a surrogate pair', 'a NUL'],
  ['tunnel', 'half a surrogate pair', 'a NUL'],
  ['tracesSampler shouldCreateSpanForRequest beforeNavigate navigationKey beforeSendTransaction', 'a function'],
  ['tracingOrigins tracePropagationTargets nameRules keepQueryKeys', '10 MB of text', 'half a surrogate pair', 'a NUL'],
  ['ignoreSpans ignoreResources', '10 MB of text', 'half a surrogate pair', 'a NUL'],
  ['startTransactionOnPageLoad startTransactionOnLocationChange traceFetch traceXHR detectRedirects ignoreBots'],
  ['debug enableReportPageLoaded transport linkPreviousTrace'],
  ['idleTimeout finalTimeout childSpanTimeout maxTransactionDuration minSpanDuration', 'a number'],
  ['interactionsSampleRate'],
]

/** What may not be given as this value. */
const refusing = (value: string): string[] => options.flatMap(([names, ...fits]) => (fits.includes(value) ? [] : names.split(' ')))

const said = ({ messages }: Visitor): string[] => messages.filter(line => line.includes('Headwater'))
const thrown = ({ page }: Visitor): Promise<unknown> => page.evaluate('thrown')

const pathOf = (name: string): string => `/${encodeURIComponent(name)}`

/** Asks for something; the decision in its header, `none` without one. */
async function decision(site: Site, { page }: Visitor): Promise<unknown> {
  const first = site.requests.length
  await page.evaluate(async path => (await fetch(`/api/json?${path}`)).json(), page.url())
  const request = site.requests.slice(first).find(({ path, url }) => path === '/api/json' && url.endsWith(page.url()))!
  const header = sentryTrace(request)
  return header ? header.sampled : 'none'
}

// Its text alone, which the console would be told, takes minutes.
const { 'a list without end': _, ...values } = hostileValues

const pages = Object.fromEntries(
  Object.entries(values).map(([name, value]) => [
    pathOf(name),
    hostilePage({
      then: ({ dsn }) => `
    const value = ${value}
    const options = { dsn: '${dsn}', tracesSampleRate: 1 }
    for (const name of ${JSON.stringify(refusing(name))}) options[name] = value
    attempt('init', () => Headwater.init(options))`,
    }),
  ]),
)

for (const part of [0, 1, 2]) {
  const names = Object.keys(values).filter((_, index) => index % 3 === part)
  browserTest(`every option set to ${names.join(', ')}`, { pages, testTimeout: 120_000 }, async site => {
    await Promise.all(
      names.map(async name => {
        const visitor = await openPage(site, pathOf(name))
        assert.equal(await decision(site, visitor), true, name)
        const sent = await site.waitForTransaction(
          ({ contexts, request }) => contexts.trace.op === 'pageload' && (request as { url: string }).url.endsWith(pathOf(name)),
          30_000,
        )
        assert.equal((sent.environment as string).length > 0, true)
        assert.deepEqual(await thrown(visitor), [], name)
        const lines = said(visitor)
        for (const option of refusing(name)) {
          const about = lines.filter(line => line.startsWith(`warning: Headwater: ${option} "`))
          assert.equal(about.length, 1, `${option} set to ${name}:\n${lines.join('\n')}`)
          assert.match(about[0]!, /" is no .+; .+ is used$/s)
          assert.ok(about[0]!.length < 300)
        }
        assert.equal(lines.length, refusing(name).length, lines.join('\n'))
      }),
    )
  })
}

const rates = Object.keys(values)
browserTest(
  'a rate of every wrong type records nobody and says so',
  {
    pages: Object.fromEntries(
      rates.map(name => [
        pathOf(name),
        hostilePage({
          then: ({ dsn }) => `attempt('init', () => Headwater.init({ dsn: '${dsn}', tracesSampleRate: ${hostileValues[name]} }))`,
        }),
      ]),
    ),
  },
  async site => {
    for (const name of rates) {
      const visitor = await openPage(site, pathOf(name))
      assert.equal(await decision(site, visitor), false, name)
      assert.deepEqual(await thrown(visitor), [], name)
      assert.equal(said(visitor).length, 1, `${name}: ${said(visitor).join('\n')}`)
      assert.match(said(visitor)[0]!, /tracesSampleRate ".*" is no rate from 0 to 1; 0 is used$/s)
      await visitor.close()
    }
    assert.deepEqual(site.envelopes, [])
  },
)

const dsns = [
  ...Object.values(values),
  "'https://sentry.test/1'",
  "'https://key@sentry.test/'",
  "'https://key@sentry.test/x'",
  "'//key@sentry.test/1'",
  "'javascript:alert(1)'",
  "'https://key@evil.test@sentry.test/1'",
  "'ftp://key@sentry.test/1'",
  "'https://key@sentry.test/1?x=/2'.slice(0, -1)",
  "'https://key@/1'",
  "'/'.repeat(1e6) + '1'",
  "'https://key@' + 'a/'.repeat(1e6)",
]
browserTest(
  'a malformed DSN: nothing is recorded, requests go on undecided',
  {
    pages: Object.fromEntries(
      dsns.map((dsn, index) => [
        `/${index}`,
        hostilePage({
          then: `attempt('init', () => Headwater.init({ dsn: ${dsn}, tracesSampleRate: 1 }))`,
        }),
      ]),
    ),
  },
  async site => {
    for (const [index, dsn] of dsns.entries()) {
      const visitor = await openPage(site, `/${index}`)
      assert.equal(await decision(site, visitor), undefined, dsn)
      assert.deepEqual(await thrown(visitor), [], dsn)
      const lines = said(visitor)
      assert.equal(lines.length, 2, `${dsn}: ${lines.join('\n')}`)
      assert.match(lines[0]!, /dsn ".*" is no https:\/\/key@host\/project; the default is used$/s)
      assert.match(lines[1]!, /no dsn or tunnel; not recorded$/)
      await visitor.close()
    }
  },
)

/** What is given to `init` in the place of options; what is said of it. */
const instead: Record<string, [string, RegExp[]]> = {
  nothing: ['', [/no dsn or tunnel/]],
  null: ['null', [/no dsn or tunnel/]],
  'an object without prototype': ['Object.create(null)', [/no dsn or tunnel/]],
  'a text': ["'https://key@host/1'", [/options can't be read/, /no dsn or tunnel/]],
  'a symbol': ['Symbol()', [/options can't be read/, /no dsn or tunnel/]],
  'a proxy that refuses everything': ["refusing({ dsn: 'x' })", [/options can't be read/, /no dsn or tunnel/]],
  'a revoked proxy': [hostileValues['a revoked proxy']!, [/options can't be read/, /no dsn or tunnel/]],
  'a getter that throws': ["{ get dsn() { throw new Error('mine') } }", [/dsn can't be read/, /no dsn or tunnel/]],
}
browserTest(
  'something else in the place of options',
  {
    pages: Object.fromEntries(
      Object.entries(instead).map(([name, [value]]) => [
        pathOf(name),
        hostilePage({
          then: `attempt('init', () => Headwater.init(${value}))`,
        }),
      ]),
    ),
  },
  async site => {
    for (const [name, [, expected]] of Object.entries(instead)) {
      const visitor = await openPage(site, pathOf(name))
      assert.equal(await decision(site, visitor), undefined, name)
      assert.deepEqual(await thrown(visitor), [], name)
      assert.equal(said(visitor).length, expected.length, `${name}: ${said(visitor).join('\n')}`)
      for (const [index, pattern] of expected.entries()) assert.match(said(visitor)[index]!, pattern)
      await visitor.close()
    }
  },
)

browserTest(
  'an option that is read twice is read once; one that throws leaves the others',
  {
    pages: {
      '/': hostilePage({
        then: ({ dsn }) => `
        let reads = 0
        attempt('init', () => Headwater.init({
          get dsn() { return reads++ ? 'https://key@evil.test/1' : '${dsn}' }, tracesSampleRate: 1,
          get release() { throw new Error('mine') }, environment: 'hostile',
        }))`,
      }),
    },
  },
  async site => {
    const visitor = await openPage(site, '/')
    const sent = await site.waitForTransaction('pageload')
    assert.equal(sent.environment, 'hostile')
    assert.equal(await visitor.page.evaluate('reads'), 1)
    assert.deepEqual(await thrown(visitor), [])
    assert.deepEqual(said(visitor), ["warning: Headwater: release can't be read"])
  },
)

browserTest(
  'what was put into all objects is no option',
  {
    pages: {
      '/': hostilePage({
        then: ({ dsn }) => `
        Object.assign(Object.prototype, {
          coreUrl: '/evil.mjs', tunnel: '/evil', tracesSampleRate: 0, transport: 'none', release: 'evil', beforeSendTransaction: () => null,
          idleTimeout: 'evil', tracesSampler: () => 0, tracingOrigins: [], ignoreSpans: ['page'],
        })
        attempt('init', () => Headwater.init({ dsn: '${dsn}', tracesSampleRate: 1 }))`,
      }),
    },
  },
  async site => {
    const visitor = await openPage(site, '/')
    const sent = await site.waitForTransaction('pageload')
    assert.equal(sent.release, undefined)
    assert.deepEqual(said(visitor), [])
    assert.deepEqual(
      site.requests.filter(({ path }) => path.startsWith('/evil')),
      [],
    )
  },
)

browserTest(
  'members called __proto__, constructor and toString are unknown options and change nothing',
  {
    pages: {
      '/': hostilePage({
        then: ({ dsn }) => `
        const members = JSON.parse('{"__proto__":{"polluted":1,"idleTimeout":"x"},"constructor":{"prototype":{"polluted":1}},"toString":1}')
        attempt('init', () => Headwater.init(Object.defineProperties({ dsn: '${dsn}', tracesSampleRate: 1 }, Object.getOwnPropertyDescriptors(members))))`,
      }),
    },
  },
  async site => {
    const visitor = await openPage(site, '/')
    await site.waitForTransaction('pageload')
    assert.equal(await visitor.page.evaluate('({}).polluted'), undefined)
    assert.deepEqual(said(visitor), ['warning: Headwater: unknown options: __proto__,constructor,toString; ignored'])
  },
)
