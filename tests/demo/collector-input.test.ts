// Input that means harm: what it says is kept as text, or refused in words, and never acted upon.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CollectorProcess, envelope, framed, newId, traceId } from './support/collector-process.ts'

interface Rows {
  rows: (string | null)[][]
}

/** As a value of a query that means itself. */
const quoted = (text: string): string => `"${text.replace(/[\\"*]/g, '\\$&')}"`

const least = (members: string): string =>
  `{"start_timestamp":1,"timestamp":2,"contexts":{"trace":{"trace_id":"${traceId}","span_id":"b7ad6b7169203331"}},${members}}`

test('payloads that are no good are refused in words, and the collector lives on', async t => {
  const collector = await CollectorProcess.start(t)
  const bad: Record<string, string | Uint8Array> = {
    'UTF-8 in the envelope header': Buffer.from('{"a":"\xff\xfe"}\n', 'latin1'),
    'UTF-8 in an item header': Buffer.from('{}\n{"type":"\xc3"}\n{}\n', 'latin1'),
    'UTF-8 in the payload': Buffer.concat([
      Buffer.from('{}\n{"type":"transaction"}\n'),
      Buffer.from(least('"transaction":"\xed\xa0\x80"'), 'latin1'),
    ]),
    'overlong UTF-8': Buffer.concat([
      Buffer.from('{}\n{"type":"transaction"}\n'),
      Buffer.from(least('"transaction":"\xc0\xaf"'), 'latin1'),
    ]),
    'half a surrogate': framed(least('"transaction":"\\ud800"')),
    'a NUL': framed(least('"transaction":"a\0b"')),
    'NUL bytes': Buffer.alloc(1000),
    'deep arrays': framed(least(`"x":${'['.repeat(10_000)}${']'.repeat(10_000)}`)),
    'deep objects': framed(least(`"x":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`)),
    'a deep header': `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}\n`,
    NaN: framed(least('"x":NaN')),
    Infinity: framed(least('"x":-Infinity')),
    'a number beyond doubles': framed(least('"x":1e400')),
    'a time beyond the calendar': framed(least('"x":1').replace('"timestamp":2', '"timestamp":1e300')),
    'an id that is SQL': envelope({}, "'; DROP TABLE txn; --"),
    'very many members': framed(least(`"x":{${Array.from({ length: 60_000 }, (_, i) => `"${i}":1`)}}`)),
    'a million spans': framed(least(`"spans":[${'{},'.repeat(1e6)}{}]`)),
    'a string of a megabyte': framed(least(`"transaction":"${'x'.repeat(1 << 20)}"`)),
    'a very long header': `{"a":"${'x'.repeat(1 << 20)}"}\n`,
  }
  for (const [what, body] of Object.entries(bad)) {
    const { status, headers, body: answer } = await collector.post(body)
    assert.ok(status === 400 || status === 413, `${what}: ${status} ${answer}`)
    assert.match(JSON.parse(answer).detail, /\w/, what)
    assert.match(String(headers['x-sentry-error']), /^[ -~]{1,500}$/, what)
  }
  assert.deepEqual((await collector.read<Rows>('/api/query')).rows, [])
  assert.ok(collector.isRunning)
})

