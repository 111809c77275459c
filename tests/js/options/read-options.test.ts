import assert from 'node:assert/strict'
import { test } from 'node:test'
import { warnings } from '../support/page.ts'

const { endpointOf, readOptions } = await import('../../../js/options/read-options.ts')
type Options = Parameters<typeof readOptions>[0]

const dsn = 'https://abc123@sentry.test/42'

/** The checked options and what was said about them. */
function read(options: Record<string, unknown>, isTag = false): [ReturnType<typeof readOptions>, string[]] {
  warnings.length = 0
  const config = readOptions(options as Options, isTag)
  return [config, [...warnings]]
}

test('a DSN gives the address of envelopes', () => {
  // The key goes in the query: a header would cost a preflight.
  assert.equal(
    endpointOf(dsn),
    'https://sentry.test/api/42/envelope/?sentry_version=7&sentry_key=abc123&sentry_client=sentry.javascript.browser.headwater%2F0.0.0',
  )
  const placeOf = (text: string) => endpointOf(text)?.split('?')[0]
  assert.equal(placeOf('http://abc123@localhost:8000/1'), 'http://localhost:8000/api/1/envelope/')
  assert.equal(placeOf('https://abc123@host.test/a/b/7'), 'https://host.test/a/b/api/7/envelope/')
  assert.equal(placeOf('https://abc123@[::1]:9000/7'), 'https://[::1]:9000/api/7/envelope/')
})

test('what is no DSN is none', () => {
  for (const bad of [
    '',
    'abc',
    'https://sentry.test/42',
    'https://abc@sentry.test/',
    'https://abc@sentry.test',
    'https://abc@sentry.test/x',
    'ftp://abc@sentry.test/1',
    'https://abc@/1',
    'https://@sentry.test/1',
    '//abc@sentry.test/1',
    ' ' + dsn + 'x',
  ])
    assert.equal(endpointOf(bad), undefined, bad)
})

