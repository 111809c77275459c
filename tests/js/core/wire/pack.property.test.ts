import assert from 'node:assert/strict'
import fc from 'fast-check'
import { DATA, SCOPE_VALUE } from '../../../../js/seam/commands.ts'
import { number as numberOf, serverTimingOf, text as textOf } from '../../../../js/core/entries/encoding.ts'
import { pack } from '../../../../js/core/wire/pack.ts'
import type { Command } from '../../../../js/seam/host.ts'
import { anyText, property } from '../../support/properties.ts'

const number = fc.oneof(fc.double(), fc.nat(), fc.constant(undefined))
const command: fc.Arbitrary<Command> = fc.tuple(fc.integer({ min: 1, max: 60 }), fc.array(number, { maxLength: 8 }), fc.array(anyText, { maxLength: 6 }))

property('a batch has every number and every string, in order', [fc.array(command, { minLength: 1, maxLength: 20 })], (commands) => {
  const { numbers, text } = pack(commands)!
  assert.deepEqual(numbers, commands.flatMap(([code, values]) => [code, ...values.map(Number)]))
  const strings = text.split('\0')
  assert.equal(strings.pop(), '')
  assert.equal(strings.length, commands.reduce((count, [, , given]) => count + given.length, 0))
  const given = commands.filter(([code]) => code !== DATA && code !== SCOPE_VALUE)
  assert.deepEqual(
    pack(given)?.text ?? '', given.flatMap(([, , words]) => words).map(word => word.slice(0, 16_384).replaceAll('\0', '\ufffd') + '\0').join(''))
}, 500)

/** What JSON can hold, its texts without halves of surrogate pairs. */
const wellFormed = (value: unknown): unknown =>
  typeof value === 'string' ? Buffer.from(value).toString()
  : Array.isArray(value) ? value.map(wellFormed)
  : value && typeof value === 'object' ? Object.fromEntries(Object.entries(value).map(([key, one]) => [wellFormed(key), wellFormed(one)]))
  : value

property('JSON is read again as it was, without halves of surrogate pairs', [fc.jsonValue({ stringUnit: 'binary' }), anyText, fc.constantFrom(DATA, SCOPE_VALUE)], (value, text, code) => {
  const all = { value, text, [text]: [text] }
  // The shim lets no longer one through.
  fc.pre(JSON.stringify(all).length <= 16_384)
  const [, json, rest] = pack([[code, [1], ['key', JSON.stringify(all)]]])!.text.split('\0')
  assert.equal(rest, '')
  assert.doesNotMatch(json!.replace(/\\\\/g, ''), /\\ud[89a-f]/i)
  assert.deepEqual(JSON.parse(json!), wellFormed(JSON.parse(JSON.stringify(all))))
}, 500)

property('a member of an entry is a number or text that fits, whatever it is', [fc.oneof(anyText, fc.double(), fc.constantFrom(null, undefined, {}, []))], (member) => {
  const [one, words] = [numberOf(member), textOf(member)]
  assert.ok(Number.isNaN(one) || (one >= 0 && one < Infinity))
  assert.ok(words.length <= 16384)
})

property('metrics of a server are a line each', [fc.array(fc.record({ name: anyText, duration: fc.double(), description: anyText }), { maxLength: 5 })], (serverTiming) => {
  const text = serverTimingOf({ serverTiming } as never)
  const lines = serverTiming.length > 0 ? text.split('\n') : []
  assert.equal(lines.length, serverTiming.length)
  for (const line of lines) assert.ok(line.split('\t').length === 3 && isFinite(+line.split('\t')[1]!))
})
