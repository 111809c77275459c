import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import type { Delivery, Host } from '../../../../js/seam/host.ts'
import { GONE } from '../../../../js/seam/leaving.ts'
import { createTransport, type Transport } from '../../../../js/core/send/transport.ts'
import { jsonOf } from '../../../../js/base/values.ts'
import { setGlobals } from '../../support/core-fakes.ts'

const ENDPOINT = 'https://collect.shop.example/api/1/envelope/?sentry_key=k'
const FAR_ENDPOINT = 'https://collect.other.example/api/1/envelope/?sentry_key=k'

interface Sent {
  channel: string
  size: number
  type: string
}

let sent: Sent[]
let policies: { content: string }[]
let tab: Record<string, string>
let restore: () => void

// What a Chromium page has: beacons and keepalive fetches share 64 KiB while in flight.
let quota: number
let bodiesRead: number
let modes: string[]
/** Whether each of them had no body. */
let probes: boolean[]
let isProbe: boolean
let isDamaged: boolean
let redirected: string
let answer: (mode: string) => Promise<{ ok: boolean; status: number }>

const sendBeacon = (_url: string, body: Blob): boolean => {
  if (body.size > quota) return false
  quota -= body.size
  sent.push({ channel: 'beacon', size: body.size, type: body.type })
  return true
}

interface Init {
  method: string
  headers: { 'content-type': string }
  body?: Uint8Array
  keepalive: boolean
  mode: string
}

async function fetch(_url: string, { method, headers, body, keepalive, mode }: Init) {
  modes.push(mode)
  probes.push(!body)
  isProbe = method === 'HEAD'
  if (!body) return { ...(await answer(mode)), type: mode, text: async () => '' }
  if (keepalive && body.length > quota) throw new TypeError('Failed to fetch')
  if (keepalive) quota -= body.length
  sent.push({ channel: keepalive ? 'keepalive' : 'fetch', size: body.length, type: headers['content-type'] })
  const { ok, status } = await answer(mode)
  return {
    ok,
    status,
    type: status ? 'cors' : 'opaque',
    redirected: !!redirected,
    headers: new Headers({ 'content-type': redirected }),
    async text() {
      if (isDamaged) throw new TypeError('terminated')
      bodiesRead += 1
      if (keepalive) quota += body.length
      return ''
    },
  }
}

beforeEach(() => {
  sent = []
  quota = 65_536
  bodiesRead = 0
  modes = []
  probes = []
  isProbe = isDamaged = false
  redirected = ''
  answer = async () => ({ ok: true, status: 200 })
  policies = []
  tab = {}
  // A session that has asked just now: nothing to learn.
  tab['headwater.asked'] = String(Date.now())
  restore = setGlobals({
    document: { querySelectorAll: () => policies },
    origin: 'https://collect.shop.example',
    location: { hostname: 'www.shop.example', origin: 'https://collect.shop.example' },
    navigator: { sendBeacon, onLine: true },
    sessionStorage: tab,
  })
})
afterEach(() => restore())

/** Number and outcome of each answer. */
let answers: [number, number, number?][]
let stashed: string[]
let hasStorage: boolean
let last: TestTransport

/** Sends all of a list, numbered from 1. */
interface TestTransport extends Omit<Transport, 'send'> {
  send(envelopes: Uint8Array<ArrayBuffer>[], isLeaving?: boolean): void
}

