import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import type { Delivery, Host } from '../../js/host.ts'
import { createTransport, type Transport } from '../../js/core/transport.ts'
import { setGlobals } from './core-fakes.ts'

const ENDPOINT = 'https://collect.shop.example/api/1/envelope/?sentry_key=k'
const FAR_ENDPOINT = 'https://collect.other.example/api/1/envelope/?sentry_key=k'

interface Sent {
  channel: string
  size: number
  type: string
}

let sent: Sent[]
let page: { visibilityState: string }
let tab: Record<string, string>
let restore: () => void

// What a Chromium page has: beacons and keepalive fetches share 64 KiB while in flight.
let quota: number
let bodiesRead: number
let answer: (mode: string) => Promise<{ ok: boolean; status: number }>

const sendBeacon = (_url: string, body: Blob): boolean => {
  if (body.size > quota) return false
  quota -= body.size
  sent.push({ channel: 'beacon', size: body.size, type: body.type })
  return true
}

async function fetch(_url: string, { body, keepalive, mode }: { body: Blob; keepalive: boolean; mode: string }) {
  if (keepalive && body.size > quota) throw new TypeError('Failed to fetch')
  if (keepalive) quota -= body.size
  sent.push({ channel: keepalive ? 'keepalive' : 'fetch', size: body.size, type: body.type })
  const { ok, status } = await answer(mode)
  return {
    ok,
    status,
    type: status ? 'cors' : 'opaque',
    async text() {
      bodiesRead += 1
      if (keepalive) quota += body.size
      return ''
    },
  }
}

beforeEach(() => {
  sent = []
  quota = 65_536
  bodiesRead = 0
  answer = async () => ({ ok: true, status: 200 })
  page = { visibilityState: 'visible' }
  tab = {}
  // A session that has asked just now: nothing to learn.
  tab['headwater.asked'] = String(Date.now())
  restore = setGlobals({
    document: page,
    location: { hostname: 'www.shop.example' },
    navigator: { sendBeacon, onLine: true },
    sessionStorage: tab,
  })
})
afterEach(() => restore())

/** Number and outcome of each answer. */
let answers: [number, number, number?][]
let stashed: string[]
let hasStorage: boolean

/** Sends all of a list, numbered from 1. */
interface TestTransport extends Omit<Transport, 'send'> {
  send(envelopes: Uint8Array<ArrayBuffer>[], isLeaving?: boolean): void
}

function transportTo(delivery: Partial<Delivery> = {}): TestTransport {
  answers = []
  stashed = []
  hasStorage = true
  const stash = (_url: string, text: string) => hasStorage && stashed.push(text) > 0
  const host = { delivery: { url: ENDPOINT, debug: false, ...delivery }, fetch, stash, isOffline: () => false, mustWait: () => false } as unknown as Host
  const transport = createTransport(host, (number, outcome, response) => answers.push(response ? [number, outcome, response.status] : [number, outcome]))
  let count = 0
  return { ...transport, send: (envelopes, isLeaving) => envelopes.forEach((one) => transport.send(one, ++count, isLeaving)) }
}
const bytes = (size: number) => new Uint8Array(size)
const channels = (): string[] => sent.map(({ channel }) => channel)

test('one beacon for each envelope, in order, as plain text', () => {
  transportTo().send([bytes(10), bytes(20)])
  assert.deepEqual(sent, [
    { channel: 'beacon', size: 10, type: 'text/plain' },
    { channel: 'beacon', size: 20, type: 'text/plain' },
  ])
})

test('the second envelope of a tab session goes by keepalive fetch, and its answer is read', async () => {
  delete tab['headwater.asked']
  const transport = transportTo()
  transport.send([bytes(1), bytes(2), bytes(3)])
  assert.deepEqual(channels(), ['beacon', 'keepalive', 'beacon'])
  assert.equal(await transport.flush(), true)
  assert.equal(bodiesRead, 1)
})

test('another site is always asked by fetch, until the document is hidden', () => {
  const transport = transportTo({ url: FAR_ENDPOINT })
  transport.send([bytes(1), bytes(2)])
  page.visibilityState = 'hidden'
  transport.send([bytes(3)])
  assert.deepEqual(channels(), ['keepalive', 'keepalive', 'beacon'])
})

test('a hidden document sends by beacon before send() returns', () => {
  delete tab['headwater.asked']
  page.visibilityState = 'hidden'
  transportTo().send([bytes(1), bytes(2)])
  assert.deepEqual(channels(), ['beacon', 'beacon'])
})

test('a page that is being left sends by beacon too, though its document is still visible', () => {
  transportTo({ url: FAR_ENDPOINT }).send([bytes(1), bytes(2)], true)
  assert.deepEqual(channels(), ['beacon', 'beacon'])
})

test('transport forces the channel, whatever else holds', () => {
  delete tab['headwater.asked']
  page.visibilityState = 'hidden'
  transportTo({ transport: 'fetch' }).send([bytes(1)])
  page.visibilityState = 'visible'
  transportTo({ transport: 'beacon', url: FAR_ENDPOINT }).send([bytes(1), bytes(2)])
  assert.deepEqual(channels(), ['keepalive', 'beacon', 'beacon'])
})

