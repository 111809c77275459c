// Clients that take from the collector what it has little of: connections, memory, time.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { CollectorProcess, envelope, newId } from './support/collector-process.ts'

const head = 'POST /api/1/envelope/?sentry_key=abc HTTP/1.1\r\nHost: localhost\r\n'
const timeout = 120_000

// More than there are places: 768, or what the system allows.
for (const [clients, files] of [
  [900, 1024],
  [200, 128],
] as const) {
  test(`${clients} clients that are stuck keep nobody else from being served (${files} files)`, { timeout }, async t => {
    const collector = await CollectorProcess.start(t, { files })
    // As they come to be stuck: silent from the start, in the head, before the body, in it, in a chunk of it.
    const beginnings = [
      '',
      'POST /api/1/env',
      `${head}Content-Length: 1000\r\n\r\n`,
      `${head}Content-Length: 1000\r\n\r\n{}`,
      `${head}Transfer-Encoding: chunked\r\n\r\n5\r\nab`,
    ]
    const stuck = await Promise.all(Array.from({ length: clients }, (_, i) => collector.hold(beginnings[i % beginnings.length]!)))
    const drip = setInterval(() => {
      for (const socket of stuck) if (socket.writable) socket.write('x')
    }, 200)
    for (let i = 0; i < 20; i++) assert.equal((await collector.post(envelope())).status, 200)
    clearInterval(drip)
    for (const socket of stuck) socket.destroy()
    assert.deepEqual((await collector.read<{ rows: number[][] }>('/api/query?columns=count()')).rows, [[20]])
  })
}

test('10,000 posts, 500 at a time: each is answered, none is lost, memory does not grow with them', { timeout }, async t => {
  const collector = await CollectorProcess.start(t)
  const ids = Array.from({ length: 10_000 }, newId)
  const memory = [collector.memory()]
  async function postAll(some: string[]): Promise<void> {
    let next = 0
    await Promise.all(
      Array.from({ length: 500 }, async () => {
        for (let i = next++; i < some.length; i = next++) {
          const { status, body } = await collector.post(envelope({}, some[i]))
          assert.equal(status, 200, body)
          assert.equal(JSON.parse(body).id, some[i])
        }
      }),
    )
    memory.push(collector.memory())
  }
  await postAll(ids.slice(0, 5000))
  await postAll(ids.slice(5000))
  const stored = new Set<string>()
  for (let before = ''; ; ) {
    const page = await collector.read<{ rows: string[][]; next: string | null }>(`/api/query?columns=id&limit=1000${before}`)
    for (const [id] of page.rows) stored.add(id!)
    if (!page.next) break
    before = `&cursor=${page.next}`
  }
  assert.deepEqual(
    ids.filter(id => !stored.has(id)),
    [],
  )
  assert.equal(stored.size, ids.length)
  t.diagnostic(`resident memory, MB: ${memory.map(Math.round).join(' → ')}`)
  assert.ok(memory[2]! < memory[1]! + 30, `grew from ${memory[1]} to ${memory[2]} MB`)
})

