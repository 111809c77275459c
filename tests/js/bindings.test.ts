import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { instantiate } from '../golden/replay.ts'

/** What the runtime leaves on every instance, and the bytes it was given. */
const runtime = ['wasm', 'BindingError', 'InternalError', 'UnboundTypeError', 'count_emval_handles']

/** The members of the interface in wasm/bindings.d.ts, and whether each is a function. */
function declared(): [name: string, isFunction: boolean][] {
  const text = readFileSync(new URL('../../wasm/bindings.d.ts', import.meta.url), 'utf8')
  const [, body] = /export interface Bindings \{\n(.*?)\n\}/s.exec(text) ?? []
  assert.ok(body, 'bindings.d.ts has an interface Bindings')
  return [...body.matchAll(/^  (?:readonly )?(\w+)(\(.*\))?:/gm)].map(([, name, list]) => [name!, list !== undefined])
}

test('bindings.d.ts declares what the module exports, and nothing else', async () => {
  const exported = Object.entries(await instantiate()).filter(([name]) => !runtime.includes(name))
  const found = exported.map(([name, value]) => [name, typeof value === 'function'])
  assert.deepEqual(declared().sort(), found.sort())
})
