import assert from 'node:assert/strict'
import { afterEach, beforeEach, mock, test } from 'node:test'
import type { Command as Written, Commands, Core, Held, Host } from '../../../js/seam/host.ts'
import { GONE } from '../../../js/seam/leaving.ts'
import { startSession } from '../../../js/core/session.ts'
import { jsonOf } from '../../../js/base/values.ts'
import { EchoModule, setGlobals } from '../support/core-fakes.ts'
import { listOf, named, type Command } from '../support/commands.ts'

const ENDPOINT = 'https://collect.shop.example/api/1/envelope/'
const CORE = 'https://www.shop.example/headwater.core.mjs'

/** The shim's side of the seam. */
class TestHost implements Host {
  version = '0'
  delivery = { url: ENDPOINT, debug: false, traced: ['fetch', 'xmlhttprequest'] }
  coreUrl = CORE
  heldEntries: PerformanceEntry[] = []
  pending: PerformanceEntry[] = []
  failures: unknown[] = []
  waiting: Written[] = []
  since = 0
  takeHeld = (): Held[] =>
    this.heldEntries
      .splice(0)
      .concat(this.pending.splice(0))
      .map(entry => [entry, []])
  fetch = async () => new Response()
  jsonOf = jsonOf
  openInteraction = () => undefined
  kept: string[] = []
  stashed = () => undefined
  isClosed = () => false
  stash = (_url: string, envelope: string) => this.kept.push(envelope) > 0
  heldUntil = () => sessionStorage[`headwater.wait ${ENDPOINT}`]?.[0] ?? 0
  isOffline = () => !navigator.onLine
  mustWait = () => false
  untilSent = new AbortController()
  /** Appends one of the shim's own commands. */
  command(code: number, numbers: number[], strings: string[] = []): void {
    this.waiting.push([code, numbers, strings])
  }
  takeWaiting(): [Commands, Commands] {
    return [listOf(...this.waiting.splice(0)), listOf()]
  }
  fail(error: unknown): void {
    this.failures.push(error)
  }
}

const resource = (name: string, initiatorType: string): PerformanceEntry =>
  ({ entryType: 'resource', name, initiatorType, startTime: 1, duration: 2 }) as unknown as PerformanceEntry

let beacons: Promise<string>[]
let host: TestHost
let module: EchoModule
let restore: () => void
let sessions: Core[]

// The core module lives as long as the page: here the page's end is the trap that stops its observer and timer.
beforeEach(() => {
  beacons = []
  sessions = []
  host = new TestHost()
  module = new EchoModule()
  restore = setGlobals({
    addEventListener() {},
    document: { visibilityState: 'hidden', querySelectorAll: () => [] },
    origin: 'https://collect.shop.example',
    location: { hostname: 'www.shop.example', origin: 'https://collect.shop.example' },
    navigator: { onLine: true, sendBeacon: (_url: string, body: Blob) => beacons.push(body.text()) > 0 },
    // Nothing to learn.
    sessionStorage: { 'headwater.asked': String(Date.now()) },
  })
})
afterEach(() => {
  module.trapIn = 'tick'
  for (const session of sessions) session.run()
  performance.clearMarks()
  restore()
})

/** All that the module was given, in order. */
const all = (): Command[] =>
  module.batches.flatMap(([, , , ...numbers], index) => named({ numbers, strings: module.texts[index]!.split('\0').slice(0, -1) }))
const written = (): Command[] => all().filter(({ command }) => command !== 'answer')
const names = (): unknown[] => written().map(({ command, name, url, key }) => (command === 'tag' ? key : (name ?? url)))

function start(): Core {
  const session = startSession(host, module)
  sessions.push(session)
  return session
}

test('held and buffered entries go with the first batch, what waited before them first, and are sent at once', async () => {
  performance.mark('early')
  host.heldEntries = [resource('https://www.shop.example/a.css', 'link')]
  host.pending = [resource('https://www.shop.example/b.js', 'script')]
  host.command(7, [1], ['key', 'value'])
  start()
  assert.equal(module.batches.length, 1)
  assert.deepEqual(names(), ['key', 'https://www.shop.example/a.css', 'https://www.shop.example/b.js', 'early'])
  assert.equal(await beacons[0], 'key')
})

