import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import type { Batch, Core, Host } from '../../js/host.ts'
import { startSession } from '../../js/core/session.ts'
import { EchoModule, setGlobals, TabStorage } from './core-fakes.ts'

const ENDPOINT = 'https://collect.shop.example/api/1/envelope/'
const CORE = 'https://www.shop.example/headwater.core.mjs'
const CODES = { entry: 17, resource: 18 }

/** The shim's side of the seam. */
class TestHost implements Host {
  version = '0'
  delivery = { url: ENDPOINT, debug: false }
  coreUrl = CORE
  tracedInitiators = ['fetch', 'xmlhttprequest']
  heldEntries: PerformanceEntry[] = []
  pending: PerformanceEntry[] = []
  failures: unknown[] = []
  commands: [number, string[]][] = []
  waiting: Batch | undefined
  stopHolding = () => void this.heldEntries.push(...this.pending.splice(0))
  fetch = async () => new Response()
  command(code: number, numbers: number[], strings: string[] = []): void {
    this.commands.push([code, strings])
    this.waiting ??= { numbers: [], text: '' }
    this.waiting.numbers.push(code, ...numbers)
    this.waiting.text += strings.map((string) => string + '\0').join('')
  }
  takeBatch(): Batch | undefined {
    const batch = this.waiting
    this.waiting = undefined
    return batch
  }
  fail(error: unknown): void {
    this.failures.push(error)
  }
  named(): string[] {
    return this.commands.map(([, [name]]) => name!)
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
    document: { visibilityState: 'hidden' },
    location: { hostname: 'www.shop.example' },
    navigator: { sendBeacon: (_url: string, body: Blob) => beacons.push(body.text()) > 0 },
    sessionStorage: new TabStorage(),
  })
})
afterEach(() => {
  module.trapIn = 'tick'
  for (const session of sessions) session.run()
  performance.clearMarks()
  restore()
})

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
  assert.deepEqual(host.named(), ['key', 'https://www.shop.example/a.css', 'https://www.shop.example/b.js', 'early'])
  assert.deepEqual(host.heldEntries, [])
  assert.equal(await beacons[0], 'key')
})

test('a resource that the shim held is not written again from the buffer of the browser', () => {
  const url = 'https://www.shop.example/once.png'
  const { markResourceTiming, clearResourceTimings } = performance as any
  markResourceTiming.call(performance, { startTime: 1, endTime: 2, finalConnectionTimingInfo: {} }, url, 'img', globalThis, '')
  host.heldEntries = performance.getEntriesByType('resource')
  assert.equal(host.heldEntries.length, 1)
  start().run()
  clearResourceTimings.call(performance)
  assert.deepEqual(host.named(), [url])
})

test('own traffic, traced requests and event entries are left out', () => {
  host.heldEntries = [
    resource(ENDPOINT, 'beacon'),
    resource(CORE, 'other'),
    resource('https://www.shop.example/api', 'fetch'),
    resource('https://www.shop.example/api', 'xmlhttprequest'),
    { entryType: 'event', name: 'click', startTime: 1, duration: 200 } as PerformanceEntry,
    resource('https://www.shop.example/a.png', 'img'),
  ]
  start()
  assert.deepEqual(host.commands.map(([code, [name]]) => [code, name]), [
    [CODES.resource, 'https://www.shop.example/a.png'],
  ])
  assert.deepEqual(host.heldEntries, [])
})

test('an entry made in this very task goes with the next run, once', () => {
  const session = start()
  performance.mark('now')
  session.run()
  session.run()
  assert.deepEqual(host.commands, [[CODES.entry, ['now']]])
  assert.equal(module.batches.length, 1)
})

test('an entry that nobody asked for is written when the observer is called', async () => {
  start()
  performance.mark('later')
  const observed = new Promise((resolve) => new PerformanceObserver(resolve).observe({ type: 'mark' }))
  performance.mark('signal')
  await observed
  assert.deepEqual(host.named(), ['later', 'signal'])
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
  assert.equal(await session.flush(1000), false)
  assert.equal(module.ticks.length, calls)
  assert.equal(host.failures.length, 1)
  assert.ok(host.failures[0] instanceof WebAssembly.RuntimeError)
  assert.deepEqual(await Promise.all(beacons), ['saved'])
})

test('after a trap entries are no longer observed', async () => {
  const session = start()
  module.trapIn = 'tick'
  session.run()
  const observed = new Promise((resolve) => new PerformanceObserver(resolve).observe({ type: 'mark' }))
  performance.mark('unheard')
  await observed
  assert.deepEqual(host.named(), [])
})

test('a buffer that fills up while entries are written is handed over and nothing is doubled', () => {
  host.heldEntries = ['a', 'b', 'c'].map((name) => resource(name, 'img'))
  const session = start()
  const command = host.command.bind(host)
  host.command = (...args) => {
    if (host.waiting) session.run()
    command(...args)
  }
  for (const name of ['d', 'e', 'f']) performance.mark(name)
  session.run()
  assert.deepEqual(host.named(), ['a', 'b', 'c', 'd', 'e', 'f'])
  assert.equal(module.batches.length, 4)
})
