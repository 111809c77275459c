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

for (const form of ['wasm', 'js'] as const) {
  test(`bindings.d.ts declares what the module exports, and nothing else, as ${form}`, async () => {
    const exported = Object.entries(await instantiate(form)).filter(([name]) => !runtime.includes(name))
    const found = exported.map(([name, value]) => [name, typeof value === 'function'])
    assert.deepEqual(declared().sort(), found.sort())
  })

  test(`memory grows up to 32 MB and keeps what is in it; what asks for more traps, as ${form}`, async () => {
    const module = await instantiate(form)
    assert.equal(module.HEAPU8.length, 128 * 1024)
    const address = module.text(3)
    module.HEAPU8.set([1, 2, 3], address)
    const above = module.numbers(500_000)
    assert.ok(module.HEAPU8.length > 4e6)
    assert.deepEqual([...module.HEAPU8.subarray(address, address + 3)], [1, 2, 3])
    module.HEAPF64[above / 8 + 499_999] = 5
    assert.equal(module.HEAPF64[above / 8 + 499_999], 5)
    assert.throws(() => module.numbers(6_000_000))
    assert.ok(module.HEAPU8.length <= 32 * 1024 * 1024)
  })
}