function transportTo(delivery: Partial<Delivery> = {}): TestTransport {
  answers = []
  stashed = []
  hasStorage = true
  const stash = (_url: string, text: string) => hasStorage && stashed.push(text) > 0
  const host = {
    delivery: { url: ENDPOINT, debug: false, ...delivery },
    fetch,
    jsonOf,
    stash,
    isOffline: () => false,
    mustWait: () => false,
  } as unknown as Host
  const transport = createTransport(host, (number, outcome, response) =>
    answers.push(response ? [number, outcome, response.status] : [number, outcome]),
  )
  let count = 0
  return (last = {
    ...transport,
    send: (envelopes, isLeaving) => envelopes.forEach(one => transport.send(one, ++count, isLeaving ? GONE : undefined)),
  })
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

test('another site is always asked by fetch, until the page is left: then nobody waits for the answer', () => {
  const transport = transportTo({ url: FAR_ENDPOINT })
  transport.send([bytes(1), bytes(2)])
  transport.send([bytes(3)], true)
  assert.deepEqual(channels(), ['keepalive', 'keepalive', 'keepalive'])
  assert.deepEqual(modes, ['cors', 'cors', 'no-cors'])
})

test('a page that is left sends by beacon before send() returns', () => {
  delete tab['headwater.asked']
  transportTo().send([bytes(1), bytes(2)], true)
  assert.deepEqual(channels(), ['beacon', 'beacon'])
})

test('no beacon where it could tell the address of the page: to another origin, or by the policy of the page', () => {
  transportTo({ url: 'https://receiver.shop.example/', transport: 'beacon' }).send([bytes(1)], true)
  for (const content of ['unsafe-url', 'always', 'origin']) {
    policies = [{ content }]
    transportTo().send([bytes(1)], true)
  }
  assert.deepEqual(channels(), ['keepalive', 'keepalive', 'keepalive', 'beacon'])
})

test('transport forces the channel, whatever else holds', () => {
  delete tab['headwater.asked']
  transportTo({ transport: 'fetch' }).send([bytes(1)], true)
  transportTo({ transport: 'beacon' }).send([bytes(1), bytes(2)])
  assert.deepEqual(channels(), ['keepalive', 'beacon', 'beacon'])
})

test('a page that goes on has at most 24 KB of the quota, by whatever channel, and the rest goes by plain fetch, as does what is large', async () => {
  for (const transport of ['beacon', 'fetch'] as const) {
    const one = transportTo({ transport })
    one.send([bytes(10_000), bytes(15_000), bytes(500), bytes(17_000)])
    assert.equal(await one.flush(), true)
  }
  assert.deepEqual(
    sent.map(({ channel, size }) => [channel, size]),
    [
      ['beacon', 10_000],
      ['fetch', 15_000],
      ['beacon', 500],
      ['fetch', 17_000],
      ['keepalive', 10_000],
      ['fetch', 15_000],
      ['keepalive', 500],
      ['fetch', 17_000],
    ],
  )
})

test('a plain fetch under way goes again when the page is left, by a way that outlives it', () => {
  const one = transportTo({ transport: 'beacon' })
  one.send([bytes(17_000), bytes(500)])
  one.hurry()
  one.hurry()
  assert.deepEqual(
    sent.map(({ channel, size }) => [channel, size]),
    [
      ['fetch', 17_000],
      ['beacon', 500],
      ['beacon', 17_000],
    ],
  )
})

test('a plain fetch that is cut off before the page is left goes again too; one that just fails is told of 2 s later, the next at once', async t => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const settled = async (): Promise<void> => {
    for (let i = 0; i < 30; i++) await null
  }
  answer = () => Promise.reject(new TypeError('Failed to fetch'))
  const left = transportTo({ transport: 'beacon' })
  left.send([bytes(17_000)])
  await settled()
  t.mock.timers.tick(1999)
  await settled()
  left.hurry()
  t.mock.timers.tick(1)
  await settled()
  assert.deepEqual([channels(), answers], [['fetch', 'beacon'], []])
  const stays = transportTo({ transport: 'beacon' })
  stays.send([bytes(17_000)])
  await settled()
  t.mock.timers.tick(2000)
  await settled()
  assert.deepEqual(answers, [[1, 2]])
  stays.hurry()
  stays.send([bytes(17_000)])
  await settled()
  t.mock.timers.tick(1)
  await settled()
  assert.deepEqual(
    [channels(), answers],
    [
      ['fetch', 'beacon', 'fetch', 'fetch'],
      [
        [1, 2],
        [2, 2],
      ],
    ],
  )
})

test('a page that is left sends at most 32 KB, and keeps the rest', () => {
  transportTo().send([bytes(20_000), bytes(20_000), bytes(12_000)], true)
  assert.deepEqual(
    sent.map(({ channel, size }) => [channel, size]),
    [
      ['beacon', 20_000],
      ['beacon', 12_000],
    ],
  )
  assert.deepEqual(answers, [[2, 4]])
})

test('what a beacon refuses while the page goes on is sent by plain fetch: the page has used the quota', async () => {
  quota = 5
  const transport = transportTo()
  transport.send([bytes(10)])
  assert.equal(await transport.flush(), true)
  assert.deepEqual(channels(), ['fetch'])
})

test('a beacon is answered when the browser says so, or in the course of 15 s, and then the next asks', t => {
  let now = 5000
  t.mock.method(performance, 'now', () => now)
  const transport = transportTo()
  transport.send([bytes(1), bytes(2)])
  assert.deepEqual(answers, [])
  transport.beaconAnswered()
  assert.deepEqual(answers, [[1, 1]])
  assert.equal(transport.due(), 20_000)
  transport.giveUp()
  now = 20_000
  transport.giveUp()
  assert.deepEqual(answers, [
    [1, 1],
    [2, 1],
  ])
  assert.equal(transport.due(), Infinity)
  transport.beaconAnswered()
  transport.send([bytes(3)])
  assert.deepEqual(channels(), ['beacon', 'beacon', 'keepalive'])
})