test('defaults', () => {
  const [config, said] = read({ dsn })
  assert.deepEqual(said, [])
  assert.deepEqual(config.tracingOrigins, ['localhost', /^\//])
  assert.equal(config.tracesSampleRate, undefined)
  assert.deepEqual(config.traced, ['fetch', 'xmlhttprequest'])
})

test('usable values, typed or as text, cause no warning', () => {
  for (const options of [
    {
      dsn,
      tracesSampleRate: 0.5,
      tracingOrigins: ['a.test', /b/],
      release: 'shop@1.2',
      environment: 'test',
      startTransactionOnPageLoad: false,
      startTransactionOnLocationChange: true,
      traceFetch: false,
      traceXHR: true,
      shouldCreateSpanForRequest: () => true,
      beforeNavigate: () => 'x',
      tracesSampler: () => 1,
      coreUrl: '/core.mjs',
      tunnel: '/t',
      detectRedirects: false,
      navigationKey: () => 1,
      ignoreBots: 'all',
      wasm: 'off',
    },
    {
      dsn,
      tracesSampleRate: '0.5',
      traceFetch: 'false',
      detectRedirects: '',
      tracingOrigins: 'a.test',
      ignoreBots: 'false',
    },
    { dsn, tracesSampleRate: undefined, release: null, tracingOrigins: undefined },
    { dsn, tracesSampleRate: true, ignoreBots: true },
  ])
    assert.deepEqual(read(options)[1], [])
  const [config] = read({
    dsn,
    tracesSampleRate: '0.5',
    traceFetch: 'false',
    traceXHR: 'true',
    startTransactionOnPageLoad: '',
    ignoreBots: 'false',
    detectRedirects: 'false',
  })
  assert.deepEqual(
    [config.tracesSampleRate, config.traced, config.startTransactionOnPageLoad, config.ignoreBots, config.detectRedirects],
    [0.5, [false, 'xmlhttprequest'], true, false, false],
  )
})

test('each unusable value is named once, with what was expected and what happens now', () => {
  const bad: Record<string, unknown> = {
    dsn: 'nonsense',
    tunnel: 5,
    tracesSampler: 1,
    tracingOrigins: [5],
    release: 7,
    environment: {},
    startTransactionOnPageLoad: 'maybe',
    startTransactionOnLocationChange: 2,
    traceFetch: {},
    traceXHR: 'no',
    shouldCreateSpanForRequest: 'x',
    beforeNavigate: {},
    coreUrl: 1,
    detectRedirects: 'often',
    navigationKey: '/a',
    ignoreBots: 'most',
    wasm: 'on',
  }
  for (const [name, value] of Object.entries(bad)) {
    const [config, said] = read({ dsn, tracesSampleRate: 1, [name]: value })
    const about = said.filter(text => text.startsWith(`Headwater: ${name} `))
    assert.equal(about.length, 1, name)
    assert.match(about[0]!, / is no .+; the default is used$/)
    assert.equal(said.length, name === 'dsn' ? 2 : 1, said.join('\n'))
    if (name !== 'dsn') assert.equal((config as never)[name === 'traceXHR' ? 'tracesSampleRate' : name] === value, false)
  }
  assert.match(read({ dsn, ignoreBots: 'x' })[1][0]!, /ignoreBots "x" is no true\|false\|all; /)
  assert.deepEqual(read({ dsn, tracingOrigins: ['', 'a'] })[0].tracingOrigins, ['localhost', /^\//])
})

test('a rate that can not be read records nobody', () => {
  for (const rate of ['10%', 2, -1, NaN, {}, 'all']) {
    const [config, said] = read({ dsn, tracesSampleRate: rate })
    assert.equal(config.tracesSampleRate, 0)
    assert.equal(said.length, 1)
    assert.match(said[0]!, /tracesSampleRate .* is no rate from 0 to 1; 0 is used/)
  }
})

test('options that the shim does not know are left to the core; without one they are named, unless they come from a tag', () => {
  const [config, said] = read({ dsn, tracesSampleRate: 1, idleTimeout: 5, toString: 1 })
  assert.deepEqual([{ ...config.rest }, said], [{ idleTimeout: 5, toString: 1 }, []])
  assert.deepEqual(read({ dsn, traceSampleRate: 1, replays: [] })[1], ['Headwater: no tracesSampleRate; ignored: traceSampleRate,replays'])
  assert.deepEqual(read({ dsn, tracesSampler: () => 1, idleTimeout: 5 })[1], [])
  assert.deepEqual(read({ dsn, cfasync: 'false' }, true)[1], [])
  assert.deepEqual(read({ dsn, traceXhr: 'false' }, true)[0].traced, ['fetch', false])
})

test('integrations bring options, for those that are not given', () => {
  const tracing = { name: 'Tracing', options: { tracingOrigins: ['a'], idleTimeout: 5, traceFetch: false, tracesSampleRate: 1 } }
  const more = { name: 'More', options: { idleTimeout: 6, childSpanTimeout: 7 } }
  const [config, said] = read({ dsn, tracesSampleRate: 0.5, integrations: [tracing, more, { name: 'None' }] })
  assert.deepEqual(said, [])
  assert.deepEqual([config.tracingOrigins, config.tracesSampleRate, config.traced], [['a'], 0.5, [false, 'xmlhttprequest']])
  assert.deepEqual({ ...config.rest }, { idleTimeout: 5, childSpanTimeout: 7 })
  assert.deepEqual(
    config.integrations?.map(({ name }) => name),
    ['Tracing', 'More', 'None'],
  )
})

test('integrations of another kind are named, and their options too', () => {
  const wrong = (integrations: unknown): string[] => read({ dsn, tracesSampleRate: 1, integrations })[1]
  assert.deepEqual(wrong([null]), ['Headwater: integrations "" is no list; the default is used'])
  assert.deepEqual(wrong([{ name: 'x', options: { tracesSampler: 1 } }]), [
    'Headwater: tracesSampler "1" is no function; the default is used',
  ])
  assert.deepEqual(wrong([{ name: 'x', options: 5 }]), ["Headwater: options can't be read"])
  assert.deepEqual(wrong({ name: 'x' }), [])
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  for (const entry of [proxy, Symbol('x'), 5, 'x', () => {}]) assert.ok(wrong([entry]).length <= 1)
  assert.deepEqual(wrong([{ name: 'x' }, proxy]), ['Headwater: integrations "" is no list; the default is used'])
})

test('without anywhere to send to, a no stays a no and nothing else is decided', () => {
  const [none, said] = read({ tracesSampleRate: 1, tracesSampler: () => 1 })
  assert.deepEqual([none.tracesSampleRate, none.tracesSampler, said.length], [undefined, undefined, 1])
  assert.match(said[0]!, /not recorded/)
  assert.equal(read({ tracesSampleRate: 0 })[0].tracesSampleRate, 0)
})

test('the secret of an old DSN is left out at once, so that nothing can send it', () => {
  for (const tunnel of [undefined, '/tunnel']) {
    for (const given of [
      'https://abc123:s3cret@sentry.test/42',
      { toString: () => 'https://abc123:s3cret@sentry.test/42' },
      'https://abc123:@sentry.test/42',
    ]) {
      const [config, said] = read({ dsn: given as never, tunnel })
      assert.deepEqual(said, [])
      assert.equal(config.dsn, dsn)
      assert.equal(config.url, tunnel ? 'https://shop.test/tunnel' : endpointOf(dsn))
      assert.doesNotMatch(JSON.stringify(config), /s3cret/)
    }
  }
})

test('a tunnel is used as it is, resolved, and the envelope names the dsn', () => {
  const [config] = read({ dsn, tunnel: '/tunnel?a=1' })
  assert.deepEqual([config.url, config.dsn], ['https://shop.test/tunnel?a=1', dsn])
  const [alone] = read({ tunnel: 'https://other.test/t' })
  assert.deepEqual([alone.url, alone.dsn], ['https://other.test/t', undefined])
  assert.equal(read({ dsn: 'nonsense', tunnel: '/t' })[0].dsn, undefined)
})

test('origins as text: a list in which /…/flags is a regular expression', () => {
  const origins = (text: unknown) => read({ dsn, tracingOrigins: text })[0].tracingOrigins
  assert.deepEqual(origins('a.test, /api  https://b.test/v1,/^\\/x/i'), ['a.test', '/api', 'https://b.test/v1', /^\/x/i])
  assert.deepEqual(origins('/a/b/c'), ['/a/b/c'])
  // A path, not an expression that fits addresses of any origin.
  assert.deepEqual(origins('/api/ /api/v1/'), [/^\/api\//, /^\/api\/v1\//])
  assert.deepEqual(origins('/(/'), ['/(/'])
  assert.deepEqual(origins([]), [])
  assert.deepEqual(origins(/x/), [/x/])
  assert.deepEqual(read({ dsn, tracePropagationTargets: ['a'] })[0].tracingOrigins, ['a'])
  assert.deepEqual(read({ dsn, tracingOrigins: ['a'], tracePropagationTargets: ['b'] })[0].tracingOrigins, ['a'])
})