/** A resource, as the browser tells of it. */
const measured = (url: string, initiatorType: string): void =>
  (performance as any).markResourceTiming({ startTime: 1, endTime: 2, finalConnectionTimingInfo: {} }, url, initiatorType, globalThis, '')

test('a resource that the shim held is not written again from the buffer of the browser', () => {
  const url = 'https://www.shop.example/once.png'
  measured(url, 'img')
  host.heldEntries = performance.getEntriesByType('resource')
  assert.equal(host.heldEntries.length, 1)
  start().run()
  performance.clearResourceTimings()
  assert.deepEqual(names(), [url])
})

test('own traffic and events of no interaction are left out, requests are not', () => {
  host.heldEntries = [
    resource(ENDPOINT, 'beacon'),
    resource(CORE, 'other'),
    resource('https://www.shop.example/assets/headwater.core-x1.js', 'other'),
    { entryType: 'event', name: 'mouseover', interactionId: 0, startTime: 1, duration: 200 } as unknown as PerformanceEntry,
    resource('https://www.shop.example/api', 'fetch'),
    resource('https://www.shop.example/a.png', 'img'),
  ]
  start()
  assert.deepEqual(
    written().map(({ command, url }) => [command, url]),
    [
      ['resource', 'https://www.shop.example/api'],
      ['resource', 'https://www.shop.example/a.png'],
    ],
  )
})

test('an entry made in this very task goes with the next run, once', () => {
  const session = start()
  performance.mark('now')
  session.run()
  session.run()
  assert.deepEqual(
    written().map(({ command, name }) => [command, name]),
    [['entry', 'now']],
  )
})

test('an entry that nobody asked for is written when the observer is called', async () => {
  const session = start()
  performance.mark('later')
  const observed = new Promise(resolve => new PerformanceObserver(resolve).observe({ type: 'mark' }))
  performance.mark('signal')
  await observed
  const { mock: takeRecords } = mock.method(PerformanceObserver.prototype, 'takeRecords', () => [])
  session.run()
  takeRecords.restore()
  assert.deepEqual(names(), ['later', 'signal'])
})

test('after a trap the module is never called again, the host is told once, what is finished goes out', async () => {
  const session = start()
  host.command(7, [1], ['saved', 'lost'])
  let takes = 0
  const take = module.take.bind(module)
  module.take = () => {
    takes += 1
    if (takes === 2) module.trapIn = 'take'
    return take()
  }
  session.run()
  const calls = module.ticks.length
  session.run()
  session.wake()
  assert.equal(await session.flush(), false)
  assert.equal(module.ticks.length, calls)
  assert.equal(host.failures.length, 1)
  assert.ok(host.failures[0] instanceof WebAssembly.RuntimeError)
  assert.deepEqual(await Promise.all(beacons), ['saved'])
})

test('after a trap entries are no longer observed', async () => {
  const session = start()
  module.trapIn = 'tick'
  session.run()
  const observed = new Promise(resolve => new PerformanceObserver(resolve).observe({ type: 'mark' }))
  performance.mark('unheard')
  await observed
  assert.deepEqual(names(), [])
})

const images = (count: number): PerformanceEntry[] =>
  Array.from({ length: count }, (_, index) => resource(`https://www.shop.example/${index}.png`, 'img'))

test('a great many entries go in many batches, each entry once, as if they were one', () => {
  host.heldEntries = images(20_000)
  start()
  assert.ok(module.batches.length > 20_000 / 256)
  assert.equal(module.ticks.length, 1)
  assert.equal(new Set(names()).size, 20_000)
  assert.equal(names().length, 20_000)
})

test('strings of entries are cut', () => {
  performance.mark('c'.repeat(20_000))
  start()
  assert.deepEqual(names(), ['c'.repeat(16_384)])
})

