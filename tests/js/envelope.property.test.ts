/** Whatever the page gives to the public functions, each envelope of the shipped core is one that the strictest receiver reads. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import * as code from '../../js/seam/commands.ts'
import { createCompletion } from '../../js/core/complete.ts'
import { applyBeforeSend } from '../../js/core/filter/before-send.ts'
import { createBridge } from '../../js/core/wire/bridge.ts'
import { appendAll } from '../../js/core/wire/command-list.ts'
import { jsonOf } from '../../js/base/values.ts'
import { instantiate } from '../golden/replay.ts'
import { readEnvelope } from '../wire/framing.ts'
import { checkEnvelope } from '../wire/index.ts'
import { listOf } from './support/commands.ts'
import { anyText, hostile, property } from './support/properties.ts'
import './support/page.ts'

// The shim asks for its core 9 s after the page has begun, and gives up where there is none; it is handed what was recorded here instead.
AbortSignal.timeout = () => new AbortController().signal

const { configure } = await import('../../js/page/current.ts')
const { openPage } = await import('../../js/page/page-view.ts')
const { readOptions } = await import('../../js/options/read-options.ts')
const headwater = await import('../../js/index.ts')
const { hide, seed, takeCommands } = await import('../../js/record/command-buffer.ts')
const { whenRecorded } = await import('../../js/page/open-transaction.ts')
const { startRecording } = await import('../../js/start/start-recording.ts')
whenRecorded(startRecording)
type Transaction = ReturnType<typeof headwater.startTransaction>

/** A value of the page: its text for a report, and how it is made. fast-check looks at what it makes, so values come in functions. */
interface Given {
  text: string
  make(): unknown
}
const given = (text: string, make: () => unknown): Given => ({ text: text.slice(0, 200), make })
const plain = (value: unknown): Given => given(String(typeof value === 'string' ? JSON.stringify(value) : value), () => value)

const numbers = fc.oneof(
  fc.double(),
  fc.constantFrom(Number.MAX_VALUE, -Number.MAX_VALUE, 1e308, 5e-324, -0, 2 ** 53, 1e21, 123456789012345680000),
)
const scalars: fc.Arbitrary<Given> = fc.oneof(
  anyText.map(plain),
  numbers.map(plain),
  fc.bigInt().map(plain),
  fc.constantFrom<unknown>(null, undefined, true, false, '__proto__', '?', '').map(plain),
  fc.constantFrom(
    given('symbol', () => Symbol('\ud800')),
    given('date', () => new Date(0)),
    given('no date', () => new Date(NaN)),
    given('map', () => new Map([[1, 2]])),
    given('bytes', () => new Uint8Array(3)),
    given('function', () => () => 1),
    given('RegExp', () => /x/g),
    given('URL', () => new URL('https://a.test/')),
    given('error', () => new Error('mine')),
    given('boxed text', () => Object('\udc00\0')),
    given('boxed number', () => Object(NaN)),
    given('boxed truth', () => Object(false)),
    given('boxed BigInt', () => Object(1n)),
  ),
  hostile.map(({ name, get }) => given(name!, get)),
  // What is cut, within a pair of surrogates or within what JSON makes of it.
  fc
    .tuple(fc.constantFrom('x', '', '\\', '"'), fc.constantFrom('😀', '漢', '\u2028', '\0', '\ud800', '"', '\\'), fc.nat(16_390))
    .map(([start, unit, count]) => given(`${start} and ${count} ${JSON.stringify(unit)}`, () => start + unit.repeat(count))),
)
const { value: values } = fc.letrec<{ value: Given }>(tie => ({
  value: fc.oneof(
    { maxDepth: 3 },
    { weight: 6, arbitrary: scalars },
    {
      weight: 2,
      arbitrary: fc
        .array(tie('value'), { maxLength: 4 })
        .map(list => given(`[${list.map(({ text }) => text)}]`, () => list.map(({ make }) => make()))),
    },
    // Halves of pairs are written alike, and receivers read only one of two alike.
    {
      weight: 2,
      arbitrary: fc
        .uniqueArray(fc.tuple(anyText, tie('value')), { maxLength: 4, selector: ([key]) => Buffer.from(key).toString() })
        .map(members =>
          given(`{${members.map(([key, { text }]) => key + ':' + text)}}`, () =>
            Object.fromEntries(members.map(([key, { make }]) => [key, make()])),
          ),
        ),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(tie('value'), fc.boolean())
        .map(([{ text, make }, isList]) => given(`toJSON ${isList} ${text}`, () => Object.assign(isList ? [1] : {}, { toJSON: make }))),
    },
    { weight: 1, arbitrary: tie('value').map(({ text, make }) => given(`proxy of ${text}`, () => new Proxy({ value: make() }, {}))) },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.nat(4000), fc.constantFrom('[', '{')).map(([depth, kind]) =>
        given(`${depth} ${kind}`, () => {
          let value: unknown = 1
          for (let i = 0; i < depth; i++) value = kind === '[' ? [value] : { a: value }
          return value
        }),
      ),
    },
    {
      weight: 1,
      arbitrary: fc
        .nat(1500)
        .map(count => given(`${count} members`, () => Object.fromEntries(Array.from({ length: count }, (_, i) => [i.toString(36), 1])))),
    },
  ),
}))

