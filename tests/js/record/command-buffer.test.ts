import assert from 'node:assert/strict'
import { test } from 'node:test'
import { named } from '../support/commands.ts'
import { warnings } from '../support/page.ts'
import * as code from '../../../js/seam/commands.ts'
import type { Commands } from '../../../js/seam/host.ts'
import * as recorder from '../../../js/record/command-buffer.ts'

const { command, start, takeCommands } = recorder

/** What the buffer is counted as. */
const sizeOf = ({ numbers, strings }: Commands) => numbers.length * 8 + strings.join('\0').length + 1

test('a command is its code, its numbers and its strings, in the order in which they were made', () => {
  command(code.TAG, ['key', 'value'], 7)
  command(code.HTTP_STATUS, [], 7, 404)
  command(code.FINISH, [], 1, 7, NaN)
  assert.deepEqual(takeCommands(), { numbers: [7, 7, 10, 7, 404, 6, 1, 7, NaN], strings: ['key', 'value'] })
  assert.deepEqual(takeCommands(), { numbers: [], strings: [] })
})

test('strings are cut, and anything becomes one', () => {
  command(code.TAG, [5, 'x'.repeat(20000)], 1)
  command(
    code.TAG,
    [
      null,
      {
        toString() {
          throw new Error('no')
        },
      },
    ],
    1,
  )
  assert.deepEqual(takeCommands().strings, ['5', 'x'.repeat(16384), '', ''])
})

test('a value that writes a command itself when it is read writes it whole, before its own', () => {
  command(code.TAG, ['outer', { toString: () => String(command(code.TAG, ['inner', ''], 2)) }], 1)
  assert.deepEqual(
    named(takeCommands()).map(({ handle, key, value }) => [handle, key, value]),
    [
      [2, 'inner', ''],
      [1, 'outer', 'true'],
    ],
  )
})

test('handles count up from 1 and are never used again', () => {
  const handles = [1, 2, 3].map(() => start(code.SPAN, ['op', 'what', ''], 1, 1, NaN))
  assert.deepEqual(handles, [1, 2, 3])
  assert.deepEqual(
    named(takeCommands()).map(({ handle }) => handle),
    [1, 2, 3],
  )
  assert.equal(recorder.nextHandle(), 4)
  assert.equal(start(code.SPAN, ['', '', ''], 1, 1, NaN), 5)
  takeCommands()
})

test('at most 256 KB wait: then handles are 0, what ends something still fits, and the rest is counted', () => {
  const text = 'x'.repeat(1000)
  let last = 0
  let begun = 0
  for (; (last = start(code.SPAN, ['op', text, ''], 1, 1, NaN)); begun++);
  assert.equal(last, 0)
  // 256 KB without the 64 KB left to what matters more, at 1054 bytes each.
  assert.ok(begun > 170 && begun < 200, String(begun))
  let requests = 0
  for (; start(code.REQUEST, ['GET', text], 1, 1, 0); requests++);
  assert.ok(requests > 40, 'headers name them')
  assert.equal(command(code.FINISH, [], 1, 2, NaN), true)
  let refused = 2
  let finished = 1
  while (command(code.FINISH, [], 1, 2, NaN)) finished++
  refused++
  assert.ok(finished > 400, String(finished))
  recorder.refuse()
  refused++
  const batch = takeCommands()
  assert.ok(sizeOf(batch) <= 262144 + 64, String(sizeOf(batch)))
  const commands = named(batch)
  assert.equal(commands.filter(({ command: name }) => name === 'span').length, begun)
  assert.deepEqual(commands.at(-2), { command: 'refused', count: refused })
  const { t, ...told } = commands.at(-1) as Record<string, unknown>
  assert.deepEqual(told, { command: 'spans_refused', root: 1, count: 2 })
  assert.ok(Number(t) >= 0)
  assert.notEqual(start(code.SPAN, ['', '', ''], 1, 1, NaN), 0)
  assert.deepEqual(
    named(takeCommands()).map(({ command: name }) => name),
    ['span'],
  )
})

test('a connected core is woken by the first command and takes a full buffer at once', () => {
  const calls: string[] = []
  const taken: number[] = []
  const core = {
    wake: () => void calls.push('wake'),
    run() {
      calls.push('run')
      const batch = takeCommands()
      if (batch.numbers[0]) taken.push(sizeOf(batch))
    },
    isOpen: () => true,
    close() {},
    flush: async () => true,
  }
  command(code.TAG, ['early', ''], 1)
  recorder.connect(core)
  assert.deepEqual(calls, ['run'])
  assert.equal(taken.length, 1)
  command(code.TAG, ['a', ''], 1)
  command(code.TAG, ['b', ''], 1)
  assert.deepEqual(calls, ['run', 'wake'])
  for (let i = 0; i < 400; i++) assert.notEqual(start(code.SPAN, ['', 'x'.repeat(1000), ''], 1, 1, NaN), 0)
  assert.deepEqual(calls, ['run', 'wake', 'run', 'wake', 'run', 'wake'])
  assert.ok(taken[1]! <= 262144)
  takeCommands()
})

test('a core that fails: what waits is dropped, nothing is recorded any more, one warning', () => {
  command(code.TAG, ['waits', ''], 1)
  recorder.connect({
    wake() {},
    run: () => recorder.fail(new Error('unreachable')),
    isOpen: () => true,
    close() {},
    flush: async () => true,
  })
  assert.equal(warnings.length, 1)
  assert.match(warnings[0]!, /recording stopped.*unreachable/)
  assert.ok(recorder.stopped > 0)
  assert.equal(command(code.TAG, ['a', 'b'], 1), false)
  assert.equal(start(code.SPAN, ['', '', ''], 1, 1, NaN), 0)
  recorder.runCore()
  recorder.fail(new Error('again'))
  assert.deepEqual(named(takeCommands()), [])
  assert.equal(warnings.length, 1)
})
