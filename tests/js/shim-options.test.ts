import assert from 'node:assert/strict'
import { test } from 'node:test'
import { warnings } from './shim-page.ts'

const { parseDsn, readOptions } = await import('../../js/options.ts')
type Options = Parameters<typeof readOptions>[0]

const dsn = 'https://abc123@sentry.test/42'

/** The checked options and what was said about them. */
function read(options: Record<string, unknown>, isTag = false): [ReturnType<typeof readOptions>, string[]] {
  warnings.length = 0
  const config = readOptions(options as Options, isTag)
  return [config, [...warnings]]
}

test('a DSN gives the address of envelopes, key and client in the query', () => {
  const query = '?sentry_version=7&sentry_key=abc123&sentry_client=sentry.javascript.browser.headwater%2F0.0.0'
  const url = (text: string) => parseDsn(text)?.url
  assert.equal(url(dsn), 'https://sentry.test/api/42/envelope/' + query)
  assert.equal(url('http://abc123@localhost:8000/1'), 'http://localhost:8000/api/1/envelope/' + query)
  assert.equal(url('https://abc123:secret@host.test/a/b/7'), 'https://host.test/a/b/api/7/envelope/' + query)
  assert.equal(url('https://abc123@[::1]:9000/7'), 'https://[::1]:9000/api/7/envelope/' + query)
  assert.deepEqual(
    [parseDsn('https://k@o123.ingest.sentry.io/1')?.orgId, parseDsn(dsn)?.orgId, parseDsn('https://k@xo1.test/1')?.orgId],
    ['123', undefined, undefined])
})

test('what is no DSN is none', () => {
  for (const bad of [
    '', 'abc', 'https://sentry.test/42', 'https://abc@sentry.test/', 'https://abc@sentry.test', 'https://abc@sentry.test/x',
    'ftp://abc@sentry.test/1', 'https://abc@/1', 'https://@sentry.test/1', '//abc@sentry.test/1', ' ' + dsn + 'x',
  ]) assert.equal(parseDsn(bad), undefined, bad)
})

