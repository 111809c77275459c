import assert from 'node:assert/strict'
import { test } from 'node:test'
import { label, op, spanId, spoken } from '../../demo/viewer/trace/labels.ts'
import { buildModel, flag, kind, scopeTo, type TraceModel } from '../../demo/viewer/trace/model.ts'
import { trace, transaction } from './support/trace.ts'

/** The tree as text: one line for each node, indented by its depth. */
const lines = (model: TraceModel): string[] =>
  Array.from({ length: model.count }, (_, node) => '  '.repeat(model.depth[node]!) + spanId(model, node))

test('the root comes first, and children from the earliest on, whatever the order they came in', () => {
  const model = buildModel(
    trace(
      transaction('root', 0, 100, [
        { id: 'late', start: 50, duration: 10 },
        { id: 'grandchild', parent: 'early', start: 12, duration: 5 },
        { id: 'early', start: 10, duration: 20 },
      ]),
    ),
  )
  assert.deepEqual(lines(model), ['root', '  early', '    grandchild', '  late'])
  assert.deepEqual([...model.after], [4, 3, 3, 4])
  assert.deepEqual([...model.parent], [-1, 0, 1, 0])
  assert.deepEqual([model.from, model.to], [0, 100])
})

test('a transaction stands below the span that has caused it, in whatever order both came', () => {
  const child = transaction('child', 20, 30, [{ id: 'query', op: 'db', start: 22, duration: 5 }], {
    parent_span_id: 'request',
    service: 'api',
  })
  const page = transaction('page', 0, 100, [{ id: 'request', start: 10, duration: 60 }])
  for (const order of [
    [child, page],
    [page, child],
  ]) {
    assert.deepEqual(lines(buildModel(trace(...order))), ['page', '  request', '    child', '      query'])
  }
})

test('transactions whose parent is not there stand below one node for it, behind the others', () => {
  const model = buildModel(
    trace(
      transaction('a', 5, 10, [], { parent_span_id: 'lost' }),
      transaction('b', 30, 10, [], { parent_span_id: 'lost' }),
      transaction('page', 20, 50),
      transaction('c', 1, 1, [], { parent_span_id: 'other' }),
    ),
  )
  assert.deepEqual(lines(model), ['page', 'other', '  c', 'lost', '  a', '  b'])
  const lost = 3
  assert.equal(model.kind[lost], kind.missing)
  assert.deepEqual([model.start[lost], model.end[lost]], [5, 40])
  assert.equal(label(model, lost), 'parent was not recorded')
})

test('a span whose parent is not there is below the root, and says so', () => {
  const model = buildModel(
    trace(
      transaction('root', 0, 100, [
        { id: 'stray', parent: 'nowhere', start: 10, duration: 10 },
        { id: 'own', parent: 'own', start: 20, duration: 1 },
      ]),
    ),
  )
  assert.deepEqual(lines(model), ['root', '  stray', '  own'])
  assert.ok(model.flags[1]! & flag.orphan && model.flags[2]! & flag.orphan)
  assert.match(spoken(model, 1), /its parent was not recorded/)
})

test('parents that go round in a circle lose nothing', () => {
  const model = buildModel(
    trace(
      transaction('root', 0, 100, [
        { id: 'a', parent: 'c', start: 1, duration: 1 },
        { id: 'b', parent: 'a', start: 2, duration: 1 },
        { id: 'c', parent: 'b', start: 3, duration: 1 },
        { id: 'd', parent: 'c', start: 4, duration: 1 },
      ]),
      transaction('x', 0, 9, [{ id: 'below-x', parent: 'x', start: 1, duration: 1 }], { parent_span_id: 'below-y' }),
      transaction('y', 0, 9, [{ id: 'below-y', parent: 'y', start: 1, duration: 1 }], { parent_span_id: 'below-x' }),
    ),
  )
  assert.deepEqual(
    lines(model)
      .map(line => line.trim())
      .sort(),
    ['a', 'b', 'below-x', 'below-y', 'c', 'd', 'root', 'x', 'y'],
  )
  assert.equal([...model.flags].filter(flags => flags & flag.circle).length, 2)
})

test('of two spans with one id each transaction means its own', () => {
  const model = buildModel(
    trace(
      transaction('one', 0, 10, [
        { id: 'same', start: 1, duration: 5 },
        { id: 'in-one', parent: 'same', start: 2, duration: 1 },
      ]),
      transaction('two', 20, 10, [
        { id: 'same', start: 21, duration: 5 },
        { id: 'in-two', parent: 'same', start: 22, duration: 1 },
      ]),
    ),
  )
  assert.deepEqual(lines(model), ['one', '  same', '    in-one', 'two', '  same', '    in-two'])
})

test('a span that never ended lasts as long as its transaction', () => {
  const model = buildModel(trace(transaction('root', 0, 100, [{ id: 'open', start: 40, duration: null }])))
  assert.deepEqual([model.end[1], model.flags[1]! & flag.unfinished], [100, flag.unfinished])
})

test('errors are counted up to the root', () => {
  const model = buildModel(
    trace(
      transaction('root', 0, 100, [
        { id: 'a', start: 1, duration: 9 },
        { id: 'b', parent: 'a', status: 'internal_error', start: 2, duration: 1 },
        { id: 'c', start: 20, duration: 1 },
      ]),
    ),
  )
  assert.deepEqual([...model.errors], [1, 1, 1, 0])
  assert.equal(spoken(model, 2), 'http.client GET /b, 1.0 ms, starts at 2.0 ms, error internal_error')
})

test('without a description the id stands for it, without an operation nothing', () => {
  const model = buildModel(
    trace({ ...transaction('root', 0, 10, [{ id: '00f067aa0ba902b7', name: null, start: 1, duration: 1 }]), op: null }),
  )
  assert.equal(label(model, 1), '00f067aa0ba902b7')
  assert.equal(op(model, 0), null)
})

test('one transaction of a trace: with those it has caused, or alone', () => {
  const all = trace(
    transaction('page', 0, 100, [{ id: 'request', start: 1, duration: 50 }]),
    transaction('api', 2, 40, [{ id: 'call', start: 3, duration: 9 }], { parent_span_id: 'request' }),
    transaction('deep', 4, 5, [], { parent_span_id: 'call' }),
    transaction('other', 0, 5),
  )
  assert.deepEqual(lines(buildModel(scopeTo(all, 'event-api', true))), ['api', '  call', '    deep'])
  assert.deepEqual(lines(buildModel(scopeTo(all, 'event-api', false))), ['api', '  call'])
})

test('twenty thousand spans, each below the one before', () => {
  const spans = Array.from({ length: 20_000 }, (_, i) => ({ id: `s${i}`, parent: i === 0 ? 'root' : `s${i - 1}`, start: i, duration: 1 }))
  const model = buildModel(trace(transaction('root', 0, 20_000, spans)))
  assert.equal(model.depth[20_000], 20_000)
})
