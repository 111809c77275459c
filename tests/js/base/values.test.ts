import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isPlain, jsonOf, membersOf, pageTime, textOf, timeOrigin, urlOf } from '../../../js/base/values.ts'

const hostile = {
  toString() {
    throw new Error('no')
  },
  toJSON() {
    throw new Error('no')
  },
}

test('any value has a text, not too long', () => {
  const cases: [unknown, string][] = [
    ['a', 'a'],
    [1, '1'],
    [null, ''],
    [undefined, ''],
    [false, 'false'],
    [Symbol('s'), 'Symbol(s)'],
    [10n, '10'],
    [hostile, ''],
    [Object.create(null), ''],
  ]
  for (const [value, text] of cases) assert.equal(textOf(value), text)
  assert.equal(textOf('x'.repeat(20000)).length, 16384)
})

test('what JSON can hold becomes JSON, the rest what is none', () => {
  const cases: [unknown, string][] = [
    ['a"b', '"a\\"b"'],
    [1.5, '1.5'],
    [null, 'null'],
    [true, 'true'],
    [[1, 'a'], '[1,"a"]'],
    [{ a: { b: 1 } }, '{"a":{"b":1}}'],
    [new Date(0), '"1970-01-01T00:00:00.000Z"'],
    [{ a: 'x'.repeat(20000) }, `{"a":"${'x'.repeat(8000)}"}`],
    [Array(8192).fill(1), '?'],
    [Array(8191).fill(1), JSON.stringify(Array(8191).fill(1))],
    [{ a: 1, b: Symbol('s'), c: () => 1, d: NaN }, '{"a":1,"d":null}'],
    [10n, '"10"'],
    [[1n, { a: 2n }], '["1",{"a":"2"}]'],
    ...[Symbol('s'), undefined, () => 1, NaN, Infinity, -Infinity, hostile, new Array(4e9), new Uint8Array(9)].map(
      (value): [unknown, string] => [value, '?'],
    ),
  ]
  for (const [value, json] of cases) assert.equal(jsonOf(value), json)
})

test('of a value inside itself all is kept but the circle', () => {
  const self: any = { kept: 1 }
  self.self = self
  assert.equal(jsonOf(self), '{"kept":1,"self":"[Circular ~]"}')
  const list: unknown[] = [1]
  list.push(list, { list }, 2)
  assert.equal(jsonOf(list), '[1,"[Circular ~]",{"list":"[Circular ~]"},2]')
  const parent: any = { name: 'p', children: [{ name: 'a' }, { name: 'b', children: [{}] }] }
  for (const child of parent.children) child.parent = parent
  parent.children[1].children[0].parent = parent.children[1]
  assert.equal(
    jsonOf(parent),
    '{"name":"p","children":[{"name":"a","parent":"[Circular ~]"},' +
      '{"name":"b","children":[{"parent":"[Circular ~]"}],"parent":"[Circular ~]"}]}',
  )
  const first: any = { toJSON: () => ({ first, more: { first } }) }
  assert.equal(jsonOf(first), '?', 'it is another each time')
})

test('a value that is there twice is no circle', () => {
  const twice = { a: [1] }
  assert.equal(
    jsonOf([twice, twice, { twice, more: { twice } }, twice.a]),
    '[{"a":[1]},{"a":[1]},{"twice":{"a":[1]},"more":{"twice":{"a":[1]}}},[1]]',
  )
  assert.equal(jsonOf({ x: twice, y: { x: twice }, z: 'a', u: ['a', 'a'] }), '{"x":{"a":[1]},"y":{"x":{"a":[1]}},"z":"a","u":["a","a"]}')
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
  for (const absent of [undefined, null]) assert.ok(Number.isNaN(pageTime(absent as never)))
  for (const none of [NaN, 'x', new Date(NaN), Symbol(), hostile, -1])
    assert.ok(pageTime(none as never) < 0 || pageTime(none as never) === Infinity)
})

test('times keep their distances, whatever single readings of the clocks cut off', t => {
  let time = 1000
  const { timeOrigin } = performance
  t.mock.method(performance, 'now', () => time)
  t.mock.method(Date, 'now', () => Math.floor(timeOrigin + time))
  const start = Math.ceil(timeOrigin)
  for (; time < 2000; time += 0.37) {
    assert.equal(pageTime(start), start - timeOrigin)
    assert.equal(pageTime(start + 15), start + 15 - timeOrigin)
  }
})

test('a wall clock that was set is followed, what drifts a little is not', t => {
  let ahead = 0
  const { timeOrigin: first } = performance
  t.mock.method(performance, 'now', () => 1000)
  t.mock.method(Date, 'now', () => first + 1000 + ahead)
  for (const [drift, expected] of [
    [0, 0],
    [4, 0],
    [3000, 3000],
    [3004, 3000],
    [-5000, -5000],
    [0, 0],
  ] as const) {
    ahead = drift
    assert.ok(Math.abs(timeOrigin() - first - expected) < 0.01, `${drift} ${timeOrigin() - first}`)
  }
})

test('an address resolves against a base, or is none', () => {
  assert.equal(urlOf('b?c', 'https://a.test/x/y')?.href, 'https://a.test/x/b?c')
  assert.equal(urlOf('http://[', 'https://a.test/'), undefined)
})

test('arrays are JSON whatever their toJSON says', t => {
  const lists = Array.prototype as unknown as { toJSON?: unknown }
  t.after(() => delete lists.toJSON)
  lists.toJSON = () => 'mine'
  assert.equal(jsonOf([1, { a: ['b'] }]), '[1,{"a":["b"]}]')
})

test('what may be read by name: a plain object, while nobody has given all objects a member', () => {
  class Own {}
  for (const plain of [
    {},
    { a: 1 },
    {
      get a() {
        return 1
      },
    },
  ])
    assert.equal(isPlain(plain), true)
  for (const other of [null, undefined, 5, 'text', [], new Own(), Object.create({ a: 1 }), Object.create(null), () => {}])
    assert.equal(isPlain(other), false)
  Object.assign(Object.prototype, { op: 'everything' })
  try {
    assert.equal(isPlain({}), false)
  } finally {
    delete (Object.prototype as { op?: string }).op
  }
})

test('members: own ones, each read once, without a prototype; what can not be read is told', () => {
  const lost: unknown[] = []
  const read = (given: unknown) => ({ ...membersOf(given, name => void lost.push(name)) })
  let reads = 0
  assert.deepEqual(
    read({
      a: 1,
      get b() {
        throw 1
      },
      get c() {
        return ++reads
      },
      __proto__: { d: 1 },
    }),
    { a: 1, c: 1 },
  )
  assert.deepEqual(lost.splice(0), ['b'])
  for (const none of [undefined, null, {}, Object.create(null)]) assert.deepEqual(read(none), {})
  assert.deepEqual(lost, [])
  for (const bad of [
    'text',
    5,
    Symbol(),
    () => 1,
    new Proxy(
      {},
      {
        ownKeys() {
          throw 1
        },
      },
    ),
  ])
    assert.deepEqual(read(bad), {})
  assert.deepEqual(lost, Array(5).fill(undefined))
  assert.deepEqual(Object.keys(membersOf(JSON.parse('{"__proto__":{"x":1}}'), () => {})), ['__proto__'])
  assert.equal(membersOf({}, () => {}).toString, undefined)
})
