import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Recording } from '../../../js/node/recording.ts'
import { FINISH, SPAN, TAG } from '../../../js/seam/commands.ts'

const span = (recording: Recording, handle: number, text = ''): boolean => recording.add(SPAN, ['op', text, ''], [1, handle, 1, 1, NaN])

test('commands are kept in their order, values as texts', () => {
  const recording = new Recording()
  assert.ok(span(recording, 2, 'text'))
  assert.ok(recording.add(TAG, ['key', 5], [2]))
  assert.deepEqual(recording.commands, { numbers: [SPAN, 1, 2, 1, 1, NaN, TAG, 2], strings: ['op', 'text', '', 'key', '5'] })
})

test('a full one takes no more spans, counts them, and still lets all end', () => {
  const recording = new Recording()
  let kept = 0
  while (span(recording, kept, 'x'.repeat(10_000))) kept++
  assert.ok(kept > 50 && kept < 110)
  assert.equal(span(recording, 0, 'x'.repeat(10_000)), false)
  assert.equal(recording.lost, 2)
  for (let i = 0; i < kept; i++) assert.ok(recording.add(FINISH, [], [1, i, NaN]))
})

test('an endless number of values ends', () => {
  const recording = new Recording()
  let count = 0
  while (recording.add(FINISH, [], [1, 2, NaN])) assert.ok(count++ < 1e6)
})