test('a body without end is refused before it is read, and memory stays', { timeout }, async t => {
  const collector = await CollectorProcess.start(t)
  const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`
  const cases: [string, string, number][] = [
    [`${head}Content-Length: 1000000000000\r\n\r\n`, chunk, 413],
    [`${head}Transfer-Encoding: chunked\r\n\r\n`, chunk, 413],
    ['POST /elsewhere HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n', chunk, 404],
    ['PUT /api/1/envelope/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10000000\r\n\r\n', chunk, 404],
    ['GET / HTTP/1.1\r\nX-Long: ', chunk, 400],
  ]
  const before = collector.memory()
  for (const [beginning, more, status] of cases) {
    const socket = await collector.hold(beginning)
    const answer = once(socket, 'data')
    const feed = (): void => {
      while (socket.writable && socket.write(more));
    }
    socket.on('drain', feed)
    feed()
    assert.match(String((await answer)[0]), new RegExp(`^HTTP/1.1 ${status} `), beginning)
    socket.destroy()
  }
  assert.ok(collector.memory() < before + 60, `grew from ${before} to ${collector.memory()} MB`)
})

test('bodies that are never finished take no more memory than they may all together', { timeout }, async t => {
  const collector = await CollectorProcess.start(t)
  const before = collector.memory()
  const piece = 'x'.repeat(1 << 20)
  const sockets = await Promise.all(Array.from({ length: 60 }, () => collector.hold(`${head}Content-Length: 20000000\r\n\r\n`)))
  // Those for whom there is no room are answered, and cut off, while they send.
  await Promise.all(
    sockets.map(async socket => {
      for (let sent = 0; sent < 19 && socket.writable; sent++) {
        if (!socket.write(piece)) await Promise.race([once(socket, 'drain'), once(socket, 'close')]).catch(() => {})
      }
    }),
  )
  const memory = collector.memory()
  t.diagnostic(`resident memory, MB: ${Math.round(before)} → ${Math.round(memory)}`)
  assert.ok(memory < before + 300, `grew from ${before} to ${memory} MB`)
  for (const socket of sockets) socket.destroy()
  assert.equal((await collector.post(envelope())).status, 200)
})

test('a head that leaves open where its body ends is refused, and nothing behind it is taken for a request', { timeout }, async t => {
  const collector = await CollectorProcess.start(t)
  for (const framing of [
    'Content-Length: -1',
    'Content-Length: 1x',
    'Content-Length: 99999999999999999999',
    'Content-Length: 3\r\nContent-Length: 4',
    'Content-Length: 5\r\nTransfer-Encoding: chunked',
    'Transfer-Encoding: gzip, chunked',
    'Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked',
    'Content-Length : 5',
    'Content-Length:',
    'Content-Length: %35',
    'X-A: a\nContent-Length: 5',
    'X-A: a\rContent-Length: 5',
    'Transfer-Encoding : chunked',
    'Transfer-Encoding:\r\n chunked\r\nContent-Length: 5',
    'Content-Length: 5\r\nX-\0: a',
    'Content-Length: 5\r\nHost: localhost',
  ]) {
    const socket = await collector.hold(`${head}${framing}\r\n\r\n0\r\n\r\nGET /api/health HTTP/1.1\r\nHost: localhost\r\n\r\n`)
    let answer = ''
    socket.on('data', bytes => {
      answer += bytes
    })
    await once(socket, 'close')
    assert.match(answer, /^HTTP\/1.1 400 /, framing)
    assert.match(answer, /connection: close/i)
    assert.equal(answer.split('HTTP/1.1').length, 2, `${framing}: ${answer}`)
  }
})

test('what can’t be read as a request is refused once, and nothing behind it is taken for one', { timeout }, async t => {
  const collector = await CollectorProcess.start(t)
  const behind = 'GET /api/health HTTP/1.1\r\nHost: localhost\r\n\r\n'
  for (const [bytes, status] of [
    ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
    ['\x16\x03\x01\r\n', 400],
    ['\r\n\r\n', 400],
    ['GET /\r\n\r\n', 400],
    [head.replaceAll('\r\n', '\n') + 'Content-Length: 3\n\n{}\n', 400],
    [`GET /?${'x'.repeat(9000)} HTTP/1.1\r\nContent-Length: 3\r\n\r\n{}\n`, 414],
  ] as const) {
    const socket = await collector.hold(bytes + behind)
    let answer = ''
    socket.on('data', some => {
      answer += some
    })
    await once(socket, 'close')
    assert.match(answer, new RegExp(`^HTTP/1.1 ${status} `), JSON.stringify(bytes))
    assert.equal(answer.split('HTTP/1.1').length, 2, `${JSON.stringify(bytes)}: ${answer}`)
  }
})

test('bombs are refused while they go off', { timeout }, async t => {
  const collector = await CollectorProcess.start(t)
  const zeros = gzipSync(Buffer.alloc(120 << 20))
  const before = collector.memory()
  const many = `{"a":[${'0,'.repeat(2e6)}0]}\n`
  const refused: [Uint8Array | string, number][] = [
    [zeros, 413],
    [Buffer.concat([gzipSync(Buffer.alloc(60 << 20)), gzipSync(Buffer.alloc(60 << 20))]), 413],
    [gzipSync(Buffer.alloc(3 << 20)), 413],
    [gzipSync(many), 413],
    [many, 400],
    [`{}\n${'{"type":"x"}\n\n'.repeat(2e5)}`, 400],
    [gzipSync(gzipSync('{}')), 400],
  ]
  for (const [body, status] of refused) {
    assert.equal((await collector.post(body, typeof body === 'string' ? {} : { 'content-encoding': 'gzip' })).status, status)
  }
  const answers = await Promise.all(Array.from({ length: 6 }, () => collector.post(zeros, { 'content-encoding': 'gzip' })))
  assert.deepEqual(
    answers.map(({ status }) => status),
    answers.map(() => 413),
  )
  assert.ok(collector.memory() < before + 100, `grew from ${before} to ${collector.memory()} MB`)
  assert.equal((await collector.post(gzipSync(envelope()), { 'content-encoding': 'gzip' })).status, 200)
})
