import assert from 'node:assert/strict'
import fc from 'fast-check'
import { number as numberOf, serverTimingOf, text as textOf } from '../../../../js/core/entries/encoding.ts'
import { createBridge } from '../../../../js/core/wire/bridge.ts'
import { copy, emptyList, forEach } from '../../../../js/core/wire/command-list.ts'
import { readable } from '../../../../js/core/wire/json.ts'
import type { Command } from '../../../../js/seam/host.ts'
import { rows } from '../../../../wasm/write-commands.ts'
import { listOf } from '../../support/commands.ts'
import { EchoModule } from '../../support/core-fakes.ts'
import { anyText, property } from '../../support/properties.ts'

const number = fc.oneof(fc.double(), fc.nat(), fc.constant(undefined))
const command: fc.Arbitrary<Command> = fc
  .constantFrom(...rows)
  .chain(({ code, numbers, strings }) =>
    fc.tuple(
      fc.constant(code),
      fc.array(number, { minLength: numbers.length, maxLength: numbers.length }),
      fc.array(anyText, { minLength: strings.length, maxLength: strings.length }),
    ),
  )

property(
  'a batch has every number and every string, in order, each ended by the one NUL it has',
  [fc.array(command, { minLength: 1, maxLength: 20 })],
  commands => {
    const module = new EchoModule()
    createBridge(module)(listOf(...commands), 1, 2)
    const text = commands
      .flatMap(([, , strings]) => strings)
      .map(string => string.slice(0, 16_384).replaceAll('\0', '\ufffd') + '\0')
      .join('')
    assert.deepEqual(module.batches[0]!.slice(1), [1, 2, ...commands.flatMap(([code, numbers]) => [code, ...numbers.map(Number)])])
    assert.equal(module.batches[0]![0], Buffer.byteLength(text))
    assert.equal(module.texts[0], Buffer.from(text).toString())
  },
  200,
)

property('a command is copied out of a list as it went in', [fc.array(command, { minLength: 1, maxLength: 20 })], commands => {
  const list = listOf(...commands)
  const copied = emptyList()
  forEach(list, (_, ...place) => copy(list, ...place, copied))
  assert.deepEqual(copied, list)
})

/** What JSON can hold, its texts without halves of surrogate pairs. */
const wellFormed = (value: unknown): unknown =>
  typeof value === 'string'
    ? Buffer.from(value).toString()
    : Array.isArray(value)
      ? value.map(wellFormed)
      : value && typeof value === 'object'
        ? Object.fromEntries(Object.entries(value).map(([key, one]) => [wellFormed(key), wellFormed(one)]))
        : value

property(
  'JSON is read again as it was, without halves of surrogate pairs',
  [fc.jsonValue({ stringUnit: 'binary' }), anyText],
  (value, text) => {
    const all = { value, text, [text]: [text] }
    // The shim lets no longer one through.
    fc.pre(JSON.stringify(all).length <= 16_384)
    const json = readable(JSON.stringify(all))
    assert.doesNotMatch(json.replace(/\\\\/g, ''), /\\ud[89a-f]/i)
    assert.deepEqual(JSON.parse(json), wellFormed(JSON.parse(JSON.stringify(all))))
  },
  500,
)

property(
  'a member of an entry is a number or text that fits, whatever it is',
  [fc.oneof(anyText, fc.double(), fc.constantFrom(null, undefined, {}, []))],
  member => {
    const [one, words] = [numberOf(member), textOf(member)]
    assert.ok(Number.isNaN(one) || (one >= 0 && one < Infinity))
    assert.ok(words.length <= 16384)
  },
)

property(
  'metrics of a server are a line each',
  [fc.array(fc.record({ name: anyText, duration: fc.double(), description: anyText }), { maxLength: 5 })],
  serverTiming => {
    const text = serverTimingOf({ serverTiming } as never)
    const lines = serverTiming.length > 0 ? text.split('\n') : []
    assert.equal(lines.length, serverTiming.length)
    for (const line of lines) assert.ok(line.split('\t').length === 3 && isFinite(+line.split('\t')[1]!))
  },
)
