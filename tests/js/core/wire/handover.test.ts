import assert from 'node:assert/strict'
import { beforeEach, mock, test } from 'node:test'
import { DATA, ENTRY, FINISH, SPAN, TAG, TRANSACTION } from '../../../../js/seam/commands.ts'
import { createHandover, type Handover, type Taken } from '../../../../js/core/wire/handover.ts'
import type { Command, Commands } from '../../../../js/seam/host.ts'
import { GONE } from '../../../../js/seam/leaving.ts'
import { listOf, named } from '../../support/commands.ts'

let clock: number
/** Ms that each batch takes. */
let cost: number
let waiting: Partial<Taken>
let batches: { batch: Commands; now: number; epoch: number }[]
let ended: Taken[]
let wanted: number
let failures: unknown[]
let encode: (entry: PerformanceEntry, now: number) => Command | undefined
let apply: () => void
let handover: Handover

beforeEach(() => {
  clock = 10_000
  cost = 1
  waiting = {}
  batches = []
  ended = []
  wanted = 0
  failures = []
  encode = ({ name, startTime }) => [ENTRY, [startTime, 0, startTime, 0], [name]]
  apply = () => {}
  mock.method(performance, 'now', () => clock)
  handover = createHandover({
    take(leaving) {
      const taken = { now: clock, epoch: 1e12 + clock, leaving, commands: listOf(), entries: [], last: listOf(), ...waiting }
      waiting = {}
      return taken
    },
    encode: (entry, now) => encode(entry, now),
    apply(batch, now, epoch) {
      clock += cost
      apply()
      batches.push({ batch, now, epoch })
    },
    end: taken => void ended.push(taken),
    later: () => wanted++,
    fail(error) {
      failures.push(error)
      handover._stop()
    },
  })
})

const mark = (startTime: number, name = String(startTime)): PerformanceEntry =>
  ({ entryType: 'mark', name, startTime, duration: 0 }) as PerformanceEntry
const marks = (count: number, from = 0): PerformanceEntry[] => Array.from({ length: count }, (_, index) => mark(from + index))
const applied = (): unknown[] =>
  batches.flatMap(({ batch }) => named(batch)).map(({ name, key, description, handle }) => name ?? key ?? description ?? handle)
/** Goes on until all has gone; in how many slices. */
function slices(): number {
  let count = 0
  while (handover._count()) {
    handover._goOn()
    count++
    assert.ok(count < 1000)
  }
  return count
}

test('little goes in one slice, in one batch', () => {
  waiting = { commands: listOf([TAG, [1], ['a', 'b']], [SPAN, [5, 2, 1, 1, NaN], ['op', 'child', '']]), entries: marks(3) }
  handover._take()
  assert.equal(slices(), 1)
  assert.equal(wanted, 0)
  assert.deepEqual(applied(), ['a', '0', '1', '2', 'child'])
  assert.deepEqual(
    batches.map(({ now, epoch }) => [now, epoch]),
    [[10_000, 1e12 + 10_000]],
  )
})

test('10,000 entries go in slices of some ms, each once and in their order, as if it had taken no time', () => {
  waiting = { entries: marks(5000, 5000).concat(marks(5000)), commands: listOf([SPAN, [7000.5, 2, 1, 1, NaN], ['', 'child', '']]) }
  handover._take()
  let longest = 0
  while (handover._count()) {
    const before = clock
    handover._goOn()
    longest = Math.max(longest, clock - before)
  }
  assert.equal(longest, 6)
  const expected = marks(10_000).map(({ name }) => name)
  expected.splice(7001, 0, 'child')
  assert.deepEqual(applied(), expected)
  assert.equal(ended.length, 1)
  assert.equal(ended[0]!.now, 10_000)
  for (const { now, epoch } of batches) assert.deepEqual([now, epoch], [10_000, 1e12 + 10_000])
  assert.ok(wanted > 5)
})