test('the core is told what became of each envelope, by its number', () => {
  host.command(7, [1], ['a', 'b'])
  const session = start()
  module.unsendable = ['c']
  session.run(GONE)
  measured(ENDPOINT, 'beacon')
  session.run()
  const answers = all().filter(({ command }) => command === 'answer')
  assert.deepEqual(
    answers.map(({ number, outcome }) => [number, outcome]),
    [
      [3, 4],
      [1, 1],
    ],
  )
  performance.clearResourceTimings()
  assert.deepEqual(host.kept, ['c'])
})

test('numbers stay in the order of the core, though a hook of the page comes back in between', () => {
  const session = start()
  const { sendBeacon } = navigator
  let calls = 0
  navigator.sendBeacon = (url, body) => {
    const call = ++calls
    if (call === 1) {
      host.command(7, [1], ['inner', ''])
      session.run()
    }
    return call !== 3 && sendBeacon.call(navigator, url, body)
  }
  host.command(7, [1], ['first', 'second'])
  session.run(GONE)
  session.run()
  assert.deepEqual(host.kept, ['second'])
  assert.ok(
    all().some(({ command, number, outcome }) => command === 'answer' && number === 2 && outcome === 4),
    'the second was kept',
  )
})

test('what the core keeps back is taken only when the page is left', () => {
  module.unsendable = ['c']
  const session = start()
  session.run()
  assert.deepEqual(host.kept, [])
  session.run(GONE)
  assert.deepEqual(host.kept, ['c'])
})

test('what the receiver asked for is noted for the next page, and told to its core', () => {
  module.heldBackUntil = performance.now() + 60_000
  start()
  const [heldBack] = sessionStorage[`headwater.wait ${ENDPOINT}`]
  assert.ok(Math.abs(heldBack - Date.now() - 60_000) < 1000)
  module.trapIn = 'tick'
  sessions.pop()!.run()
  module = new EchoModule()
  start()
  const [command] = written()
  assert.equal(command!.command, 'hold_back')
  assert.ok(Math.abs(Number(command!.until) - performance.now() - 60_000) < 1000)
})

test('offline and online again are told to the core', () => {
  const listeners: Record<string, () => void> = {}
  const connection = { onLine: false, sendBeacon: () => true }
  const undo = setGlobals({ navigator: connection, addEventListener: (type: string, listener: () => void) => (listeners[type] = listener) })
  start()
  connection.onLine = true
  listeners.online!()
  connection.onLine = false
  listeners.offline!()
  undo()
  assert.deepEqual(
    written().map(({ command, online }) => [command, online]),
    [
      ['online', 0],
      ['online', 1],
      ['online', 0],
    ],
  )
})

test('closed, it hands over and sends what waits, drops what may not be sent, writes nothing to storage and asks the core no more', async () => {
  const session = start()
  host.command(7, [1], ['last', 'value'])
  performance.mark('before')
  module.unsendable = ['unsendable']
  module.heldBackUntil = 1e12
  const stored = { ...sessionStorage }
  session.close()
  assert.deepEqual(
    written().map(({ command, key, name }) => [command, key ?? name]),
    [
      ['tag', 'last'],
      ['entry', 'before'],
      ['hide', undefined],
      ['flush', undefined],
    ],
  )
  assert.equal(await beacons[0], 'last')
  assert.deepEqual([host.kept, module.unsendable.length, { ...sessionStorage }], [[], 1, stored])
  const sent = [module.batches.length, beacons.length]
  performance.mark('after')
  host.command(7, [2], ['late', 'value'])
  session.close()
  session.run()
  session.wake()
  assert.equal(session.isOpen(7), false)
  assert.equal(await session.flush(), true)
  assert.deepEqual([module.batches.length, beacons.length], sent)
})

test('what may be sent goes whole from a page that stays, and is cut for one that is left', () => {
  const rooms = (): unknown[] =>
    written()
      .filter(({ command }) => command === 'hide')
      .map(({ room }) => room)
  Object.assign(document, { visibilityState: 'visible' })
  start().close()
  assert.deepEqual(rooms(), [NaN])
  Object.assign(document, { visibilityState: 'hidden' })
  start().close()
  assert.deepEqual(rooms(), [NaN, 32_768])
})
