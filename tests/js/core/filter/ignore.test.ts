import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isIgnored, removeIgnored } from '../../../../js/core/filter/ignore.ts'

test('a text is the operation or a part of the name, a RegExp is tried on the name', () => {
  assert.equal(isIgnored(undefined, 'mark', 'a'), false)
  assert.equal(isIgnored([], 'mark', 'a'), false)
  assert.equal(isIgnored(['mark'], 'mark', 'a'), true)
  assert.equal(isIgnored(['mar'], 'mark', 'a'), false)
  assert.equal(isIgnored(['get /'], 'http.client', 'get /health'), true)
  assert.equal(isIgnored([/^http/], 'http.client', 'get /health'), false)
  assert.equal(isIgnored([/health$/], 'http.client', 'get /health'), true)
})

test('an object must be right in all it says', () => {
  const both = [{ op: 'http.client', name: '/health' }]
  assert.equal(isIgnored(both, 'http.client', 'GET /health'), true)
  assert.equal(isIgnored(both, 'http', 'GET /health'), false)
  assert.equal(isIgnored(both, 'http.client', 'GET /'), false)
  assert.equal(isIgnored([{ op: /^ui\./ }], 'ui.vue', 'x'), true)
  assert.equal(isIgnored([{ name: /x/g }], 'any', 'x'), true)
})

test('a RegExp with a memory answers the same each time', () => {
  const patterns = [/health/g]
  assert.deepEqual(
    [1, 2, 3].map(() => isIgnored(patterns, '', '/health')),
    [true, true, true],
  )
})

const span = (id: string, parent: string, description: string, op = 'task') => ({ span_id: id, parent_span_id: parent, op, description })

test('ignored spans go, what was below them hangs below the nearest that is kept', () => {
  const event = {
    transaction: '/cart',
    contexts: { trace: { op: 'pageload', span_id: 'root' } },
    spans: [
      span('c', 'b', 'deep'),
      span('a', 'root', 'noise outer'),
      span('b', 'a', 'noise inner'),
      span('d', 'c', 'deeper'),
      { span_id: 'e', parent_span_id: 'b', op: 'mark' },
      span('f', 'root', 'kept'),
    ],
  }
  assert.equal(removeIgnored(event, ['noise', 'mark']), true)
  assert.deepEqual(event.spans, [span('c', 'root', 'deep'), span('d', 'c', 'deeper'), span('f', 'root', 'kept')])
})

test('a transaction whose root is ignored is not sent', () => {
  const event = () => ({ transaction: '/health', contexts: { trace: { op: 'pageload' } }, spans: [] })
  assert.equal(removeIgnored(event(), ['/health']), false)
  assert.equal(removeIgnored(event(), ['pageload']), false)
  assert.equal(removeIgnored(event(), [{ op: 'navigation', name: '/health' }]), true)
})

test('a follow-up is not sent when nothing is left of it, but for a vital', () => {
  const late = (more: object) => ({
    transaction: '/cart',
    contexts: { trace: { op: 'pageload.late' } },
    spans: [span('a', 'root', 'noise')],
    ...more,
  })
  assert.equal(removeIgnored(late({}), ['noise']), false)
  assert.equal(removeIgnored(late({ measurements: { inp: { value: 80 } } }), ['noise']), true)
  assert.equal(removeIgnored(late({ contexts: { trace: { op: 'pageload' } } }), ['noise']), true)
  assert.equal(removeIgnored(late({ spans: [] }), ['noise']), true)
})