test('defaults', () => {
  const [config, said] = read({ dsn })
  assert.deepEqual(said, [])
  assert.deepEqual(config.tracingOrigins, ['localhost', /^\//])
  assert.equal(config.environment, 'production')
  assert.equal(config.tracesSampleRate, undefined)
  assert.deepEqual(config._traced, ['fetch', 'xmlhttprequest'])
})

test('usable values, typed or as text, cause no warning', () => {
  for (const options of [
    {
      dsn, tracesSampleRate: 0.5, tracingOrigins: ['a.test', /b/], release: 'shop@1.2', environment: 'test', idleTimeout: 500,
      finalTimeout: 1000, childSpanTimeout: 2000, maxTransactionDuration: 0, startTransactionOnPageLoad: false,
      startTransactionOnLocationChange: true, traceFetch: false, traceXHR: true, shouldCreateSpanForRequest: () => true,
      beforeNavigate: () => 'x', beforeSendTransaction: () => null, tracesSampler: () => 1, transport: 'fetch',
      coreUrl: '/core.mjs', debug: true, tunnel: '/t',
    },
    { dsn, tracesSampleRate: '0.5', idleTimeout: '500', traceFetch: 'false', debug: '', tracingOrigins: 'a.test' },
    { dsn, tracesSampleRate: undefined, release: null, tracingOrigins: undefined },
    { dsn, tracesSampleRate: true },
  ]) assert.deepEqual(read(options)[1], [])
  const [config] = read({ dsn, tracesSampleRate: '0.5', idleTimeout: '500', traceFetch: 'false', traceXHR: 'true', debug: '' })
  assert.deepEqual(
    [config.tracesSampleRate, config.idleTimeout, config._traced, config.debug], [0.5, 500, [false, 'xmlhttprequest'], true])
})

test('each unusable value is named once, with what was expected and what happens now', () => {
  const bad: Record<string, unknown> = {
    dsn: 'nonsense', tunnel: 5, tracesSampler: 1, tracingOrigins: [5], release: 7, environment: {}, idleTimeout: -1,
    finalTimeout: 'soon', childSpanTimeout: NaN, maxTransactionDuration: [], startTransactionOnPageLoad: 'maybe',
    startTransactionOnLocationChange: 2, traceFetch: {}, traceXHR: 'no', shouldCreateSpanForRequest: 'x', beforeNavigate: {},
    beforeSendTransaction: true, transport: 'pigeon', coreUrl: 1, debug: 'x',
  }
  for (const [name, value] of Object.entries(bad)) {
    const [config, said] = read({ dsn, tracesSampleRate: 1, [name]: value })
    const about = said.filter(text => text.startsWith(`Headwater: ${name} `))
    assert.equal(about.length, 1, name)
    assert.match(about[0]!, / is not a?.+; the default is used$/)
    assert.equal(said.length, name === 'dsn' ? 2 : 1, said.join('\n'))
    if (name !== 'dsn' && name !== 'environment') assert.equal((config as never)[name === 'traceXHR' ? 'tracesSampleRate' : name] === value, false)
  }
  assert.equal(read({ dsn, environment: {} })[0].environment, 'production')
  assert.deepEqual(read({ dsn, tracingOrigins: ['', 'a'] })[0].tracingOrigins, ['localhost', /^\//])
})

test('a rate that can not be read records nobody', () => {
  for (const rate of ['10%', 2, -1, NaN, {}, 'all']) {
    const [config, said] = read({ dsn, tracesSampleRate: rate })
    assert.equal(config.tracesSampleRate, 0)
    assert.equal(said.length, 1)
    assert.match(said[0]!, /tracesSampleRate .* a number from 0 to 1 or a boolean; 0 is used/)
  }
})

test('unknown options are named in one warning, others\' attributes of a tag are not', () => {
  assert.deepEqual(read({ dsn, sampleRate: 1, integrations: [], toString: 1 })[1], [
    'Headwater: unknown options: sampleRate,integrations,toString; ignored',
  ])
  assert.deepEqual(read({ dsn, cfasync: 'false' }, true)[1], [])
  assert.deepEqual(read({ dsn, traceXhr: 'false' }, true)[0]._traced, ['fetch', false])
})

test('without anywhere to send to, a no stays a no and nothing else is decided', () => {
  const [none, said] = read({ tracesSampleRate: 1, tracesSampler: () => 1 })
  assert.deepEqual([none.tracesSampleRate, none.tracesSampler, said.length], [undefined, undefined, 1])
  assert.match(said[0]!, /nothing is recorded/)
  assert.equal(read({ tracesSampleRate: 0 })[0].tracesSampleRate, 0)
})

test('a tunnel is used as it is, resolved, and the envelope names the dsn', () => {
  const [config] = read({ dsn, tunnel: '/tunnel?a=1' })
  assert.deepEqual(
    [config.url, config._tunneledDsn, config.publicKey], ['https://shop.test/tunnel?a=1', dsn, 'abc123'])
  const [alone] = read({ tunnel: 'https://other.test/t' })
  assert.deepEqual([alone.url, alone._tunneledDsn, alone.publicKey], ['https://other.test/t', undefined, undefined])
})

test('origins as text: a list in which /…/flags is a regular expression', () => {
  const origins = (text: unknown) => read({ dsn, tracingOrigins: text })[0].tracingOrigins
  assert.deepEqual(origins('a.test, /api  https://b.test/v1,/^\\/x/i'), ['a.test', '/api', 'https://b.test/v1', /^\/x/i])
  assert.deepEqual(origins('/a/b/c'), ['/a/b/c'])
  assert.deepEqual(origins('/(/'), ['/(/'])
  assert.deepEqual(origins([]), [])
  assert.deepEqual(origins(/x/), [/x/])
  assert.deepEqual(read({ dsn, tracePropagationTargets: ['a'] })[0].tracingOrigins, ['a'])
  assert.deepEqual(read({ dsn, tracingOrigins: ['a'], tracePropagationTargets: ['b'] })[0].tracingOrigins, ['a'])
})
