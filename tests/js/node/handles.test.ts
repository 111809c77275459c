import assert from 'node:assert/strict'
import { test } from 'node:test'
import { currentHandles, next, renewHandles } from '../../../js/node/handles.ts'

test('handles count from 1, for all transactions', () => {
  renewHandles()
  const handles = currentHandles()
  assert.deepEqual([next(handles), next(handles)], [1, 2])
  assert.equal(currentHandles(), handles)
})

test('when they run out what begins has others, with another seed; what is open goes on with its own', () => {
  const old = currentHandles()
  old.last = 2 ** 31 - 2 ** 24 + 1
  const fresh = currentHandles()
  assert.notEqual(fresh, old)
  assert.notDeepEqual(fresh.seed, old.seed)
  assert.equal(next(fresh), 1)
  for (let i = 0; i < 100_000; i++) assert.ok(next(old) < 2 ** 31)
})
