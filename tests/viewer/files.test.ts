// What goes into files and comes out of them.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chromeTrace } from '../../demo/viewer/trace/export-chrome.ts'
import { exportJson } from '../../demo/viewer/trace/export-json.ts'
import { fileSource } from '../../demo/viewer/trace/import/file-source.ts'
import { readFile } from '../../demo/viewer/trace/import/read-file.ts'
import { buildModel } from '../../demo/viewer/trace/model.ts'
import { foldedInWords, resourcePhases, transferFacts } from '../../demo/viewer/trace/resource-phases.ts'
import { measured, rating } from '../../demo/viewer/trace/vitals.ts'
import { cartTrace } from './support/shop-data.ts'
import { trace, transaction } from './support/trace.ts'

test('what is exported is shown again as it was', async () => {
  const source = fileSource(cartTrace())
  const exported = await exportJson(await source.trace(''), source)
  const again = fileSource(readFile(JSON.stringify(exported)))
  const [before, after] = [await source.trace(''), await again.trace('')]
  assert.deepEqual(
    after.transactions.map(({ name, start, duration }) => [name, start, duration]),
    before.transactions.map(({ name, start, duration }) => [name, start, duration]),
  )
  assert.deepEqual(buildModel(after).depth, buildModel(before).depth)
  const page = before.transactions.find(({ name }) => name === '/cart')!
  assert.deepEqual(await again.spans(page.event_id, [page.spans[2]![0]]), await source.spans(page.event_id, [page.spans[2]![0]]))
  assert.deepEqual((await again.event(page.event_id)).event, (await source.event(page.event_id)).event)
})

test('Chrome trace events: a process for each service, and spans of a thread within each other', () => {
  const model = buildModel(
    trace(
      transaction('page', 0, 100, [
        { id: 'a', start: 10, duration: 40 },
        { id: 'b', start: 30, duration: 40 },
        { id: 'c', parent: 'a', start: 12, duration: 5 },
      ]),
      transaction('api', 12, 20, [], { parent_span_id: 'a', service: 'api' }),
    ),
  )
  const { traceEvents } = chromeTrace(model)
  const spans = traceEvents.filter(({ ph }) => ph === 'X')
  assert.deepEqual(
    traceEvents.filter(({ ph }) => ph === 'M').map(({ args }) => args.name),
    ['shop', 'api'],
  )
  assert.deepEqual(
    spans.find(({ name }) => name === 'GET /a'),
    {
      name: 'GET /a',
      cat: 'http.client',
      ph: 'X',
      pid: 1,
      tid: 1,
      ts: 1_700_000_000_010_000,
      dur: 40_000,
      args: { op: 'http.client', span_id: 'a', status: null },
    },
  )
  assert.equal(spans.find(({ name }) => name === 'GET /b')!.tid, 2)
  for (const one of spans) {
    for (const other of spans) {
      if (one === other || one.pid !== other.pid || one.tid !== other.tid) continue
      const [a, b] = [one, other].sort((x, y) => x.ts! - y.ts! || y.dur! - x.dur!)
      assert.ok(b!.ts! >= a!.ts! + a!.dur! || b!.ts! + b!.dur! <= a!.ts! + a!.dur!, `${a!.name} and ${b!.name} overlap`)
    }
  }
})

test('an envelope: transactions by length, and a container of spans', async () => {
  const payload = JSON.stringify({
    type: 'transaction',
    event_id: 'e1',
    transaction: '/ü',
    start_timestamp: 1700000000.5,
    timestamp: '2023-11-14T22:13:21.500Z',
    tags: { a: 'b' },
    contexts: { trace: { trace_id: 't1', span_id: 's1', op: 'pageload', status: 'ok' } },
    spans: [
      {
        span_id: 's2',
        parent_span_id: 's1',
        op: 'db',
        description: 'SELECT 1',
        start_timestamp: 1700000000.6,
        timestamp: 1700000000.7,
        data: { rows: 3 },
        origin: 'auto',
      },
    ],
  })
  const v2 = JSON.stringify({
    version: 2,
    items: [
      {
        trace_id: 't1',
        span_id: 's4',
        parent_span_id: 's3',
        name: 'query',
        start_timestamp: 1700000000.65,
        end_timestamp: 1700000000.66,
        status: 'error',
        attributes: { 'sentry.op': { value: 'db', type: 'string' }, 'sentry.segment.id': { value: 's3', type: 'string' } },
      },
      {
        trace_id: 't1',
        span_id: 's3',
        parent_span_id: 's2',
        name: 'GET /api',
        is_segment: true,
        start_timestamp: 1700000000.61,
        end_timestamp: 1700000000.69,
        status: 'ok',
        attributes: { 'service.name': { value: 'api', type: 'string' } },
      },
    ],
  })
  const text = `{"event_id":"e1"}\n{"type":"transaction","length":${Buffer.byteLength(payload)}}\n${payload}\n{"type":"session"}\n{}\n{"type":"span","content_type":"application/vnd.sentry.items.span.v2+json"}\n${v2}\n`
  const source = fileSource(readFile(text))
  const { transactions, ops } = await source.trace('')
  assert.deepEqual(
    transactions.map(({ name, duration, service }) => [name, Math.round(duration), service]),
    [
      ['/ü', 1000, null],
      ['GET /api', 80, 'api'],
    ],
  )
  assert.deepEqual(
    transactions.map(({ spans }) => spans.map(span => [span[0], ops[span[2]], span[3]])),
    [[['s2', 'db', 'SELECT 1']], [['s4', 'db', 'query']]],
  )
  assert.deepEqual(await source.spans('e1', ['s2']).then(([span]) => [span!.data, span!.extra]), [{ rows: 3 }, { origin: 'auto' }])
})

