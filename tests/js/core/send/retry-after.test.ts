import assert from 'node:assert/strict'
import { test } from 'node:test'
import { secondsOf } from '../../../../js/core/send/retry-after.ts'

test('seconds, or a date', t => {
  t.mock.timers.enable({ apis: ['Date'], now: Date.parse('2026-11-27T12:00:00Z') })
  assert.equal(secondsOf('120'), 120)
  assert.equal(secondsOf(' 0 '), 0)
  assert.equal(secondsOf('Fri, 27 Nov 2026 12:01:30 GMT'), 90)
  assert.equal(secondsOf('Fri, 27 Nov 2026 11:59:00 GMT'), -60)
})

test('anything else is nothing', () => {
  for (const text of ['', 'soon', '1e3', '-5 minutes', '60;']) assert.ok(!(secondsOf(text) > 0), text)
})