test('what the quota refuses goes by fetch, and what is small enough still by beacon', async () => {
  const transport = transportTo()
  transport.send([bytes(60_000), bytes(10_000), bytes(500)])
  assert.equal(await transport.flush(), true)
  assert.deepEqual(sent.map(({ channel, size }) => [channel, size]).sort(), [
    ['beacon', 500],
    ['beacon', 60_000],
    ['fetch', 10_000],
  ])
})

test('an envelope above the quota goes by plain fetch', async () => {
  const transport = transportTo()
  transport.send([bytes(65_537)])
  assert.equal(await transport.flush(), true)
  assert.deepEqual(channels(), ['fetch'])
})

test('keepalive is asked for only while the bodies in flight fit together', async () => {
  const transport = transportTo({ transport: 'fetch' })
  transport.send([bytes(40_000), bytes(40_000)])
  assert.deepEqual(channels(), ['keepalive', 'fetch'])
  assert.equal(await transport.flush(), true)
  transport.send([bytes(40_000)])
  assert.deepEqual(channels(), ['keepalive', 'fetch', 'keepalive'])
})

for (const [what, navigator] of [
  ['missing', {}],
  [
    'broken',
    {
      sendBeacon() {
        throw new Error('blocked')
      },
    },
  ],
] as const) {
  test(`a keepalive fetch where sendBeacon is ${what}`, () => {
    const undo = setGlobals({ navigator })
    transportTo().send([bytes(5)])
    undo()
    assert.deepEqual(channels(), ['keepalive'])
  })
}

test('a fetch that fails is not repeated before the core says so, for it may have arrived; flush says false', async () => {
  answer = async () => {
    throw new TypeError('Failed to fetch')
  }
  const transport = transportTo({ transport: 'fetch' })
  transport.send([bytes(5)])
  assert.equal(await transport.flush(), false)
  assert.deepEqual(channels(), ['keepalive'])
  assert.deepEqual(answers, [[1, 2]])
})

test('each status is told', async () => {
  for (const status of [200, 413, 429, 503]) {
    answer = async () => ({ ok: status === 200, status })
    const transport = transportTo({ transport: 'fetch' })
    transport.send([bytes(5)])
    assert.equal(await transport.flush(), status < 429)
    assert.deepEqual(answers, [[1, 0, status]])
  }
})

test('after a failure it asks, by a fetch that arrives also where answers can not be read, and asks no more then', async () => {
  const modes: string[] = []
  answer = async (mode) => {
    modes.push(mode)
    if (mode === 'cors') throw new TypeError('Failed to fetch')
    return { ok: false, status: 0 }
  }
  const transport = transportTo({ url: FAR_ENDPOINT })
  transport.send([bytes(5)])
  assert.equal(await transport.flush(), false)
  transport.send([bytes(5)])
  assert.equal(await transport.flush(), true)
  transport.send([bytes(5)])
  assert.equal(await transport.flush(), true)
  assert.deepEqual(modes, ['cors', 'no-cors', 'no-cors'])
  assert.deepEqual(answers, [[1, 2], [2, 1], [3, 1]])
})

test('what a beacon refuses is kept when the page is left, and told when it can not be', () => {
  const transport = transportTo()
  transport.send([bytes(60_000), bytes(10_000)], true)
  assert.deepEqual(channels(), ['beacon'])
  assert.deepEqual(stashed.map(({ length }) => length), [10_000])
  hasStorage = false
  transport.send([bytes(10_000)], true)
  assert.deepEqual(answers, [[1, 1], [2, 4], [3, 5]])
})

test('what may not be sent is kept as it would be sent', () => {
  const text = '{}\n{"type":"transaction","length":2}\n{}\n'
  const transport = transportTo({ beforeSendTransaction: () => ({ type: 'transaction', changed: true }) })
  transport.keep(new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>, 7)
  assert.deepEqual(stashed, ['{}\n{"type":"transaction","length":37}\n{"type":"transaction","changed":true}\n'])
  assert.deepEqual(answers, [[7, 4]])
})

test('the room for the last envelopes is what beacons of the last second and fetches under way leave', async (t) => {
  const transport = transportTo({ transport: 'fetch' })
  assert.equal(transport.room(), 65_536)
  transport.send([bytes(10_000)])
  assert.equal(transport.room(), 55_536)
  await transport.flush()
  assert.equal(transport.room(), 65_536)
  let now = 5000
  t.mock.method(performance, 'now', () => now)
  const beacons = transportTo()
  beacons.send([bytes(10_000), bytes(5000)])
  assert.equal(beacons.room(), 50_536)
  now += 1001
  assert.equal(beacons.room(), 65_536)
})

test('flush is true at once when nothing is under way', async () => {
  assert.equal(await transportTo({ transport: 'fetch' }).flush(), true)
})

test('beforeSendTransaction sees each envelope, and a dropped one is not sent', () => {
  const text = '{}\n{"type":"transaction","length":2}\n{}\n'
  const transport = transportTo({ beforeSendTransaction: () => null })
  transport.send([new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>])
  assert.deepEqual(sent, [])
  assert.deepEqual(answers, [[1, 3]])
})