test('a fetch without an answer is given up after 15 s, also one that can not be called off', async t => {
  let now = 5000
  t.mock.method(performance, 'now', () => now)
  answer = () => new Promise(() => {})
  const transport = transportTo({ transport: 'fetch' })
  transport.send([bytes(1)])
  now = 20_000
  transport.giveUp()
  assert.equal(await transport.flush(), false)
  assert.deepEqual(answers, [[1, 2]])
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

type Said = number | 'lost'

/** Sends one envelope after another to another site, which answers what `says` says; whether each was accepted. */
async function sendTo(says: (mode: string, isProbe: boolean) => Said, count: number): Promise<boolean[]> {
  answer = async mode => {
    const status = says(mode, isProbe)
    if (status === 'lost') throw new TypeError('Failed to fetch')
    return { ok: status === 200, status: mode === 'no-cors' ? 0 : status }
  }
  const transport = transportTo({ url: FAR_ENDPOINT })
  const accepted: boolean[] = []
  for (let i = 0; i < count; i++) {
    transport.send([bytes(5)])
    accepted.push(await transport.flush())
  }
  return accepted
}

test('what another site has refused, or a connection lost once, is no reason not to ask', async () => {
  const statuses: Said[] = ['lost', 503, 'lost', 'lost', 'lost', 429, 200]
  assert.deepEqual(await sendTo(() => statuses.shift()!, 7), [false, false, false, false, false, false, true])
  assert.deepEqual([...new Set(modes)], ['cors'])
  assert.deepEqual(answers, [
    [1, 2],
    [2, 0, 503],
    [3, 2],
    [4, 2],
    [5, 2],
    [6, 0, 429],
    [7, 0, 200],
  ])
})

test('a receiver that is down is not taken for one that does not let its answers be read', async () => {
  assert.deepEqual(await sendTo(() => 'lost', 3), [false, false, false])
  assert.deepEqual(answers, [
    [1, 2],
    [2, 2],
    [3, 2],
  ])
})

test('nor is one that was only unreached twice', async () => {
  let lost = 0
  assert.deepEqual(await sendTo((_mode, isProbe) => (!isProbe && lost++ < 2 ? 'lost' : 503), 3), [false, false, false])
  assert.deepEqual(answers, [
    [1, 2],
    [2, 2],
    [3, 0, 503],
  ])
})

test('a receiver that does not let its answers be read is sent to all the same, and asked again after a minute', async t => {
  let now = 5000
  t.mock.method(performance, 'now', () => now)
  let isReadable = false
  const says = (mode: string): Said => (mode === 'cors' && !isReadable ? 'lost' : 503)
  assert.deepEqual(await sendTo(says, 4), [false, true, true, true])
  assert.deepEqual(
    modes.filter((_, index) => !probes[index]),
    ['cors', 'cors', 'no-cors', 'no-cors'],
  )
  assert.deepEqual(answers, [
    [1, 2],
    [2, 1],
    [3, 1],
    [4, 1],
  ])
  isReadable = true
  now += 60_000
  last.send([bytes(5)])
  assert.equal(await last.flush(), false)
  assert.deepEqual(answers.at(-1), [5, 0, 503])
})

test('an answer counts though its body is damaged, and not when a redirect has led to a page', async () => {
  isDamaged = true
  const transport = transportTo({ transport: 'fetch' })
  transport.send([bytes(5)])
  assert.equal(await transport.flush(), true)
  isDamaged = false
  redirected = 'text/html'
  transport.send([bytes(5)])
  assert.equal(await transport.flush(), false)
  redirected = 'application/json; charset=utf-8'
  transport.send([bytes(5)])
  assert.equal(await transport.flush(), true)
  assert.deepEqual(answers, [
    [1, 0, 200],
    [2, 2, 200],
    [3, 0, 200],
  ])
})

test('after a refusal what is left when the page is left is kept, since nobody would hear of another', async () => {
  answer = async () => ({ ok: false, status: 503 })
  const transport = transportTo({ url: FAR_ENDPOINT })
  transport.send([bytes(5)])
  await transport.flush()
  transport.send([bytes(7)], true)
  assert.deepEqual(
    stashed.map(({ length }) => length),
    [7],
  )
})

test('what the browser refuses is kept when the page is left, and told when it can not be', async () => {
  quota = 100
  const transport = transportTo()
  transport.send([bytes(10), bytes(1000)], true)
  transportTo({ url: FAR_ENDPOINT }).send([bytes(2000)], true)
  await Promise.resolve()
  assert.deepEqual(channels(), ['beacon'])
  await new Promise(setImmediate)
  assert.deepEqual(
    stashed.map(({ length }) => length),
    [2000],
  )
  assert.deepEqual(answers, [[1, 4]])
  hasStorage = false
  transport.send([bytes(1000)], true)
  assert.deepEqual(answers, [
    [1, 4],
    [3, 5],
  ])
})

test('what may not be sent is kept as it would be sent', () => {
  const text = '{}\n{"type":"transaction","length":2}\n{}\n'
  const transport = transportTo({ beforeSendTransaction: () => ({ type: 'transaction', changed: true }) as never })
  transport.keep(new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>, 7)
  assert.deepEqual(stashed, ['{}\n{"type":"transaction","length":37}\n{"type":"transaction","changed":true}\n'])
  assert.deepEqual(answers, [[7, 4]])
})

test('the room for the last envelopes is what those under way leave of 32 KB', async () => {
  const transport = transportTo({ transport: 'fetch' })
  assert.equal(transport.room(), 32_768)
  transport.send([bytes(10_000)])
  assert.equal(transport.room(), 22_768)
  await transport.flush()
  assert.equal(transport.room(), 32_768)
  const beacons = transportTo()
  beacons.send([bytes(10_000), bytes(5000)])
  assert.equal(beacons.room(), 17_768)
  beacons.beaconAnswered()
  assert.equal(beacons.room(), 27_768)
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
