import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Sampling } from '../../../js/seam/options.ts'
import { numberOf, readTrace, spanId, startTrace, traceHeader } from '../../../js/trace/trace.ts'

interface Vector {
  seedHigh: number
  seedLow: number
  handle: number
  id: string
}
const vectors = JSON.parse(readFileSync(new URL('../../golden/span-ids.json', import.meta.url), 'utf8')) as Vector[]

const traceId = '0123456789abcdef0123456789abcdef'
const parent = 'fedcba9876543210'
const all: Sampling = { tracesSampleRate: 1 }

test('span ids are those of the shared vectors', () => {
  assert.ok(vectors.length > 10)
  for (const { seedHigh, seedLow, handle, id } of vectors) assert.equal(spanId(seedHigh, seedLow, handle), id)
})

test('span ids of one page differ and are never zero', () => {
  const ids = new Set(Array.from({ length: 20000 }, (_, handle) => spanId(0xdeadbeef, 42, handle)))
  assert.equal(ids.size, 20000)
  for (const id of ids) assert.match(id, /^(?!0{16})[0-9a-f]{16}$/)
})

test('a trace begun here has a random id of 32 digits and no parent', () => {
  const traces = Array.from({ length: 100 }, () => startTrace(all, '/', 'pageload'))
  for (const trace of traces) assert.match(trace.traceId, /^[0-9a-f]{32}$/)
  assert.equal(new Set(traces.map(trace => trace.traceId)).size, 100)
  assert.equal(traces[0]!.parentSpanId, '')
})

test('the header says yes, no, or nothing', () => {
  const trace = (sampled?: boolean) => ({ traceId, parentSpanId: '', sampled, basis: '' })
  assert.equal(traceHeader(trace(true), parent), `${traceId}-${parent}-1`)
  assert.equal(traceHeader(trace(false), parent), `${traceId}-${parent}-0`)
  assert.equal(traceHeader(trace(), parent), `${traceId}-${parent}`)
})

test('the rate decides: always, never, and in its share', () => {
  const yes = (tracesSampleRate: number) =>
    Array.from({ length: 2000 }, () => startTrace({ tracesSampleRate }, '/', 'pageload')).filter(trace => trace.sampled).length
  assert.equal(yes(1), 2000)
  assert.equal(yes(0), 0)
  const quarter = yes(0.25)
  // Five standard deviations.
  assert.ok(quarter > 400 && quarter < 600, String(quarter))
})

test('without rate and sampler nothing is decided, except that an inherited no stays one', () => {
  assert.equal(startTrace({}, '/', 'pageload').sampled, undefined)
  assert.equal(startTrace({}, '/', 'pageload', { traceId, parentSpanId: parent, sampled: true }).sampled, undefined)
  assert.equal(startTrace({}, '/', 'pageload', { traceId, parentSpanId: parent, sampled: false }).sampled, false)
})

test('an inherited decision comes before the rate, a sampler before both', () => {
  const from = (sampled?: boolean) => ({ traceId, parentSpanId: parent, sampled })
  assert.equal(startTrace({ tracesSampleRate: 0 }, '/', 'pageload', from(true)).sampled, true)
  assert.equal(startTrace({ tracesSampleRate: 1 }, '/', 'pageload', from(false)).sampled, false)
  assert.equal(startTrace({ tracesSampleRate: 1 }, '/', 'pageload', from()).sampled, true)
  const seen: unknown[] = []
  const tracesSampler = (context: unknown) => (seen.push(context), 1)
  assert.equal(startTrace({ tracesSampleRate: 0, tracesSampler }, '/a', 'pageload', from(false)).sampled, true)
  assert.deepEqual(seen, [{ name: '/a', op: 'pageload', parentSampled: false }])
  assert.equal(startTrace({ tracesSampleRate: 1, tracesSampler: () => false }, '/', 'x').sampled, false)
})

test('a sampler that answers nonsense records nothing, one that throws is passed over', t => {
  const warn = t.mock.method(console, 'warn', () => {})
  assert.equal(startTrace({ tracesSampleRate: 1, tracesSampler: () => 'often' }, '/', 'x').sampled, false)
  assert.equal(warn.mock.callCount(), 1)
  assert.match(String(warn.mock.calls[0]!.arguments[0]), /tracesSampler.*often.*0/)
  const throwing = () => {
    throw new Error('no')
  }
  assert.equal(startTrace({ tracesSampleRate: 1, tracesSampler: throwing }, '/', 'x').sampled, true)
  assert.equal(warn.mock.callCount(), 2)
})

