import assert from 'node:assert/strict'
import { afterEach, beforeEach, mock, test } from 'node:test'
import { watchInteractions } from '../../../../js/core/entries/interactions.ts'
import type { Host } from '../../../../js/seam/host.ts'
import { setGlobals } from '../../support/core-fakes.ts'

interface Opened {
  op: string
  start: number
  isDispatched: () => unknown
  data: unknown[]
}

let opened: Opened[]
let listeners: Map<string, (event: object) => void>
let restore: () => void

beforeEach(() => {
  opened = []
  listeners = new Map()
  restore = setGlobals({
    addEventListener(type: string, listener: (event: object) => void, capture: unknown) {
      assert.equal(capture, true)
      listeners.set(type, listener)
    },
  })
})
afterEach(() => {
  restore()
  mock.restoreAll()
})

const watch = (interactionsSampleRate?: number): (() => void) =>
  watchInteractions({
    delivery: { interactionsSampleRate },
    openInteraction(op: string, origin: string, start: number, isDispatched: () => unknown) {
      assert.equal(origin, 'auto.ui.interaction.browser')
      const data: unknown[] = []
      opened.push({ op, start, isDispatched, data })
      return { setData: (...values: unknown[]) => data.push(...values) }
    },
  } as unknown as Host)

const target = { nodeType: 1, localName: 'button', getAttribute: () => null, parentElement: null }
const event = (type: string, fields: object = {}) => ({ type, isTrusted: true, timeStamp: 40, target, eventPhase: 1, ...fields })
const happen = (type: string, fields?: object) => {
  const happened = event(type, fields)
  listeners.get(type)?.(happened)
  return happened
}

test('without the option nothing is listened to', () => {
  watch()
  watch(0)
  assert.equal(listeners.size, 0)
})

test('an interaction is open as long as its event has a phase', () => {
  watch(1)
  const click = happen('click')
  const [{ op, start, isDispatched, data }] = opened as [Opened]
  assert.deepEqual([op, start, data], ['ui.action.click', 40, ['ui.target', 'button']])
  assert.ok(isDispatched())
  click.eventPhase = 3
  assert.ok(isDispatched())
  click.eventPhase = 0
  assert.ok(!isDispatched())
})

test('keys that write, and events that a script made, are no interactions', () => {
  watch(1)
  for (const key of ['a', 'Tab', 'Shift', 'F5']) happen('keydown', { key })
  happen('click', { isTrusted: false })
  assert.equal(opened.length, 0)
  for (const key of ['Enter', ' ']) happen('keydown', { key })
  happen('submit')
  happen('change')
  assert.deepEqual(
    opened.map(({ op }) => op),
    ['ui.action.keydown', 'ui.action.keydown', 'ui.action.submit', 'ui.action.change'],
  )
})

test('each is drawn by itself, and one that is not drawn leaves the one around it alone', () => {
  watch(0.5)
  const { mock: random } = mock.method(Math, 'random', () => 0.49)
  const click = happen('click')
  random.mockImplementation(() => 0.5)
  happen('change', { eventPhase: 1 })
  assert.equal(opened.length, 1)
  assert.ok(opened[0]!.isDispatched())
  click.eventPhase = 0
  assert.ok(!opened[0]!.isDispatched())
})

test('an event that is over is let go, one that is dispatched is not', () => {
  const letGo = watch(1)
  const click = happen('click')
  letGo()
  assert.ok(opened[0]!.isDispatched())
  click.eventPhase = 0
  letGo()
  // Were it still held, it would be current again.
  click.eventPhase = 2
  assert.ok(!opened[0]!.isDispatched())
})
