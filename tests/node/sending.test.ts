/** How envelopes travel, and what becomes of them when the receiver can't or won't take them. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { after, afterEach, test } from 'node:test'
import { Headwater } from './support/headwater.ts'
import { listen, startReceiver } from './support/receiver.ts'

const receivers: Awaited<ReturnType<typeof startReceiver>>[] = []
async function start(...answer: Parameters<typeof startReceiver>) {
  const receiver = await startReceiver(...answer)
  receivers.push(receiver)
  return receiver
}
afterEach(async () => void (await Headwater.close(1000)))
after(() => Promise.all(receivers.map(receiver => receiver.close())))

const record = (name: string, spans = 0): void => {
  const transaction = Headwater.startTransaction({ name })
  for (let i = 0; i < spans; i++) transaction.startChild({ op: 'row', description: `SELECT ${i}` }).finish()
  transaction.finish()
}

test('large envelopes go compressed, all over few connections that stay open', async () => {
  const receiver = await start()
  let connections = 0
  receiver.server.on('connection', () => connections++)
  Headwater.init({ dsn: receiver.dsn, tracesSampleRate: 1 })
  for (let i = 0; i < 100; i++) record(`task ${i}`, 100)
  assert.equal(await Headwater.flush(), true)
  record('last')
  assert.equal(await Headwater.flush(), true)
  assert.equal(receiver.uploads.length, 101)
  assert.ok(connections <= 10, `${connections} connections`)
  assert.equal(receiver.uploads[0]!.headers['content-encoding'], 'gzip')
  assert.ok(Number(receiver.uploads[0]!.headers['content-length']) < 5000)
  assert.equal(receiver.uploads.at(-1)!.headers['content-encoding'], undefined, 'a small one is not worth it')
  assert.deepEqual(receiver.problems, [])
})

test('without a flush they go soon, by themselves', async () => {
  const receiver = await start()
  Headwater.init({ dsn: receiver.dsn, tracesSampleRate: 1 })
  record('alone')
  await once(receiver.server, 'request')
})

test('a receiver that asks for time gets it', async () => {
  const receiver = await start((_, response) => void response.writeHead(429, { 'retry-after': '60' }).end())
  Headwater.init({ dsn: receiver.dsn, tracesSampleRate: 1 })
  record('first')
  assert.equal(await Headwater.flush(), false)
  for (let i = 0; i < 50; i++) record('more')
  await Headwater.flush()
  assert.equal(receiver.uploads.length, 1)
})

test('rate limits are obeyed that come with a yes', async () => {
  const receiver = await start((_, response) => void response.writeHead(200, { 'x-sentry-rate-limits': '60:transaction:key' }).end('{}'))
  Headwater.init({ dsn: receiver.dsn, tracesSampleRate: 1 })
  record('first')
  assert.equal(await Headwater.flush(), true)
  record('second')
  await Headwater.flush()
  assert.equal(receiver.uploads.length, 1)
})

test('what a failing receiver did not take goes when it is there again', async () => {
  let status = 503
  const receiver = await start((_, response) => void response.writeHead(status).end('{}'))
  Headwater.init({ dsn: receiver.dsn, tracesSampleRate: 1 })
  record('kept')
  assert.equal(await Headwater.flush(), false)
  status = 200
  assert.equal(await Headwater.flush(), true)
  assert.deepEqual(
    receiver.transactions().map(one => one.transaction),
    ['kept', 'kept'],
  )
})

test('a receiver that is down, or never answers, slows no request', async () => {
  const silent = await listen(() => {})
  for (const host of ['127.0.0.1:1', silent.url.slice(7)]) {
    Headwater.init({ dsn: `http://0123456789abcdef0123456789abcdef@${host}/1`, tracesSampleRate: 1 })
    const tracing = Headwater.Handlers.tracingHandler()
    const service = await listen((request, response) => tracing(request, response, () => response.end('fine')))
    const visit = async () => assert.equal(await (await fetch(service.url)).text(), 'fine')
    for (let i = 0; i < 200; i++) await visit()
    assert.equal(await Headwater.flush(200), false)
    const started = performance.now()
    await visit()
    assert.ok(performance.now() - started < 500)
    await service.close()
    assert.equal(await Headwater.close(100), false)
  }
  await silent.close()
})

test('a hook may change what is sent, or drop it; spans may be left out', async () => {
  const receiver = await start()
  Headwater.init({
    dsn: receiver.dsn,
    tracesSampleRate: 1,
    ignoreSpans: ['SELECT 1', { op: 'health' }],
    beforeSendTransaction: event => (event.transaction === 'drop' ? null : { ...event, transaction: 'changed' }),
  })
  record('drop')
  record('keep', 3)
  Headwater.startTransaction({ name: 'ping', op: 'health' }).finish()
  assert.equal(await Headwater.flush(), true)
  assert.deepEqual(
    receiver.transactions().map(one => [one.transaction, one.spans.map(({ description }) => description)]),
    [['changed', ['SELECT 0', 'SELECT 2']]],
  )
})

test('after close nothing is recorded, and init starts again', async () => {
  const receiver = await start()
  const options = { dsn: receiver.dsn, tracesSampleRate: 1 }
  Headwater.init(options)
  record('before')
  const open = Headwater.startTransaction({ name: 'open' })
  assert.equal(await Headwater.close(), true)
  record('closed')
  open.finish()
  await Headwater.flush()
  Headwater.init(options)
  record('again')
  await Headwater.flush()
  assert.deepEqual(
    receiver.transactions().map(one => one.transaction),
    ['before', 'again'],
  )
})

test('without dsn, rate, or init nothing is recorded, and nothing breaks', async () => {
  const receiver = await start()
  record('early')
  Headwater.init({ dsn: receiver.dsn })
  record('undecided')
  // Whoever is called may decide.
  assert.match(Headwater.startTransaction({ name: 'undecided' }).toTraceparent(), /^[0-9a-f]{32}-[0-9a-f]{16}$/)
  await Headwater.close()
  Headwater.init({ tracesSampleRate: 1 })
  record('nowhere')
  assert.equal(await Headwater.flush(), true)
  assert.equal(receiver.uploads.length, 0)
})

/** Runs a service of its own. */
async function run(dsn: string, code: string, signal?: 'SIGTERM'): Promise<[code: number | null, signal: string | null]> {
  const program = `const Headwater = require('headwater/node')
    const init = options => Headwater.init({ dsn: '${dsn}', tracesSampleRate: 1, ...options })
    ${code}
    console.log('ready')`
  const child = spawn(process.execPath, ['-e', program], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const over = once(child, 'exit')
  if (signal) child.stdout.once('data', () => child.kill(signal))
  return (await over) as never
}

test('a process that ends sends what it has, and is not kept from ending', async () => {
  const receiver = await start()
  const started = performance.now()
  assert.deepEqual(await run(receiver.dsn, `init(); Headwater.startTransaction('script').finish()`), [0, null])
  assert.deepEqual(await run(receiver.dsn, `init({ flushOnExit: false }); Headwater.startTransaction('not sent').finish()`), [0, null])
  assert.ok(performance.now() - started < 8000)
  assert.deepEqual(
    receiver.transactions().map(one => one.transaction),
    ['script'],
  )
})

test('a receiver that never answers keeps no process from ending', async () => {
  const silent = await listen(() => {})
  const started = performance.now()
  const dsn = `http://0123456789abcdef0123456789abcdef@${silent.url.slice(7)}/1`
  assert.deepEqual(await run(dsn, `init(); Headwater.startTransaction('script').finish()`), [0, null])
  assert.ok(performance.now() - started < 8000)
  await silent.close()
})

test('SIGTERM ends a process as ever, after a flush where that is wanted', async () => {
  const receiver = await start()
  const goesOn = `Headwater.startTransaction('server').finish(); setInterval(() => {}, 1000)`
  assert.deepEqual(await run(receiver.dsn, `init({ flushOnSigterm: true }); ${goesOn}`, 'SIGTERM'), [null, 'SIGTERM'])
  assert.equal(receiver.uploads.length, 1)
  assert.deepEqual(await run('http://0123456789abcdef0123456789abcdef@127.0.0.1:1/1', `init(); ${goesOn}`, 'SIGTERM'), [null, 'SIGTERM'])
})