test('what a decision was made from: here, or elsewhere, and consistent with its numbers', () => {
  for (let i = 0; i < 200; i++) {
    const trace = startTrace({ tracesSampleRate: 0.5 }, '/', 'pageload')
    if (!trace.sampled) {
      assert.equal(trace.basis, '')
      continue
    }
    const [isOurs, baggage, rate, random] = JSON.parse(trace.basis) as [boolean, null, number, string]
    assert.deepEqual([isOurs, baggage, rate], [true, null, 0.5])
    assert.match(random, /^0\.\d{6}$/)
    assert.ok(Number(random) < 0.5)
  }
  const baggage = { trace_id: traceId, sample_rate: '0.25', sample_rand: '0.1234567890123', transaction: 'GET /' }
  const trace = startTrace(all, '/', 'pageload', { traceId, parentSpanId: parent, sampled: true, baggage })
  assert.deepEqual([trace.parentSpanId, JSON.parse(trace.basis)], [parent, [false, baggage, null, null]])
})

test('a continued trace without a decision is decided here, by its own random number', () => {
  const from = { traceId, parentSpanId: parent, baggage: { trace_id: traceId, sample_rand: '0.4' } }
  assert.equal(startTrace({ tracesSampleRate: 0.39 }, '/', 'pageload', from).sampled, false)
  const trace = startTrace({ tracesSampleRate: 0.41 }, '/', 'pageload', from)
  assert.deepEqual(JSON.parse(trace.basis), [true, from.baggage, 0.41, '0.4'])
})

test('reads sentry-trace as receivers do', () => {
  const read = (text: string | undefined) => readTrace(text)
  assert.deepEqual(read(`${traceId}-${parent}-1`), { traceId, parentSpanId: parent, sampled: true })
  assert.deepEqual(read(` ${traceId}-${parent}-0\n`), { traceId, parentSpanId: parent, sampled: false })
  assert.deepEqual(read(`${traceId}-${parent}`), { traceId, parentSpanId: parent, sampled: undefined })
  for (const [flags, sampled] of [
    ['00', false],
    ['01', true],
    ['02', false],
    ['03', true],
  ] as const) {
    assert.deepEqual(read(`00-${traceId}-${parent}-${flags}`), { traceId, parentSpanId: parent, sampled }, flags)
  }
  for (const bad of [
    `00-${traceId}-${parent}-1x`,
    `01-${traceId}-${parent}-01`,
    `00-00-${traceId}-${parent}-01`,
    undefined,
    '',
    traceId,
    `${traceId}-`,
    `-${parent}-1`,
    `${traceId}-${parent}-2`,
    `${traceId}-${parent}-1-x`,
    `${'0'.repeat(32)}-${parent}-1`,
    `${traceId}-${'0'.repeat(16)}-1`,
    `${traceId.slice(1)}-${parent}-1`,
    `${traceId.toUpperCase()}-${parent}-1`,
    `x${traceId}-${parent}-1`,
    `{{ trace }}`,
  ])
    assert.equal(read(bad), undefined, String(bad))
})

test('reads the sentry members of baggage, decoded, and no others', () => {
  const baggage = (text: string) => readTrace(`${traceId}-${parent}-1`, text)?.baggage
  assert.deepEqual(
    baggage(`other=1;p=2, sentry-trace_id=${traceId},sentry-release=a%20b%2C1 , sentry-environment = x;prop=1,mysentry-a=b`),
    { trace_id: traceId, release: 'a b,1', environment: 'x' },
  )
  // Of another trace, or of none: of no use.
  assert.equal(baggage(`sentry-trace_id=${traceId.replace('0', '1')},sentry-release=1`), undefined)
  assert.equal(baggage('sentry-release=1'), undefined)
  assert.deepEqual(baggage(`sentry-trace_id=${traceId},sentry-release=%E0%A4`), { trace_id: traceId })
  assert.equal((baggage(`sentry-trace_id=${traceId},sentry-__proto__=x`) as object & { x?: 1 }).x, undefined)
})

test('numbers come as numbers, as text and as booleans', () => {
  const cases: [unknown, number | undefined][] = [
    [0, 0],
    [1, 1],
    [0.25, 0.25],
    ['0.25', 0.25],
    [' 1 ', 1],
    ['0', 0],
    [true, 1],
    [false, 0],
    ['true', 1],
    ['false', 0],
    [-0.1, undefined],
    [1.1, undefined],
    [NaN, undefined],
    ['', undefined],
    [' ', undefined],
    ['lots', undefined],
    ['10%', undefined],
    [null, undefined],
    [undefined, undefined],
    [{}, undefined],
    [[], undefined],
    [Symbol('1'), undefined],
    [Infinity, undefined],
  ]
  for (const [value, expected] of cases) assert.equal(numberOf(value), expected, String(value))
  assert.equal(numberOf('30000', 1e12), 30000)
})