test('reading entries is work too', () => {
  waiting = { entries: marks(1000) }
  encode = entry => ((clock += 0.125), [ENTRY, [entry.startTime, 0, entry.startTime, 0], [entry.name]])
  handover._take()
  handover._goOn()
  assert.deepEqual([batches.length, clock], [0, 10_008])
  assert.ok(slices() > 10)
  assert.equal(applied().length, 1000)
})

test('to the end at once when that is wanted, also in the middle', () => {
  waiting = { entries: marks(5000) }
  handover._take()
  handover._goOn()
  handover._goOn()
  const before = batches.length
  assert.equal(ended.length, 0)
  waiting = { commands: listOf([TAG, [1], ['late', '']]) }
  handover._take(GONE)
  handover._goOn(true)
  assert.equal(handover._count(), 0)
  assert.ok(before > 0 && batches.length > before)
  assert.equal(new Set(applied()).size, 5001)
  assert.equal(applied().at(-1), 'late')
  assert.deepEqual(
    ended.map(({ leaving }) => leaving),
    [GONE, GONE],
    'what was taken before is sent as what is left',
  )
})

test('what waits later goes behind, with clocks of its own; a third does not wait', () => {
  for (const at of [0, 1, 2]) {
    waiting = { entries: marks(2000, at * 2000) }
    handover._take()
    clock += 100
  }
  handover._goOn()
  assert.equal(handover._count(), 2)
  assert.deepEqual(
    ended.map(({ now }) => now),
    [10_000],
  )
  slices()
  assert.deepEqual(
    ended.map(({ now }) => now),
    [10_000, 10_100, 10_200],
  )
  assert.deepEqual(
    applied(),
    marks(6000).map(({ name }) => name),
  )
})

test('what ends a transaction is the last of its batch, and long texts are few in one', () => {
  cost = 0
  const root = (handle: number): Command => [TRANSACTION, [handle, handle, 0, NaN, 0], Array(8).fill('')]
  const finish = (handle: number, t = 9): Command => [FINISH, [t, handle, NaN], []]
  waiting = { commands: listOf(root(1), root(2), [SPAN, [3, 3, 1, 1, NaN], ['', '', '']], finish(3), finish(1), finish(2), finish(1)) }
  handover._take()
  slices()
  assert.deepEqual(
    batches.map(({ batch }) =>
      named(batch)
        .map(({ command }) => command)
        .join(),
    ),
    ['transaction,transaction,span,finish,finish', 'finish', 'finish'],
  )
  batches = []
  waiting = { commands: listOf(...Array.from({ length: 9 }, (): Command => [DATA, [1], ['a', `"${'x'.repeat(16_000)}"`]])) }
  handover._take()
  slices()
  assert.equal(batches.length, 3)
})

test('what is asked of the page and comes back here does not mix two', () => {
  let isAsked = false
  encode = entry => {
    if (entry.name === '100' && !isAsked) {
      isAsked = true
      waiting = { commands: listOf([TAG, [1], ['inner', '']]), entries: marks(9, 2000) }
      handover._take()
      handover._goOn(true)
    }
    return [ENTRY, [entry.startTime, 0, entry.startTime, 0], [entry.name]]
  }
  waiting = { entries: marks(200) }
  handover._take()
  slices()
  assert.ok(isAsked)
  assert.deepEqual(applied(), [...marks(200).map(({ name }) => name), 'inner', ...marks(9, 2000).map(({ name }) => name)])
  assert.equal(ended.length, 2)
})

test('after a failure in the middle nothing goes any more', () => {
  waiting = { entries: marks(6000) }
  handover._take()
  handover._take()
  handover._goOn()
  handover._goOn()
  const before = batches.length
  apply = () => {
    throw new Error('unreachable')
  }
  handover._goOn(true)
  handover._goOn(true)
  assert.deepEqual([failures.length, ended.length, handover._count(), batches.length], [1, 0, 0, before])
})