test('odd but good payloads come back as they were', async t => {
  const collector = await CollectorProcess.start(t)
  const odd = '\u0000 \u2028 \u202e \ufeff 😀 \ud83d\ude00 \\ " \' ` ${x} %s \u007f'
  assert.equal(
    (
      await collector.post(
        envelope({
          transaction: odd,
          tags: { [odd]: odd, __proto: '1' },
          extra: { big: 2 ** 70, small: 5e-324, negative: -0 },
          spans: [{ span_id: '00f067aa0ba902b7', start_timestamp: 1700000000.6, description: odd, data: { [odd]: [odd] } }],
        }),
      )
    ).status,
    200,
  )
  assert.equal((await collector.post(framed(least('"transaction":"first","transaction":"last","tags":{"a":"1","a":"2"}')))).status, 200)
  const find = async (name: string): Promise<(string | null)[][]> =>
    (await collector.read<Rows>(`/api/query?columns=id,transaction&query=${encodeURIComponent(`transaction:${quoted(name)}`)}`)).rows
  const [[id, name]] = (await find(odd)) as [[string, string]]
  assert.equal(name, odd)
  assert.equal((await collector.read<{ tags: Record<string, string> }>(`/api/transactions/${id}`)).tags[odd], odd)
  const { spans } = await collector.read<{ spans: { data: unknown }[] }>(`/api/spans?transaction=${id}&span=00f067aa0ba902b7`)
  assert.deepEqual(spans[0]!.data, { [odd]: [odd] })
  const [[last]] = (await find('last')) as [[string]]
  assert.deepEqual((await collector.read<{ tags: unknown }>(`/api/transactions/${last}`)).tags, { a: '2' })
})

test('SQL in whatever one may ask or send is text', async t => {
  const collector = await CollectorProcess.start(t)
  const sql = [
    "' OR 1=1 --",
    '" OR 1=1 --',
    "'; DROP TABLE txn; --",
    "x') UNION SELECT raw FROM envelope --",
    '%',
    '_',
    '\\',
    "1; ATTACH DATABASE '/tmp/x' AS y",
  ]
  const id = newId()
  assert.equal((await collector.post(envelope({ transaction: 'plain', release: 'r', environment: 'e', tags: { k: 'v' } }, id))).status, 200)
  for (const text of sql) {
    const value = encodeURIComponent(text)
    for (const key of ['transaction', 'op', 'status', 'trace', 'id', 'parent', 'project', 'release', 'environment', 'service', text]) {
      const query = encodeURIComponent(`${quoted(key)}:${quoted(text)}`)
      for (const path of [
        `query?columns=id&query=${query}`,
        `tags?query=${query}`,
        `series?query=${query}`,
        `values?key=${value}&query=${query}`,
      ]) {
        const { status, body } = await collector.send('GET', `/api/${path}`)
        assert.equal(status, 200, body)
        assert.deepEqual(JSON.parse(body).rows ?? [], [], `${key}: ${text}`)
      }
    }
    assert.equal((await collector.send('GET', `/api/query?columns="${value}"&sort=${value}`)).status, 200)
    for (const path of [`limit=${value}`, `cursor=${value}`, `from=${value}`]) {
      assert.equal((await collector.send('GET', `/api/query?${path}`)).status, 400, path)
    }
    for (const path of [`/api/traces/${value}`, `/api/envelopes/${value}`])
      assert.ok([400, 404].includes((await collector.send('GET', path)).status), path)
    const elsewhere = await collector.send('POST', `/api/1'${value}/envelope/?sentry_key=a`, envelope())
    assert.ok([400, 404].includes(elsewhere.status), elsewhere.body)
    // As the sender's own words: stored, and found by exactly them.
    assert.equal((await collector.post(envelope({ transaction: text, release: text, tags: { [text]: text } }))).status, 200)
    const query = encodeURIComponent(`transaction:${quoted(text)} release:${quoted(text)} ${quoted(text)}:${quoted(text)}`)
    assert.deepEqual((await collector.read<Rows>(`/api/query?columns=transaction&query=${query}`)).rows, [[text]])
  }
  const { rows } = await collector.read<Rows>('/api/query?columns=id')
  assert.equal(rows.length, sql.length + 1)
  assert.ok(rows.some(([event]) => event === id))
})

