import assert from 'node:assert/strict'
import { test } from 'node:test'
import { warnings } from '../support/page.ts'
import type { Shim } from '../../../js/seam/host.ts'

const { check, list } = await import('../../../js/options/check.ts')
const { numberOf } = await import('../../../js/trace/trace.ts')
const { readOptions } = await import('../../../js/core/options.ts')

const dsn = 'https://abc123:old@sentry.test/42'
const url = 'https://sentry.test/api/42/envelope/'

/** The checked options and what was said about them. */
function read(rest: Record<string, unknown>, config: Partial<Shim['config']> = {}) {
  warnings.length = 0
  const options = readOptions({ config: { url, dsn, traced: [], rest, ...config }, check, list, numberOf } as unknown as Shim)
  return [options, [...warnings]] as const
}

test('usable values, typed or as text, cause no warning', () => {
  const [options, said] = read({
    idleTimeout: '500',
    finalTimeout: 1000,
    childSpanTimeout: 2000,
    maxTransactionDuration: 0,
    minSpanDuration: 1.5,
    beforeSendTransaction: () => null,
    transport: 'fetch',
    debug: '',
    interactionsSampleRate: '0.5',
    ignoreSpans: ['mark', /x/, { op: 'measure' }],
    ignoreResources: 'a.test /b/i',
    nameRules: ['/shop/:category/*', '/a'],
    keepQueryKeys: ' page, size ',
    serverTimingDescriptions: ['db', 'cdn-*'],
    linkPreviousTrace: 'off',
    enableReportPageLoaded: 'true',
    lateVitals: 'span',
  })
  assert.deepEqual(said, [])
  assert.deepEqual(
    [
      options.idleTimeout,
      options.minSpanDuration,
      options.debug,
      options.interactionsSampleRate,
      options.ignoreSpans,
      options.ignoreResources,
    ],
    [500, 1.5, true, 0.5, ['mark', /x/, { op: 'measure' }], ['a.test', /b/i]],
  )
  assert.deepEqual(
    [options.nameRules, options.keepQueryKeys, options.serverTimingDescriptions],
    ['/shop/:category/*\n/a', 'page\nsize', 'db\ncdn-*'],
  )
  assert.equal(read({ serverTimingDescriptions: 'db, cdn' })[0].serverTimingDescriptions, 'db\ncdn')
})

test('each unusable value is named once, with what was expected and what happens now', () => {
  const bad: Record<string, unknown> = {
    idleTimeout: -1,
    finalTimeout: 'soon',
    childSpanTimeout: NaN,
    maxTransactionDuration: [],
    minSpanDuration: 'x',
    beforeSendTransaction: true,
    transport: 'pigeon',
    debug: 'x',
    ignoreSpans: [5],
    ignoreResources: [{ op: 'x' }],
    nameRules: [/x/],
    keepQueryKeys: 7,
    serverTimingDescriptions: true,
    linkPreviousTrace: 'local-storage',
    enableReportPageLoaded: 1,
    lateVitals: true,
  }
  for (const [name, value] of Object.entries(bad)) {
    const [options, said] = read({ [name]: value })
    assert.equal(said.length, 1, name)
    assert.match(said[0]!, new RegExp(`^Headwater: ${name} .* is no .+; the default is used$`))
    assert.equal((options as never)[name], undefined)
  }
  assert.match(read({ interactionsSampleRate: 2 })[1][0]!, /interactionsSampleRate "2" is no rate from 0 to 1; 0 is used/)
})

test("unknown options are named in one warning, others' attributes of a tag are not", () => {
  assert.deepEqual(read({ sampleRate: 1, integrations: [], toString: 1 })[1], [
    'Headwater: unknown options: sampleRate,integrations,toString; ignored',
  ])
  assert.deepEqual(read({ cfasync: 'false' }, { isTag: true })[1], [])
})
