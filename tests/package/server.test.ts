/** The package where there is no page: server-side rendering, and tests that run under Node. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createProject, runNode } from './support/project.ts'

const { folder } = createProject()

test('under Node everything can be called, silently, and nothing of a page is touched', () => {
  const started = performance.now()
  const { status, stdout, stderr } = runNode(folder, 'server.mjs')
  assert.equal(stderr, '')
  assert.equal(status, 0)
  assert.deepEqual(JSON.parse(stdout), {
    // To see that there is none.
    touchedByInit: ['document', 'XMLHttpRequest'],
    answers: [42, 43, 44, null, {}, 'string', true],
    added: [],
    sameFetch: true,
  })
  // Nothing is left that keeps a process alive.
  assert.ok(performance.now() - started < 10_000)
})

test('CommonJS can require it', () => {
  const script = `console.log(typeof require('headwater').init)`
  const { stdout, stderr } = runNode(folder, '--input-type=commonjs', '--eval', script)
  assert.deepEqual([stdout, stderr], ['function\n', ''])
})