test('OTLP as JSON, also one export in a line: services are joined', async () => {
  const span = (id: string, parent: string | undefined, kind: number, name: string, start: number, attributes: object[] = []) => ({
    traceId: 'AB',
    spanId: id,
    parentSpanId: parent,
    name,
    kind,
    startTimeUnixNano: `17000000000${start}000000`,
    endTimeUnixNano: `17000000000${start + 5}500000`,
    attributes,
    status: { code: kind === 3 ? 2 : 0 },
  })
  const service = (name: string, ...spans: object[]) => ({
    resourceSpans: [{ resource: { attributes: [{ key: 'service.name', value: { stringValue: name } }] }, scopeSpans: [{ spans }] }],
  })
  const text = [
    service(
      'shop',
      span('01', undefined, 2, 'GET /', 10, [{ key: 'http.request.method', value: { stringValue: 'GET' } }]),
      span('02', '01', 3, 'call', 12, [{ key: 'n', value: { intValue: '7' } }]),
    ),
    service('api', span('03', '02', 2, 'POST /x', 13)),
  ]
    .map(one => JSON.stringify(one))
    .join('\n')
  const source = fileSource(readFile(text))
  const model = buildModel(await source.trace(''))
  assert.deepEqual([...model.depth], [0, 1, 2])
  assert.deepEqual(
    model.trace.transactions.map(({ service: name, op, duration }) => [name, op, duration]),
    [
      ['shop', 'http.server', 5.5],
      ['api', null, 5.5],
    ],
  )
  assert.equal(model.errors[0], 1)
  assert.deepEqual((await source.spans('01', ['02']))[0]!.data, { n: 7 })
})

test('what is no trace is refused in words', () => {
  assert.throws(() => readFile('hello'), /neither an envelope, nor OTLP/)
})

test('phases of a request, in both spellings', () => {
  const own = resourcePhases(
    {
      'http.request.dns_duration': 10,
      'http.request.connect_duration': 25,
      'http.request.tls_duration': 15,
      'http.request.request_duration': 40,
      'http.request.response_duration': 20,
      'http.request.time_to_first_byte': 0.08,
    },
    0,
    100,
  )
  assert.deepEqual(
    own.map(({ name, from, to }) => [name, from, to]),
    [
      ['DNS', 5, 15],
      ['connect', 15, 25],
      ['TLS', 25, 40],
      ['waiting', 40, 80],
      ['response', 80, 100],
    ],
  )
  const points = resourcePhases(
    {
      'http.request.request_start': 1700000000.01,
      'http.request.response_start': 1700000000.05,
      'http.request.response_end': 1700000000.06,
    },
    1_700_000_000_000,
    60,
  )
  assert.deepEqual(
    points.map(({ name, from, to }) => [name, Math.round(from), Math.round(to)]),
    [
      ['waiting', 10, 50],
      ['response', 50, 60],
    ],
  )
  assert.deepEqual(resourcePhases({ other: 1 }, 0, 10), [])
})

test('transfers and folded spans in words', () => {
  assert.deepEqual(
    transferFacts({
      'http.response_transfer_size': 0,
      'http.decoded_response_content_length': 10,
      'resource.render_blocking_status': 'blocking',
    }),
    [
      ['transferred', 0],
      ['decoded', 10],
      ['cache', 'from the cache'],
      ['render blocking', 'blocking'],
    ],
  )
  assert.deepEqual(foldedInWords({ 'resource.count': 37, 'resource.duration.min': 3 }), { count: 37, shortest: 3, longest: null })
  assert.equal(foldedInWords({}), null)
})

test('a measurement that is no number is none', () => {
  assert.equal(measured({ value: { strange: true } }), null)
  assert.equal(measured(null), null)
  assert.deepEqual(measured({ value: 2.5, unit: 'second' }), { value: 2500, isTime: true })
  assert.deepEqual(
    [rating('lcp', 2500), rating('lcp', 2501), rating('cls', 0.3), rating('odd', 1)],
    ['good', 'needs improvement', 'poor', null],
  )
})
