import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hasSampling, joinBaggage, samplingMembers, withoutSampling } from '../../../js/trace/baggage.ts'

const ours = 'sentry-trace_id=0123456789abcdef0123456789abcdef,sentry-public_key=abc'

test('a context becomes members, escaped, without what is not known', () => {
  assert.equal(
    samplingMembers({ trace_id: '1', release: 'shop@1.0, beta', environment: undefined, transaction: 'Käse;=' }),
    'sentry-trace_id=1,sentry-release=shop%401.0%2C%20beta,sentry-transaction=K%C3%A4se%3B%3D',
  )
})

test("others' members stay as they are, letter by letter, ours behind them", () => {
  for (const others of ['vendor=1', 'vendor=a%20b;property=1;flag , other=2', ' a=1,b=c=d'])
    assert.equal(joinBaggage(others, ours), `${others},${ours}`)
})

test('ours stand alone where there are no others, and others where there are none of ours', () => {
  assert.equal(joinBaggage('', ours), ours)
  assert.equal(joinBaggage('  ', ours), ours)
  assert.equal(joinBaggage('a=1', ''), 'a=1')
})

test('a context that is there already stays, and is never there twice', () => {
  for (const own of ['sentry-trace_id=2', 'a=1, sentry-trace_id=2']) assert.equal(joinBaggage(own, ours), own)
  assert.ok(!hasSampling('not-sentry-trace=1,sentryx=2'))
})

test('others may be passed on without a context', () => {
  assert.equal(withoutSampling(`a=1;p=2, sentry-sampled=true ,b=2,${ours}`), 'a=1;p=2,b=2')
  assert.equal(withoutSampling(ours), '')
})

test("what would be too long for receivers stays the others'", () => {
  const long = 'a=' + 'x'.repeat(8190 - ours.length)
  assert.equal(joinBaggage(long, ours), long)
  const fits = 'a=' + 'x'.repeat(8189 - ours.length)
  assert.equal(joinBaggage(fits, ours).length, 8192)
})
