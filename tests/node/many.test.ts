/** Ten thousand requests at once: none gets anything of another, all arrive, and memory returns. */
import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { Headwater } from './support/headwater.ts'
import { listen, startReceiver } from './support/receiver.ts'
import { deferred } from './support/services.ts'

const MANY = 10_000
/** A process may not have so many connections; Node begins with all requests of one at once, if they have come at once. */
const PIPELINED = 50

const idOf = (index: number): string => `f${index.toString(10).padStart(31, '0')}`

/** Sends requests from number `first` on by one connection; resolves when all are answered. */
function ask(port: number, first: number): Promise<void> {
  const requests = Array.from(
    { length: PIPELINED },
    (_, i) => `GET /item${first + i} HTTP/1.1\r\nHost: 127.0.0.1\r\nsentry-trace: ${idOf(first + i)}-fedcba9876543210-1\r\n\r\n`,
  )
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(requests.join('')))
    let answers = ''
    socket.on('error', reject)
    socket.on('data', data => {
      answers += data
      if (answers.split('HTTP/1.1 200').length <= PIPELINED) return
      socket.destroy()
      resolve()
    })
  })
}

setFlagsFromString('--expose-gc')
const gc = runInNewContext('gc') as () => void

async function used(): Promise<number> {
  // Timers and sockets let go of what they held.
  for (let round = 0; round < 3; round++) {
    await sleep(20)
    gc()
  }
  return process.memoryUsage().heapUsed
}

test(`${MANY} requests at once never mix`, async context => {
  const receiver = await startReceiver(undefined, 100)
  context.after(() => receiver.close())
  const tracing = Headwater.Handlers.tracingHandler()
  const all = deferred()
  let open = 0
  const { url, close } = await listen((request, response) =>
    tracing(request, response, async () => {
      const name = request.url!.slice(1)
      if (++open === MANY) all.resolve()
      // Until then everybody waits: all are open at once.
      await all.promise
      Headwater.setTag('name', name)
      await Headwater.startSpan({ name: `outer ${name}` }, async () => {
        await sleep(Math.random() * 500)
        await Promise.all(
          ['left', 'right'].map(side =>
            Headwater.startSpan({ name: `${side} ${name}` }, async () => {
              await sleep(Math.random() * 200)
              const span = Headwater.startInactiveSpan({ name: `leaf ${name}`, data: { side } })
              await sleep(Math.random() * 20)
              span.end()
            }),
          ),
        )
      })
      response.end()
    }),
  )
  Headwater.init({ dsn: receiver.dsn, tracesSampleRate: 0 })
  const before = await used()

  const port = Number(new URL(url).port)
  await Promise.all(Array.from({ length: MANY / PIPELINED }, (_, index) => ask(port, index * PIPELINED)))
  assert.equal(await Headwater.flush(), true)

  assert.deepEqual(receiver.problems, [])
  assert.equal(receiver.uploads.length, MANY)
  const seen = new Set<string>()
  for (const { transaction, tags, contexts, spans } of receiver.transactions()) {
    const { trace_id, span_id } = contexts.trace
    const name = tags!.name!
    assert.equal(trace_id, idOf(Number(name.slice(4))))
    assert.match(transaction, /^GET \//)
    seen.add(name)
    assert.deepEqual(spans.map(({ description }) => description).sort(), [
      `leaf ${name}`,
      `leaf ${name}`,
      `left ${name}`,
      `outer ${name}`,
      `right ${name}`,
    ])
    const byId = new Map(spans.map(span => [span.span_id, span]))
    for (const { trace_id: own, parent_span_id, description, data } of spans) {
      assert.equal(own, trace_id)
      const parent = byId.get(parent_span_id)?.description ?? parent_span_id
      const expected = description!.startsWith('leaf')
        ? `${data!.side} ${name}`
        : description!.startsWith('outer')
          ? span_id
          : `outer ${name}`
      assert.equal(parent, expected)
    }
  }
  assert.equal(seen.size, MANY)

  receiver.uploads.length = 0
  await close()
  const growth = (await used()) - before
  assert.ok(growth < 20e6, `${Math.round(growth / 1e6)} MB more than before`)
  await Headwater.close()
})
