import assert from 'node:assert/strict'
import { test } from 'node:test'
import { traceTree } from '../page/trace_tree.js'
import { duration, failed, family } from '../page/format.js'

const span = (id, parent, start, length = 1) => ({ span_id: id, parent_span_id: parent, start, duration: length, op: null })
const transaction = (id, parent, start, spans = []) => ({ ...span(id, parent, start, 10), spans })

const outline = ({ rows }) => rows.map(node => '.'.repeat(node.depth) + node.id).join(' ')
const notes = ({ rows }) => Object.fromEntries(rows.filter(node => node.note).map(node => [node.id, node.note]))

test('spans stand under their parents, in the order of their start', () => {
  const tree = traceTree([transaction('r', null, 0, [span('b', 'r', 5), span('a', 'r', 1), span('aa', 'a', 2), span('c', null, 9)])])
  assert.equal(outline(tree), 'r .a ..aa .b .c')
  assert.deepEqual([tree.start, tree.end], [0, 10])
  assert.deepEqual(notes(tree), {})
})

test('a transaction stands under the span of another service that called it', () => {
  const tree = traceTree([
    transaction('server', 'request', 2, [span('query', 'server', 3)]),
    transaction('page', null, 0, [span('request', 'page', 1)]),
  ])
  assert.equal(outline(tree), 'page .request ..server ...query')
})

test('what has no parent that was received stands at the top, or under its own root, and says so', () => {
  const tree = traceTree([transaction('x', 'gone', 5, [span('s', 'lost', 6)]), transaction('page', null, 0)])
  assert.equal(outline(tree), 'page x .s')
  assert.deepEqual(notes(tree), { x: 'parent gone was not received', s: 'parent lost was not received' })
})

test('circles lose nothing', () => {
  const tree = traceTree([
    transaction('a', 'b', 0, [span('self', 'self', 1), span('p', 'q', 2), span('q', 'p', 3)]),
    transaction('b', 'a', 1),
  ])
  assert.deepEqual(tree.rows.map(node => node.id).sort(), ['a', 'b', 'p', 'q', 'self'])
  assert.equal(notes(tree).a, 'its parents go round in a circle')
})

test('the same span id in two transactions belongs to its own', () => {
  const tree = traceTree([
    transaction('one', null, 0, [span('same', 'one', 1), span('x', 'same', 2)]),
    transaction('two', null, 100, [span('same', 'two', 101), span('y', 'same', 102)]),
  ])
  assert.equal(outline(tree), 'one .same ..x two .same ..y')
})

test('clocks that disagree are noted, and all is inside the whole', () => {
  const tree = traceTree([
    transaction('server', 'page', -3),
    { ...transaction('page', null, 0, [span('open', 'page', 1, null), span('back', 'page', 2, -5)]) },
  ])
  assert.deepEqual([tree.start, tree.end], [-3, 10])
  assert.deepEqual(notes(tree), { server: 'starts before its parent: clocks may differ' })
})

test('a very deep trace is no problem', () => {
  const spans = Array.from({ length: 50_000 }, (_, i) => span(`s${i}`, i ? `s${i - 1}` : 'r', i))
  assert.equal(traceTree([transaction('r', null, 0, spans)]).rows.at(-1).depth, 50_000)
})

test('durations read well', () => {
  const cases = [
    [0, '0 ms'],
    [0.0000123, '0.012 ms'],
    [0.0123, '12.3 ms'],
    [0.25, '250 ms'],
    [0.9996, '1.00 s'],
    [4.556, '4.56 s'],
    [200, '3 min 20 s'],
    [-0.25, '−250 ms'],
    [null, '–'],
  ]
  for (const [seconds, text] of cases) assert.equal(duration(seconds), text)
})

test('operations have families, statuses a meaning', () => {
  assert.deepEqual(['pageload', 'http.client', 'resource.css', 'constructor', null].map(family), [
    'page',
    'http',
    'resource',
    'other',
    'other',
  ])
  assert.deepEqual(['ok', null, 'cancelled', 'internal_error'].map(failed), [false, false, false, true])
})
