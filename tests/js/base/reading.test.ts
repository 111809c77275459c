/** However much the page gives at once, no more of it is looked at than can be kept. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { named } from '../support/commands.ts'
import '../support/page.ts'

const { readOptions } = await import('../../../js/options/read-options.ts')
const { configure } = await import('../../../js/page/current.ts')
const { setContext, setExtra, setUser, startTransaction } = await import('../../../js/index.ts')
const { takeCommands } = await import('../../../js/record/command-buffer.ts')
const { jsonOf, membersOf, textOf } = await import('../../../js/base/values.ts')
const { whenRecorded } = await import('../../../js/page/open-transaction.ts')
const { startRecording } = await import('../../../js/start/start-recording.ts')
whenRecorded(startRecording)

let reads = 0
/** How often something below was read while `work` ran. */
function readsOf(work: () => void): number {
  reads = 0
  work()
  return reads
}

const many = 20_000
const names = Array.from({ length: many }, (_, index) => `key${index}`)
const getters = Object.defineProperties({}, Object.fromEntries(names.map(name => [name, { enumerable: true, get: () => ++reads }])))
const proxied = <T extends object>(target: T): T =>
  new Proxy(target, {
    get(from, name, receiver) {
      if (typeof name === 'string' && /\d/.test(name)) reads++
      return Reflect.get(from, name, receiver)
    },
  })
const object = proxied(Object.fromEntries(names.map(name => [name, 1])))
const list = proxied(Array(many).fill(1))
const longTexts = proxied(Array(8000).fill('x'.repeat(8000)))

test('of an object the first 64 members are read, and the rest is told once', () => {
  for (const given of [getters, object]) {
    let lost = 0
    assert.equal(
      readsOf(() => assert.equal(Object.keys(membersOf(given, () => lost++)).length, 64)),
      64,
    )
    assert.equal(lost, 1)
  }
  const just = Object.fromEntries(names.slice(0, 64).map(name => [name, 1]))
  assert.equal(Object.keys(membersOf(just, () => assert.fail())).length, 64)
})

test('lists, bytes and what is inherited are no members', () => {
  for (const given of [list, new Uint8Array(1e8), new DataView(new ArrayBuffer(9))]) {
    let lost = 0
    assert.equal(
      readsOf(() => assert.deepEqual({ ...membersOf(given, () => lost++) }, {})),
      0,
    )
    assert.equal(lost, 1)
  }
  assert.deepEqual(
    { ...membersOf(Object.create({ inherited: 1 }, { own: { value: 2, enumerable: true } }), () => assert.fail()) },
    { own: 2 },
  )
})

test('JSON is given up as soon as it would be too long', () => {
  // The shortest of these members, `"key0":1,`, has nine characters.
  for (const given of [getters, object]) assert.ok(readsOf(() => assert.equal(jsonOf(given), '?')) < 16_384 / 6)
  assert.equal(
    readsOf(() => assert.equal(jsonOf(list), '?')),
    0,
  )
  assert.ok(readsOf(() => assert.equal(jsonOf(longTexts), '?')) <= 4 * 2)
  assert.equal(jsonOf(Object.fromEntries(Array.from({ length: 9 }, (_, index) => [String(index).repeat(2000), 1]))), '?', 'long names')
  let deep: unknown[] = []
  for (let level = 0; level < 1e5; level++) deep = [deep]
  assert.equal(jsonOf(deep), '?')
})

test('a long list has no text', () => {
  assert.equal(
    readsOf(() => assert.equal(textOf(list), '')),
    0,
  )
  assert.equal(textOf(new Uint8Array(1e8)), '')
  assert.equal(textOf(new Array(4e9)), '')
  assert.equal(textOf([1, 'a']), '1,a')
})

test('what is kept of a long text is all that is kept', () => {
  assert.equal(textOf('\ud83d\ude00"\n\ud800'.repeat(5000)), '\ud83d\ude00"\n\ud800'.repeat(5000).slice(0, 16_384))
})

test('a span reads no more than is kept of it, wherever it is given', () => {
  configure(readOptions({ dsn: 'https://abc123@sentry.test/42', tracesSampleRate: 1 }))
  const root = startTransaction('root')
  takeCommands()
  for (const given of [getters, object] as Record<string, any>[]) {
    assert.ok(readsOf(() => root.startChild({ data: given })) <= 64)
    assert.ok(readsOf(() => root.startChild({ tags: given, attributes: given })) <= 128)
    assert.ok(readsOf(() => root.setAttributes(given)) <= 64)
    assert.ok(readsOf(() => root.startChild(given)) <= 64)
    assert.ok(readsOf(() => startTransaction(given)) <= 64)
    const values = named(takeCommands()).filter(({ command }) => command === 'data' || command === 'tag')
    assert.equal(values.length, 64 + 128 + 64)
    for (const set of [setUser, (value: object) => setContext('a', value as never), (value: object) => setExtra('a', value)]) {
      assert.ok(readsOf(() => set(given)) < 8192 / 6)
    }
    assert.equal(named(takeCommands()).at(-1)!.json, '?')
  }
  assert.equal(
    readsOf(() => root.startChild({ data: list as never, tags: list as never })),
    0,
  )
  assert.deepEqual(
    named(takeCommands()).map(({ command }) => command),
    ['span', 'refused'],
  )
})
