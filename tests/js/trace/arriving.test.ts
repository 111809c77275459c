import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readArriving } from '../../../js/trace/arriving.ts'

const trace = '0123456789abcdef0123456789abcdef'
const other = 'f'.repeat(32)
const span = 'fedcba9876543210'
const context = `sentry-trace_id=${trace},sentry-sampled=true`

test('a sentry-trace is gone on with, its context passed on byte for byte', () => {
  const baggage = `vendor=1;p , ${context}`
  const { from, ...rest } = readArriving({ sentryTrace: `${trace}-${span}-1`, baggage })
  assert.deepEqual(from, { traceId: trace, parentSpanId: span, sampled: true, baggage: { trace_id: trace, sampled: 'true' } })
  assert.deepEqual(rest, { baggage, tracestate: '', isW3C: false, isRandom: false })
})

test('a traceparent is gone on with, with its tracestate and context', () => {
  const found = readArriving({ traceparent: `00-${trace}-${span}-02`, tracestate: 'a=1, b=2', baggage: context })
  assert.deepEqual(found.from, { traceId: trace, parentSpanId: span, sampled: false, baggage: { trace_id: trace, sampled: 'true' } })
  assert.deepEqual([found.tracestate, found.isW3C, found.isRandom, found.baggage], ['a=1,b=2', true, true, context])
})

test('of both the sentry-trace says what is decided', () => {
  const both = { sentryTrace: `${trace}-${span}`, traceparent: `00-${trace}-${span}-01`, tracestate: 'a=1' }
  assert.equal(readArriving(both).from!.sampled, undefined)
  assert.equal(readArriving(both).tracestate, 'a=1')
  const differ = readArriving({ ...both, traceparent: `00-${other}-${span}-01` })
  assert.deepEqual([differ.from!.traceId, differ.tracestate, differ.isW3C], [trace, '', false])
})

test('where the sentry-trace is not well formed the traceparent is read', () => {
  const { from } = readArriving({ sentryTrace: `${trace.toUpperCase()}-${span}-1`, traceparent: `00-${trace}-${span}-00` })
  assert.deepEqual([from!.traceId, from!.sampled], [trace, false])
})

test('of a trace that is not gone on with nothing is passed on but what is not about it', () => {
  const { from, baggage, tracestate } = readArriving({ traceparent: 'none', tracestate: 'a=1', baggage: `vendor=1,${context}` })
  assert.deepEqual([from, baggage, tracestate], [undefined, 'vendor=1', ''])
})

test('the context of another trace is not passed on', () => {
  const { from, baggage } = readArriving({ sentryTrace: `${other}-${span}-1`, baggage: `vendor=1,${context}` })
  assert.deepEqual([from!.baggage, baggage], [undefined, 'vendor=1'])
})

test('a baggage that no header can hold is none', () => {
  for (const odd of ['\n', '\r', '\0', '\u20ac'])
    assert.equal(readArriving({ sentryTrace: `${trace}-${span}-1`, baggage: `a=1${odd}` }).baggage, '')
  assert.equal(readArriving({ sentryTrace: `${trace}-${span}-1`, baggage: 'a=\u00e9\t' }).baggage, 'a=\u00e9\t')
})