test('no path leads out of the page’s own files', async t => {
  const collector = await CollectorProcess.start(t)
  const ways = [
    '/../traces.db',
    '/%2e%2e/traces.db',
    '/..%2ftraces.db',
    '/%2e%2e%2ftraces.db',
    '/%252e%252e/traces.db',
    '/..\\traces.db',
    '/%5c..%5ctraces.db',
    '/viewer.js/../../traces.db',
    '/viewer.js%00.css',
    '/%00',
    '/viewer.js%00',
    '//viewer.js',
    '/./viewer.js',
    '/viewer.js/',
    '/VIEWER.JS',
    '/etc/passwd',
    '//etc/passwd',
    '/proc/self/environ',
    '/api/../viewer.js',
    '/api/envelopes/../health',
    '/api/envelopes/..%2f..%2fetc%2fpasswd',
    'http://127.0.0.1/etc/passwd',
    '/viewer.js?/../../etc/passwd#',
  ]
  for (const way of ways) {
    const { status, body } = await collector.send('GET', way)
    if (way.startsWith('/viewer.js?')) {
      assert.ok(body === (await collector.send('GET', '/viewer.js')).body, `${way}: another file`)
      continue
    }
    assert.ok(status === 404 || status === 400, `${way}: ${status} ${body.slice(0, 100)}`)
    assert.doesNotMatch(body, /root:|SQLite format|PATH=/, way)
  }
})

test('who reads must ask for this machine by a name that means it; only sending is open to other origins', async t => {
  const collector = await CollectorProcess.start(t)
  const id = newId()
  await collector.post(envelope({}, id))
  for (const path of [
    '/api/query',
    '/api/series',
    '/api/tags',
    '/api/keys',
    '/api/values?key=op',
    `/api/transactions/${id}`,
    `/api/traces/${traceId}`,
    `/api/envelopes/${id}`,
    '/api/discarded',
  ]) {
    for (const host of [
      'rebound.example',
      `rebound.example:${collector.port}`,
      '127.0.0.1.rebound.example',
      'localhost.rebound.example',
      '[::1].rebound.example',
      'localhost:80@rebound.example',
      '0.0.0.0',
    ]) {
      assert.equal((await collector.send('GET', path, '', { host })).status, 403, `${path} ${host}`)
    }
    const { status, headers } = await collector.send('GET', path, '', { origin: 'https://elsewhere.example' })
    assert.equal(status, 200)
    assert.deepEqual(
      Object.keys(headers).filter(name => name.startsWith('access-control')),
      [],
    )
    assert.equal(headers['cross-origin-resource-policy'], 'same-origin')
    assert.equal(headers['x-content-type-options'], 'nosniff')
    assert.equal(
      (await collector.send('OPTIONS', path, '', { origin: 'https://elsewhere.example', 'access-control-request-method': 'GET' })).status,
      404,
    )
  }
  const answer = await collector.send('POST', '/api/1/envelope/?sentry_key=a', envelope(), {
    origin: 'https://elsewhere.example',
    host: 'rebound.example',
  })
  assert.equal(answer.headers['access-control-allow-origin'], '*')
})

test('client reports are added up, whatever they come with', async t => {
  const collector = await CollectorProcess.start(t)
  const report = (quantity: number): string => {
    const payload = JSON.stringify({
      timestamp: 1700000000,
      discarded_events: [{ reason: 'queue_overflow', category: 'transaction', quantity }],
    })
    return `{"type":"client_report","length":${payload.length}}\n${payload}\n`
  }
  const replies = [
    await collector.post(`{}\n${report(2)}`),
    await collector.post(`{"sent_at":"2023-11-14T22:13:20Z"}\n${report(3)}`),
    await collector.post(envelope() + report(4)),
    await collector.post('{}\n{"type":"client_report"}\nno report at all\n'),
  ]
  assert.deepEqual(
    replies.map(({ status }) => status),
    [200, 200, 200, 200],
  )
  assert.deepEqual(await collector.read('/api/discarded'), {
    discarded: [{ project: '1', reason: 'queue_overflow', category: 'transaction', quantity: 9 }],
    removed: 0,
  })
})