interface Call {
  toString(): string
  run(transaction: Transaction): void
}
const call = (name: string, ...args: Given[]): Call => ({
  toString: () => `${name}(${args.map(({ text }) => text)})`,
  run(transaction) {
    const made = args.map(({ make }) => make())
    if (name === 'startChild')
      transaction
        .startChild(made[0] as never)
        .setData(...(made as [never, never]))
        .finish()
    else if (name in transaction) (transaction as any)[name](...made)
    else (headwater as any)[name](...made)
  },
})
const calls = fc.oneof(
  fc
    .tuple(fc.constantFrom('setData', 'setTag', 'setName', 'setAttribute', 'setMeasurement'), fc.oneof(anyText.map(plain), values), values)
    .map(([name, key, value]) => call(name, key, value)),
  // Few keys: the scope has room for 200, for all runs.
  fc
    .tuple(
      fc.constantFrom('setExtra', 'setContext', 'setTag'),
      fc.constantFrom('a', '', '\ud800', '\0', '__proto__', '"', 'trace', 'headwater').map(plain),
      values,
    )
    .map(([name, key, value]) => call(name, key, value)),
  fc
    .tuple(
      fc.constantFrom(
        'setUser',
        'setStatus',
        'setHttpStatus',
        'setAttributes',
        'setTags',
        'finish',
        'startInactiveSpan',
        'startTransaction',
        'setRouteName',
      ),
      values,
    )
    .map(([name, value]) => call(name, value)),
  fc
    .record(
      {
        op: values,
        description: values,
        name: values,
        tags: values,
        data: values,
        startTimestamp: values,
        traceId: values,
        parentSpanId: values,
      },
      { requiredKeys: [] },
    )
    .chain(members =>
      fc.constantFrom('startChild', 'startTransaction', 'startInactiveSpan').map(name =>
        call(
          name,
          given(
            Object.entries(members)
              .map(([key, { text }]) => key + ':' + text)
              .join(),
            () => Object.fromEntries(Object.entries(members).map(([key, { make }]) => [key, make()])),
          ),
        ),
      ),
    ),
)

/** What strict parsers refuse although `JSON.parse` reads it: infinite numbers, and more depth and members than they have room for. */
function checkStrict(value: unknown, depth = 1): void {
  assert.ok(typeof value !== 'number' || isFinite(value), 'an infinite number')
  if (Object(value) !== value) return
  assert.ok(depth <= 100, 'nested more than 100 deep')
  const members = Object.values(value as object)
  assert.ok(Array.isArray(value) || members.length <= 2000, `${members.length} members`)
  for (const member of members) checkStrict(member, depth + 1)
}

configure(readOptions({ dsn: 'https://abc123@sentry.test/42', tracesSampleRate: 1 }))

/** The transactions of all envelopes that a core of its own makes of what was recorded, each of which has been looked at. */
async function deliver(options: Parameters<typeof applyBeforeSend>[1]): Promise<any[]> {
  const envelopes: Uint8Array<ArrayBuffer>[] = []
  const facts = [
    code.CONFIGURE,
    [1, 2, 3, 4, NaN, NaN, NaN, NaN],
    ['1.0.0', '', 'https://shop.test', 'Test/1.0', '', 'r', 'production'],
  ] as const
  const complete = createCompletion({ config: {}, seed: seed(), jsonOf } as never, {})
  const batch = appendAll(listOf(facts as never), complete(takeCommands(), NaN))
  createBridge(await instantiate())(batch, performance.now(), Date.now(), envelopes, true)
  return envelopes.flatMap(envelope => {
    const bytes = Buffer.from(applyBeforeSend(envelope, options, jsonOf)!)
    // A name of nothing but line separators is the page's business.
    assert.deepEqual(
      checkEnvelope(bytes).filter(({ level, rule }) => level === 'E' && rule !== 'P7'),
      [],
    )
    return readEnvelope(bytes, assert.fail)!.items.map(({ payload }) => {
      const read = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(payload))
      checkStrict(read)
      return read
    })
  })
}

/** A transaction whose every value is known. */
function witness(): void {
  const transaction = headwater.startTransaction({
    name: 'witness',
    op: 'witness',
    tags: { tag: 'kept' },
    data: { 'a"b': ['\u2028', { '': -0.5 }] },
  })
  transaction.startChild({ op: 'child', description: 'kept' }).finish()
  transaction.finish()
}

for (const edits of [false, true]) {
  property(
    `every envelope is strictly JSON, and no call is taken for another${edits ? ', edited' : ''}`,
    [fc.array(calls, { maxLength: 8 })],
    async list => {
      openPage(code.PAGELOAD, 0)
      const transaction = headwater.startTransaction({ name: 'mine', op: 'task' })
      for (const { run } of list) run(transaction)
      transaction.finish()
      witness()
      hide()
      const read = await deliver(edits ? { beforeSendTransaction: event => event } : {})
      const last = read.find(({ transaction }) => transaction === 'witness')
      assert.ok(last)
      const { data } = last.contexts.trace
      assert.deepEqual(
        [last.tags.tag, data['a"b'], last.spans.length, last.spans[0].description],
        ['kept', ['\u2028', { '': -0.5 }], 1, 'kept'],
      )
      for (const { contexts } of read) assert.equal(contexts?.headwater?.dropped?.malformed_batch, undefined)
    },
    500,
  )
}
