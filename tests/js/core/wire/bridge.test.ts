import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBridge } from '../../../../js/core/wire/bridge.ts'
import { EchoModule } from '../../support/core-fakes.ts'

const texts = (envelopes: Uint8Array[]): string[] => envelopes.map(bytes => new TextDecoder().decode(bytes))

test('a batch arrives whole, though the memory moves at every call', () => {
  const module = new EchoModule()
  module.due = 250
  const out: Uint8Array<ArrayBuffer>[] = []
  const batch = { numbers: [7, 1, NaN, 0.5], strings: ['größe', '日本'] }
  assert.equal(createBridge(module)(batch, 100, 5000, out), 250)
  assert.deepEqual(module.batches, [[15, 100, 5000, 7, 1, NaN, 0.5]])
  assert.deepEqual(module.ticks, [[100, 5000]])
  assert.deepEqual(texts(out), ['größe', '日本'])
})

test('envelopes are copies that outlive the memory', () => {
  const module = new EchoModule()
  const exchange = createBridge(module)
  const out: Uint8Array<ArrayBuffer>[] = []
  exchange({ numbers: [7, 1], strings: ['first', ''] }, 1, 1, out)
  exchange({ numbers: [7, 1], strings: ['SECOND', ''] }, 2, 2, out)
  assert.deepEqual(texts(out), ['first', 'SECOND'])
})

test('without a batch only what is due is done', () => {
  const module = new EchoModule()
  createBridge(module)(undefined, 3, 4, [])
  assert.deepEqual(module.batches, [])
  assert.deepEqual(module.ticks, [[3, 4]])
})

test('a trap surfaces', () => {
  for (const call of ['numbers', 'text', 'run', 'tick', 'take', 'result']) {
    const module = new EchoModule()
    module.trapIn = call
    assert.throws(() => createBridge(module)({ numbers: [1], strings: ['a'] }, 1, 1, []), WebAssembly.RuntimeError, call)
  }
})
