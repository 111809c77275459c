import assert from 'node:assert/strict'
import { afterEach, beforeEach, mock, test } from 'node:test'
import type { Timer } from '../../../../js/core/wire/timer.ts'

let clock = 0
let runs: number[]
let timer: Timer
let copies = 0

beforeEach(async () => {
  clock = 0
  runs = []
  mock.timers.enable({ apis: ['setTimeout'] })
  // A browser cuts the fraction off.
  const whole = setTimeout
  mock.method(globalThis, 'setTimeout', (run: () => void, ms: number) => whole(run, Math.trunc(ms)))
  mock.method(performance, 'now', () => clock)
  // The module keeps the setTimeout it finds when it is loaded.
  const { createTimer } = await import(`../../../../js/core/wire/timer.ts?copy=${++copies}`)
  timer = createTimer(() => runs.push(clock))
})
afterEach(() => {
  mock.restoreAll()
  mock.timers.reset()
})

function pass(ms: number): void {
  for (let i = 0; i < ms; i += 1) {
    clock += 1
    mock.timers.tick(1)
  }
}

test('a waiting command is handed over after one second, however many follow', () => {
  timer._commandWaits()
  pass(600)
  timer._commandWaits()
  pass(399)
  assert.deepEqual(runs, [])
  pass(1)
  assert.deepEqual(runs, [1000])
})

test('what is due sooner takes the waiting commands along', () => {
  timer._dueAt(300)
  timer._commandWaits()
  pass(300)
  assert.deepEqual(runs, [300])
  timer._nothingWaits()
  timer._dueAt(Infinity)
  pass(2000)
  assert.deepEqual(runs, [300])
})

test('a later due time does not delay waiting commands', () => {
  timer._dueAt(30_000)
  timer._commandWaits()
  pass(1000)
  assert.deepEqual(runs, [1000])
})

test('it never runs before its time, nor without a pause', () => {
  timer._dueAt(10.4)
  pass(10)
  assert.deepEqual(runs, [])
  pass(1)
  assert.deepEqual(runs, [11])
  timer._dueAt(5)
  assert.deepEqual(runs, [11])
  pass(1)
  assert.deepEqual(runs, [11, 12])
})

test('a due time beyond what setTimeout takes does not fire at once', () => {
  timer._dueAt(1e12)
  pass(50)
  assert.deepEqual(runs, [])
})

test('what waits is not put off by a new due time', () => {
  timer._commandWaits()
  timer._dueAt(Infinity)
  pass(1000)
  assert.deepEqual(runs, [1000])
})

test('a page that clears all timers: the next command long after it starts another, once', () => {
  const all = new Set<unknown>()
  const { setTimeout: start } = globalThis
  mock.method(globalThis, 'setTimeout', (run: () => void, ms: number) => {
    const started = start(run, ms)
    all.add(started)
    return started
  })
  timer._commandWaits()
  all.forEach(one => clearTimeout(one as number))
  // Until then it may but be late, in a page that is busy.
  pass(1999)
  timer._commandWaits()
  assert.equal(all.size, 1)
  pass(1)
  timer._commandWaits()
  timer._commandWaits()
  assert.equal(all.size, 2)
  pass(1)
  assert.deepEqual(runs, [2001])
  all.forEach(one => clearTimeout(one as number))
  timer._nothingWaits()
  timer._dueAt(clock + 10)
  all.forEach(one => clearTimeout(one as number))
  timer._commandWaits()
  pass(10)
  assert.deepEqual(runs, [2001, 2011])
})
