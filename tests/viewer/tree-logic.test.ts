// What is worked out from the tree: gaps, groups, rows, critical path, self time, clocks, search.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findSkews, shiftBy } from '../../demo/viewer/trace/clock-skew.ts'
import { criticalPath } from '../../demo/viewer/trace/critical-path.ts'
import { findGaps } from '../../demo/viewer/trace/gaps.ts'
import { findGroups } from '../../demo/viewer/trace/groups.ts'
import { spanId } from '../../demo/viewer/trace/labels.ts'
import { buildModel, type TraceModel } from '../../demo/viewer/trace/model.ts'
import { buildRows, rowKind, type Rows } from '../../demo/viewer/trace/rows.ts'
import { findNodes } from '../../demo/viewer/trace/search.ts'
import { coveredByChildren, selfTime } from '../../demo/viewer/trace/self-time.ts'
import { ticks, TimeWindow } from '../../demo/viewer/trace/time-window.ts'
import { trace, transaction, type Short } from './support/trace.ts'

const one = (...spans: Short[]): TraceModel => buildModel(trace(transaction('root', 0, 1000, spans)))

test('a gap is what all earlier siblings leave open, from the threshold on', () => {
  const model = one(
    { id: 'long', start: 0, duration: 500 },
    { id: 'short', start: 10, duration: 20 },
    { id: 'after', start: 600, duration: 10 },
    { id: 'near', start: 700, duration: 1 },
  )
  assert.deepEqual([...findGaps(model, 100)], [[3, { from: 500, to: 600 }]])
  assert.deepEqual(
    [...findGaps(model, 90)],
    [
      [3, { from: 500, to: 600 }],
      [4, { from: 610, to: 700 }],
    ],
  )
  assert.deepEqual([...findGaps(model, 101)], [])
})

test('there is no gap before the first sibling, between transactions, or below a parent that is not known', () => {
  const model = buildModel(
    trace(
      transaction('a', 0, 10, [{ id: 'first', start: 900, duration: 1 }]),
      transaction('b', 500, 10),
      transaction('c', 0, 1, [], { parent_span_id: 'lost' }),
      transaction('d', 700, 1, [], { parent_span_id: 'lost' }),
    ),
  )
  assert.equal(findGaps(model, 100).size, 0)
})

const images = (count: number, from = 0): Short[] =>
  Array.from({ length: count }, (_, i) => ({ id: `i${from + i}`, op: 'resource.img', name: '/x.png', start: from + i, duration: 1 }))

test('five alike siblings without children are a group, four are not', () => {
  assert.deepEqual([...findGroups(one(...images(5)), new Map())], [[1, 5]])
  assert.equal(findGroups(one(...images(4)), new Map()).size, 0)
  const divided = one(...images(4), { id: 'other', start: 4, duration: 1 }, ...images(5, 5))
  assert.deepEqual([...findGroups(divided, new Map())], [[6, 5]])
  const parents = one(...images(5), { id: 'child', parent: 'i2', start: 2, duration: 1 })
  assert.equal(findGroups(parents, new Map()).size, 0)
})

test('a gap ends a group: it is not hidden in it', () => {
  const model = one(...images(5), ...images(5, 300))
  assert.deepEqual(
    [...findGroups(model, findGaps(model, 100))],
    [
      [1, 5],
      [6, 5],
    ],
  )
})

function shown(model: TraceModel, rows: Rows): string[] {
  return Array.from({ length: rows.count }, (_, row) => {
    const name = rows.kind[row] === rowKind.gap ? 'gap' : rows.kind[row] === rowKind.group ? 'group' : spanId(model, rows.node[row]!)
    return `${'  '.repeat(rows.level[row]! - 1)}${name} ${rows.position[row]}/${rows.siblings(row)}`
  })
}

test('rows: collapsed nodes hide what is below them, groups open, gaps stand between', () => {
  const model = one({ id: 'a', start: 0, duration: 10 }, { id: 'b', parent: 'a', start: 1, duration: 1 }, ...images(5, 200))
  const gaps = findGaps(model, 100)
  const folding = { collapsed: new Uint8Array(model.count), groups: findGroups(model, gaps), openGroups: new Set<number>(), gaps }
  assert.deepEqual(shown(model, buildRows(model, folding)), ['root 1/1', '  a 1/3', '    b 1/1', '  gap 2/3', '  group 3/3'])
  folding.collapsed[1] = 1
  folding.openGroups.add(3)
  const rows = buildRows(model, folding)
  assert.deepEqual(shown(model, rows), [
    'root 1/1',
    '  a 1/3',
    '  gap 2/3',
    '  group 3/3',
    '    i200 1/5',
    '    i201 2/5',
    '    i202 3/5',
    '    i203 4/5',
    '    i204 5/5',
  ])
  // What is hidden is found where it is hidden.
  assert.equal(rows.rowOf(2), 1)
  assert.equal(rows.rowOf(4), 5)
  folding.collapsed[0] = 1
  assert.deepEqual(shown(model, buildRows(model, folding)), ['root 1/1'])
})

