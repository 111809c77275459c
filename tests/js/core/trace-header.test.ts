import assert from 'node:assert/strict'
import { test } from 'node:test'
import { envelopeTrace } from '../../../js/core/trace-header.ts'
import { startTrace } from '../../../js/trace/trace.ts'

const traceId = '0123456789abcdef0123456789abcdef'
const parentSpanId = 'fedcba9876543210'
const config = { dsn: 'https://k@o7.ingest.test/1', release: '1.2', environment: 'test' }
const header = (basis: string, changes = {}): unknown =>
  JSON.parse(JSON.stringify(envelopeTrace(traceId, basis, { ...config, ...changes })))

test('of a trace begun here: all strings, the decision consistent with its numbers', () => {
  const { basis } = startTrace({ tracesSampleRate: 1 }, '/', 'pageload')
  const [, , , random] = JSON.parse(basis) as string[]
  assert.deepEqual(header(basis), {
    trace_id: traceId,
    public_key: 'k',
    release: '1.2',
    environment: 'test',
    org_id: '7',
    sample_rate: '1',
    sample_rand: random,
    sampled: 'true',
  })
  assert.deepEqual(header(basis, { dsn: 'https://k@o7x.test/1', release: undefined, environment: undefined }), {
    trace_id: traceId,
    public_key: 'k',
    environment: 'production',
    sample_rate: '1',
    sample_rand: random,
    sampled: 'true',
  })
})

test('no key, no trace header: receivers ignore one without', () => {
  assert.equal(envelopeTrace(traceId, '[true]', { release: '1.2' }), undefined)
})

test('a continued trace without baggage says only what is known of it', () => {
  const { basis } = startTrace({ tracesSampleRate: 0 }, '/', 'pageload', { traceId, parentSpanId, sampled: true })
  assert.deepEqual(header(basis), { trace_id: traceId, public_key: 'k', sampled: 'true' })
})

test('baggage is taken over as it is', () => {
  const baggage = {
    trace_id: traceId,
    public_key: 'theirs',
    sample_rate: '0.25',
    sample_rand: '0.1234567890123',
    sampled: 'true',
    release: 'api 7',
    environment: 'prod',
    transaction: 'GET /',
  }
  assert.deepEqual(header(startTrace({}, '/', 'x', { traceId, sampled: undefined, baggage }).basis || '[false]'), {
    trace_id: traceId,
    public_key: 'k',
    sampled: 'true',
  })
  assert.deepEqual(header(startTrace({ tracesSampleRate: 1 }, '/', 'x', { traceId, sampled: true, baggage }).basis), baggage)
})

test('of one decided here by its own random number, rate and number are ours, the rest theirs', () => {
  const baggage = { trace_id: traceId, public_key: 'theirs', sample_rand: '0.4' }
  const { basis } = startTrace({ tracesSampleRate: 0.41 }, '/', 'x', { traceId, baggage })
  assert.deepEqual(header(basis), {
    trace_id: traceId,
    public_key: 'theirs',
    release: '1.2',
    environment: 'test',
    org_id: '7',
    sample_rate: '0.41',
    sample_rand: '0.4',
    sampled: 'true',
  })
})
