import assert from 'node:assert/strict'
import { test } from 'node:test'
import { named } from '../support/commands.ts'
import { warnings } from '../support/page.ts'
import * as code from '../../../js/seam/commands.ts'
import type { Command } from '../../../js/seam/host.ts'
import * as recorder from '../../../js/record/command-buffer.ts'

const { command, start, takeCommands } = recorder

/** What the buffer is counted as. */
const sizeOf = (commands: Command[]) => commands.reduce((sum, [, numbers, strings]) => sum + 8 + numbers.length * 8 + strings.join('\0').length + 1, 0)

test('a command is its code, its numbers and its strings, in the order in which they were made', () => {
  command(code.TAG, [7], ['key', 'value'])
  command(code.HTTP_STATUS, [7, '404' as never])
  command(code.FINISH, [1, 7, undefined])
  assert.deepEqual(takeCommands(), [[7, [7], ['key', 'value']], [10, [7, '404'], []], [6, [1, 7, undefined], []]])
  assert.deepEqual(takeCommands(), [])
})

test('strings are cut, and anything becomes one', () => {
  command(code.TAG, [1], [5, 'x'.repeat(20000)])
  command(code.TAG, [1], [null, { toString() { throw new Error('no') } }])
  assert.deepEqual(takeCommands().map(([, , strings]) => strings), [['5', 'x'.repeat(16384)], ['', '']])
})

test('handles count up from 1 and are never used again', () => {
  const handles = [1, 2, 3].map(() => start(code.SPAN, [1, 1, NaN], ['op', 'what', '']))
  assert.deepEqual(handles, [1, 2, 3])
  assert.deepEqual(named(takeCommands()).map(({ handle }) => handle), [1, 2, 3])
  assert.equal(recorder.nextHandle(), 4)
  assert.equal(start(code.SPAN, [1, 1, NaN], ['', '', '']), 5)
  takeCommands()
})

test('at most 256 KB wait: then handles are 0, what ends something still fits, and the rest is counted', () => {
  const text = 'x'.repeat(1000)
  let last = 0
  let begun = 0
  for (; (last = start(code.SPAN, [1, 1, NaN], ['op', text, ''])); begun++);
  assert.equal(last, 0)
  // 256 KB without the 64 KB left to what matters more, at 1054 bytes each.
  assert.ok(begun > 170 && begun < 200, String(begun))
  let requests = 0
  for (; start(code.REQUEST, [1, 1, 0], ['GET', text]); requests++);
  assert.ok(requests > 40, 'headers name them')
  assert.equal(command(code.FINISH, [1, 2, NaN]), true)
  let refused = 2
  let finished = 1
  while (command(code.FINISH, [1, 2, NaN])) finished++
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
  assert.notEqual(start(code.SPAN, [1, 1, NaN], ['', '', '']), 0)
  assert.deepEqual(named(takeCommands()).map(({ command: name }) => name), ['span'])
})

test('a connected core is woken by the first command and takes a full buffer at once', () => {
  const calls: string[] = []
  const taken: number[] = []
  const core = {
    wake: () => void calls.push('wake'),
    run() {
      calls.push('run')
      const batch = takeCommands()
      if (batch[0]) taken.push(sizeOf(batch))
    },
    isOpen: () => true,
    close() {},
    flush: async () => true,
  }
  command(code.TAG, [1], ['early', ''])
  recorder.connect(core)
  assert.deepEqual(calls, ['run'])
  assert.equal(taken.length, 1)
  command(code.TAG, [1], ['a', ''])
  command(code.TAG, [1], ['b', ''])
  assert.deepEqual(calls, ['run', 'wake'])
  for (let i = 0; i < 400; i++) assert.notEqual(start(code.SPAN, [1, 1, NaN], ['', 'x'.repeat(1000), '']), 0)
  assert.deepEqual(calls, ['run', 'wake', 'run', 'wake', 'run', 'wake'])
  assert.ok(taken[1]! <= 262144)
  takeCommands()
})

test('a core that fails: what waits is dropped, nothing is recorded any more, one warning', () => {
  command(code.TAG, [1], ['waits', ''])
  recorder.connect({ wake() {}, run: () => recorder.fail(new Error('unreachable')), isOpen: () => true, close() {}, flush: async () => true })
  assert.equal(warnings.length, 1)
  assert.match(warnings[0]!, /recording stopped.*unreachable/)
  assert.ok(recorder.stopped > 0)
  assert.equal(command(code.TAG, [1], ['a', 'b']), false)
  assert.equal(start(code.SPAN, [1, 1, NaN], ['', '', '']), 0)
  recorder.runCore()
  recorder.fail(new Error('again'))
  assert.deepEqual(takeCommands(), [])
  assert.equal(warnings.length, 1)
})
