import assert from 'node:assert/strict'
import { test } from 'node:test'
import { jsonOf, pageTime, textOf, urlOf } from '../../js/values.ts'

const hostile = { toString() { throw new Error('no') }, toJSON() { throw new Error('no') } }

test('any value has a text, not too long', () => {
  const cases: [unknown, string][] = [
    ['a', 'a'], [1, '1'], [null, ''], [undefined, ''], [false, 'false'], [Symbol('s'), 'Symbol(s)'], [10n, '10'],
    [hostile, ''], [Object.create(null), ''],
  ]
  for (const [value, text] of cases) assert.equal(textOf(value), text)
  assert.equal(textOf('x'.repeat(20000)).length, 16384)
})

test('what JSON can hold becomes JSON, the rest nothing', () => {
  const cyclic: unknown[] = []
  cyclic.push(cyclic)
  const cases: [unknown, string][] = [
    ['a"b', '"a\\"b"'], [1.5, '1.5'], [null, 'null'], [true, 'true'], [[1, 'a'], '[1,"a"]'], [{ a: { b: 1 } }, '{"a":{"b":1}}'],
    [new Date(0), '"1970-01-01T00:00:00.000Z"'],
    [10n, ''], [Symbol('s'), ''], [undefined, ''], [() => 1, ''], [NaN, ''], [Infinity, ''], [-Infinity, ''], [cyclic, ''], [hostile, ''], [{ a: 1n }, ''],
    [{ a: 'x'.repeat(20000) }, ''],
  ]
  for (const [value, json] of cases) assert.equal(jsonOf(value), json)
})

test('a long string is cut rather than lost', () => {
  const value = JSON.parse(jsonOf('x'.repeat(20000))) as string
  assert.equal(value, 'x'.repeat(8000))
})

test('times are seconds, milliseconds or dates, and come out on the page clock', () => {
  const near = (actual: number, expected: number) => assert.ok(Math.abs(actual - expected) < 50, `${actual} ${expected}`)
  const ago = Date.now() - 5000
  near(pageTime(ago), performance.now() - 5000)
  near(pageTime(ago / 1000), performance.now() - 5000)
  near(pageTime(new Date(ago)), performance.now() - 5000)
  for (const nothing of [undefined, null, NaN, 'x', new Date(NaN)]) assert.ok(Number.isNaN(pageTime(nothing as never)))
})

test('an address resolves against a base, or is none', () => {
  assert.equal(urlOf('b?c', 'https://a.test/x/y')?.href, 'https://a.test/x/b?c')
  assert.equal(urlOf('http://[', 'https://a.test/'), undefined)
})