test('the critical path goes back from the end', () => {
  const model = one(
    { id: 'a', start: 0, duration: 300 },
    { id: 'b', start: 100, duration: 600 },
    { id: 'c', parent: 'b', start: 200, duration: 200 },
    { id: 'late', start: 990, duration: 500 },
  )
  const path = Object.fromEntries([...criticalPath(model)].map(([node, parts]) => [spanId(model, node), parts]))
  // The last span outlasts the root: only what lies within it counts.
  assert.deepEqual(path.late, [990, 1000])
  assert.deepEqual(path.root, [700, 990])
  assert.deepEqual(path.b, [400, 700, 100, 200])
  assert.deepEqual(path.c, [200, 400])
  assert.deepEqual(path.a, [0, 100])
})

test('self time is without the union of the children, as far as they lie within', () => {
  const model = one({ id: 'a', start: 0, duration: 300 }, { id: 'b', start: 200, duration: 200 }, { id: 'c', start: 900, duration: 500 })
  assert.deepEqual(coveredByChildren(model, 0), [0, 400, 900, 1000])
  assert.equal(selfTime(model, 0), 500)
  assert.equal(selfTime(model, 1), 300)
})

test('a transaction before its cause is told, and moved into the middle of it', () => {
  const page = transaction('page', 1000, 500, [{ id: 'request', start: 1100, duration: 200 }])
  const api = transaction('api', 600, 100, [{ id: 'query', start: 620, duration: 10 }], { parent_span_id: 'request', service: 'api' })
  const whole = trace(page, api)
  const skews = findSkews(buildModel(whole))
  assert.deepEqual(skews, [{ eventId: 'event-api', service: 'api', shift: 550 }])
  const moved = shiftBy(whole, skews).transactions[1]!
  assert.deepEqual([moved.start, moved.spans[0]![5]], [1150, 1170])
  assert.deepEqual(findSkews(buildModel(shiftBy(whole, skews))), [])
})

test('work that goes on after its cause is no wrong clock, unless it was waited for and would fit', () => {
  const page = (start: number, duration: number) =>
    trace(
      transaction('page', 0, 500, [{ id: 'request', start: 100, duration: 100 }]),
      transaction('job', start, duration, [], { parent_span_id: 'request' }),
    )
  assert.equal(findSkews(buildModel(page(150, 5000))).length, 0)
  assert.equal(findSkews(buildModel(page(150, 40))).length, 0)
  assert.equal(findSkews(buildModel(page(250, 40))).length, 1)
  // Done a moment after the answer has left, and not waited for at all.
  assert.equal(findSkews(buildModel(page(110, 98))).length, 0)
  const task = trace(
    transaction('page', 0, 500, [{ id: 'publish', op: 'db', start: 100, duration: 100 }]),
    transaction('job', 250, 40, [], { parent_span_id: 'publish' }),
  )
  assert.equal(findSkews(buildModel(task)).length, 0)
  assert.equal(findSkews(buildModel(page(90, 5000)))[0]!.shift, 10)
})

test('search finds words in operation, name, status and id', () => {
  const model = one(
    { id: 'aa11', op: 'db', name: 'SELECT * FROM Cart', start: 1, duration: 1 },
    { id: 'bb22', status: 'internal_error', start: 3, duration: 1 },
  )
  assert.deepEqual(findNodes(model, 'select cart'), [1])
  assert.deepEqual(findNodes(model, 'DB'), [1])
  assert.deepEqual(findNodes(model, 'internal_error'), [2])
  assert.deepEqual(findNodes(model, 'bb22'), [2])
  assert.deepEqual(findNodes(model, ' '), [])
})

test('the window stays within the whole, and zooms at a point that stays where it is', () => {
  const window = new TimeWindow({ from: 0, to: 1000 })
  window.zoom(0.5, 250)
  assert.deepEqual([window.from, window.to], [125, 625])
  assert.equal(window.share(250), 0.25)
  window.pan(1e9)
  assert.deepEqual([window.from, window.to], [500, 1000])
  window.set(900, 100)
  assert.deepEqual([window.from, window.to], [100, 900])
  window.zoom(100, 500)
  assert.ok(window.isFull)
  window.set(5, 5)
  assert.ok(window.size > 0)
})

test('ticks are round', () => {
  assert.deepEqual(ticks(0, 1000, 5), { step: 200, at: [0, 200, 400, 600, 800, 1000] })
  assert.deepEqual(ticks(130, 260, 4).at, [150, 200, 250])
})
