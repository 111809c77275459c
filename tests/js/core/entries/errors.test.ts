import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isError } from '../../../../js/core/entries/errors.ts'

const says = (members: object, target: unknown = globalThis): boolean => isError({ target, ...members } as unknown as Event)
const thrown = (message: string, stack: string): object => ({ message, filename: '', error: Object.assign(new Error(message), { stack }) })

test('an error that nobody handled is one, whatever was thrown or rejected', () => {
  assert.ok(says(thrown('x is undefined', 'at https://shop.test/a.js:1')))
  for (const reason of [new TypeError('no'), 'a text', undefined, null, 7]) assert.ok(says({ reason }), String(reason))
  assert.ok(says({ message: 'Script error.', filename: '', error: null }))
  assert.ok(says({}))
})

test('what was meant to be, what takes another frame, and what an extension did are none', () => {
  assert.ok(!says({ message: 'ResizeObserver loop completed with undelivered notifications.', filename: 'https://shop.test/' }))
  assert.ok(!says({ reason: new DOMException('The user aborted a request.', 'AbortError') }))
  assert.ok(
    !says({
      reason: Object.assign(new Error(), { name: 'InvalidStateError', toString: () => 'InvalidStateError: Transition was skipped' }),
    }),
  )
  assert.ok(!says({ message: 'x', filename: 'chrome-extension://abc/a.js' }))
  assert.ok(!says(thrown('Error: x', 'Error: x\n  at moz-extension://abc/a.js:1')))
})

test('an element that could not be loaded is none', () => {
  assert.ok(!says({ type: 'error' }, { localName: 'img' }))
})
