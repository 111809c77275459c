import assert from 'node:assert/strict'
import fc from 'fast-check'
import { anyText, hostile, property, type Given } from '../support/properties.ts'
import { warnings } from '../support/page.ts'
import type { Shim } from '../../../js/seam/host.ts'

const { check, list } = await import('../../../js/options/check.ts')
const { readOptions } = await import('../../../js/options/read-options.ts')
const { numberOf } = await import('../../../js/trace/trace.ts')
const core = await import('../../../js/core/options.ts')

const dsn = 'https://abc123@sentry.test/42'
const sound = fc
  .oneof(
    fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withNullPrototype: true,
      withTypedArray: true,
      withObjectString: true,
    }),
    anyText,
    fc.func(fc.anything()),
    fc.constantFrom(
      0,
      1,
      -0,
      -1,
      NaN,
      Infinity,
      '0.5',
      '1e3',
      ' ',
      '',
      'true',
      'false',
      true,
      false,
      null,
      undefined,
      'all',
      'off',
      /x/g,
      ['/a', /b/],
      [[]],
      () => 1,
      1n,
    ),
  )
  .map((value): Given => ({ get: () => value }))
const value = fc.oneof({ weight: 3, arbitrary: sound }, hostile)

/** Whether the option was used, or a warning names it, once. */
function isUsedOrNamed(name: string, given: unknown, read: Record<string, unknown>, fallback?: unknown): void {
  const said = warnings.filter(text => text.startsWith(`Headwater: ${name} `))
  if (given == null) assert.deepEqual([said, read[name]], [[], undefined])
  else if (said.length === 0) assert.notEqual(read[name], undefined)
  else assert.deepEqual([said.length, read[name]], [1, fallback])
}

const names = `dsn tunnel release environment coreUrl tracesSampler shouldCreateSpanForRequest beforeNavigate navigationKey
  tracePropagationTargets startTransactionOnPageLoad startTransactionOnLocationChange traceFetch traceXHR detectRedirects ignoreBots
  tracesSampleRate`.split(/\s+/)

property(
  'an option of the shim is used or named, whatever it is',
  [fc.constantFrom(...names), value],
  (name, { get }) => {
    const given = get()
    warnings.length = 0
    const config = readOptions({ tracesSampleRate: 0.5, dsn, [name]: given } as never) as unknown as Record<string, unknown>
    // Without a place to send to nothing is sampled.
    if (config.url) isUsedOrNamed(name, given, config, name === 'tracesSampleRate' ? 0 : undefined)
    assert.ok(Array.isArray(config.tracingOrigins))
  },
  5000,
)

const coreNames =
  `${core.NUMBERS} maxSpans interactionsSampleRate beforeSendTransaction transport linkPreviousTrace lateVitals debug enableReportPageLoaded
  ignoreSpans ignoreResources nameRules keepQueryKeys`.split(/\s+/)

property(
  'an option of the core module is used or named, whatever it is',
  [fc.constantFrom(...coreNames), value],
  (name, { get }) => {
    const given = get()
    warnings.length = 0
    const config = { url: 'https://sentry.test/', dsn, traced: [], rest: { [name]: given } }
    const read = core.readOptions({ config, check, list, numberOf } as unknown as Shim)
    isUsedOrNamed(name, given, read as never, name === 'interactionsSampleRate' ? 0 : undefined)
  },
  5000,
)

property('options of no name are nobody’s, whatever they are', [fc.dictionary(anyText, value), fc.boolean()], (given, isTag) => {
  const rest = Object.fromEntries(Object.entries(given).map(([name, { get }]) => [name, get()]))
  readOptions({ dsn, tracesSampleRate: 1, ...rest } as never, isTag)
  core.readOptions({ config: { url: '', dsn, traced: [], rest, isTag }, check, list, numberOf } as unknown as Shim)
})
