/** Sentry's names of today: what each writes. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { named, type Command } from './support/commands.ts'
import { warnings } from './support/page.ts'

const headwater = await import('../../js/index.ts')
const { readOptions } = await import('../../js/options/read-options.ts')
const current = await import('../../js/page/current.ts')
const views = await import('../../js/page/page-view.ts')
const { takeCommands } = await import('../../js/record/command-buffer.ts')
const { begin, plan } = await import('../../js/page/requests.ts')
const { addressOf } = await import('../../js/trace/address.ts')
const code = await import('../../js/seam/commands.ts')
const { whenRecorded } = await import('../../js/page/open-transaction.ts')
const { startRecording } = await import('../../js/start/start-recording.ts')
whenRecorded(startRecording)

const taken = (name?: string): Command[] => named(takeCommands()).filter(({ command }) => !name || command === name)
const use = (options: object = {}): void =>
  current.configure(readOptions({ dsn: 'https://abc123@sentry.test/42', tracesSampleRate: 1, ...options }))
const traceId = 'c'.repeat(32)
const parentSpanId = 'd'.repeat(16)

/** The header of a request that is made now. */
function header(): string | undefined {
  const planned = plan(addressOf('/x'), code.FETCH)
  return planned && begin(planned, 'get') ? planned._header : undefined
}

test('what is started before init is named once, and works as ever', () => {
  assert.equal(
    headwater.startSpan({ name: 'early' }, span => span.isRecording()),
    false,
  )
  headwater.startTransaction('too').finish()
  assert.deepEqual(warnings.splice(0), ['Headwater: "early" started before init; not recorded'])
  assert.equal(headwater.getActiveSpan(), undefined)
  headwater.setMeasurement('early', 1)
  assert.equal(
    headwater.continueTrace({ sentryTrace: `${traceId}-${parentSpanId}-1` }, () => 7),
    7,
  )
  assert.deepEqual(taken(), [])
})

test('a page without a transaction of its own has no active span', () => {
  use()
  views.openPage(code.OWNER, 0)
  assert.equal(headwater.getActiveSpan(), undefined)
})

/** A page view that is recorded, of which nothing has been said yet. */
function openPage() {
  use()
  views.openPage(code.PAGELOAD, 0)
  takeCommands()
  warnings.length = 0
  return current.page!
}

test("a measurement is the transaction's, whichever span sets it; what is no number is none", () => {
  const page = openPage()
  const transaction = headwater.startTransaction('own')
  const span = transaction.startChild({ op: 'a' })
  takeCommands()
  assert.equal(span.setMeasurement('rows', 5, 'byte'), span)
  transaction.setMeasurement('ratio', 0.5)
  headwater.setMeasurement('shown', 12, 'millisecond')
  headwater.withActiveSpan(span, () => headwater.setMeasurement('inner', 1, 'none'))
  for (const bad of [null, undefined, '5', NaN, {}, Symbol(), 5n]) headwater.setMeasurement('bad', bad as never, bad as never)
  const measurements = taken('measurement')
  assert.deepEqual(
    measurements.splice(0, 4).map(({ command, ...values }) => Object.values(values)),
    [
      [transaction._handle, 5, 'rows', 'byte'],
      [transaction._handle, 0.5, 'ratio', ''],
      [page._handle, 12, 'shown', 'millisecond'],
      [transaction._handle, 1, 'inner', 'none'],
    ],
  )
  assert.deepEqual(
    measurements.map(({ value }) => value),
    Array(7).fill(NaN),
  )
})

test('links go as they were given, for the core module to read', () => {
  openPage()
  const link = { context: { traceId, spanId: parentSpanId, sampled: true }, attributes: { 'sentry.link.type': 'previous_trace' } }
  const span = headwater.startInactiveSpan({ name: 'a', links: [link] })
  assert.equal(span.addLink(link).addLinks([link, link]), span)
  span
    .addLink({ context: span.spanContext() })
    .addLinks(null as never)
    .addLinks([Symbol()] as never)
  const json = JSON.stringify(link)
  assert.deepEqual(
    taken('link').map(({ handle, trace }) => [handle, trace]),
    [`[${json}]`, `[${json}]`, `[${json},${json}]`, JSON.stringify([{ context: span.spanContext() }]), 'null', '[null]'].map(text => [
      span._handle,
      text,
    ]),
  )
})

test('several tags or extras at once', () => {
  const page = openPage()
  headwater.setTags({ a: 1, b: null })
  headwater.setExtras({ c: [1], d: undefined })
  headwater.configureScope(scope => void (scope.setTags({ e: 'x' }), scope.setExtras({ f: {} })))
  page.setTags({ g: true, h: 'y' })
  for (const bad of [null, undefined, 5, 'text', [1], Symbol()])
    for (const set of [headwater.setTags, headwater.setExtras]) set(bad as never)
  const commands = taken()
  assert.deepEqual(
    commands.map(({ command, key, value, json, present }) => [command, key, value ?? json, present]),
    [
      ['scope_tag', 'a', '1', 1],
      ['scope_tag', 'b', '', 0],
      ['scope_value', 'c', '[1]', 1],
      ['scope_value', 'd', '', 0],
      ['scope_tag', 'e', 'x', 1],
      ['scope_value', 'f', '{}', 1],
      ['tag', 'g', 'true', undefined],
      ['tag', 'h', 'y', undefined],
      ['refused', undefined, undefined, undefined],
    ],
  )
  assert.equal(commands.at(-1)!.count, 4 * 2, 'null and undefined are empty')
})

test('the active span is the innermost that is open, else the page', () => {
  const page = openPage()
  assert.equal(headwater.getActiveSpan(), page)
  headwater.startSpan({ name: 'a' }, span => assert.equal(headwater.getActiveSpan(), span))
  headwater.withActiveSpan(null, () => assert.equal(headwater.getActiveSpan(), page))
})

test('a span that is ended by hand is active in the callback, and fails with it while it is open', async () => {
  openPage()
  const ends = () =>
    taken()
      .filter(({ command }) => /status|finish/.test(String(command)))
      .map(({ command, status }) => status ?? command)
  const answer = {}
  let end!: () => void
  assert.equal(
    headwater.startSpanManual({ name: 'a' }, (span, finish) => {
      assert.equal(headwater.getActiveSpan(), span)
      end = finish
      return answer
    }),
    answer,
  )
  assert.deepEqual(ends(), [])
  end()
  end()
  assert.deepEqual(ends(), ['finish'])
  const error = new Error('mine')
  assert.throws(
    () =>
      headwater.startSpanManual({ name: 'a' }, () => {
        throw error
      }),
    error,
  )
  await assert.rejects(
    headwater.startSpanManual({ name: 'a' }, async () => {
      throw error
    }),
    error,
  )
  assert.deepEqual(ends(), ['internal_error', 'internal_error'])
  assert.throws(
    () =>
      headwater.startSpanManual({ name: 'a' }, span => {
        span.end()
        throw error
      }),
    error,
  )
  assert.deepEqual(ends(), ['finish'])
  assert.equal(headwater.startSpanManual({ name: 'a' }, undefined as never), undefined)
  assert.deepEqual(warnings, ['Headwater: no callback'])
})

test('what starts in a continued trace belongs to it, requests carry it on', () => {
  const page = openPage()
  const sentryTrace = `${traceId}-${parentSpanId}-1`
  const answer = headwater.continueTrace(
    { sentryTrace, baggage: [`sentry-trace_id=${traceId}`, 'sentry-sample_rand=0.5'] },
    (...given: unknown[]) => {
      assert.deepEqual(given, [])
      assert.equal(headwater.getActiveSpan(), undefined)
      assert.equal(header(), sentryTrace, 'with no span of ours between')
      assert.deepEqual(headwater.getTraceHeaders(), { 'sentry-trace': sentryTrace })
      headwater.startSpan({ name: 'a', op: 'task' }, span => {
        assert.equal(headwater.getActiveSpan(), span)
        assert.match(header()!, new RegExp(`^${traceId}-(?!${parentSpanId}).{16}-1$`))
        headwater.startInactiveSpan({ name: 'child' }).end()
      })
      headwater.startTransaction('b').finish()
      return 7
    },
  )
  assert.equal(answer, 7)
  const commands = taken()
  const transactions = commands.filter(({ command }) => command === 'transaction')
  assert.deepEqual(
    transactions.map(({ name, trace_id, parent_span_id, dsc }) => [name, trace_id, parent_span_id, dsc]),
    ['a', 'b'].map(name => [name, traceId, parentSpanId, JSON.stringify([false, { trace_id: traceId, sample_rand: '0.5' }, null, null])]),
  )
  const requests = commands.filter(({ command }) => command === 'request')
  assert.deepEqual(
    requests.map(({ root }) => root),
    [transactions[0]!.handle],
    'the one outside is a resource',
  )
  assert.deepEqual(
    commands.filter(({ command }) => command === 'span').map(({ root }) => root),
    [transactions[0]!.handle],
  )
  assert.equal(headwater.getActiveSpan(), page)
})

test('a continued decision holds, what is undecided is decided once, and no trace is a new one', () => {
  const page = openPage()
  assert.equal(
    headwater.continueTrace({ sentryTrace: `${traceId}-${parentSpanId}-0` }, () => (headwater.startTransaction('a').finish(), header())),
    `${traceId}-${parentSpanId}-0`,
  )
  assert.deepEqual(taken(), [])
  use({ tracesSampleRate: 0.5 })
  for (let i = 0; i < 20; i++) {
    const headers = headwater.continueTrace({ sentryTrace: `${traceId}-${parentSpanId}` }, () =>
      ['a', 'b'].flatMap(name => [header(), headwater.startSpan({ name }, header)]),
    )
    assert.equal(new Set(headers.map(text => text!.split('-')[2])).size, 1)
  }
  use()
  for (const bad of [
    {},
    null,
    undefined,
    5,
    { sentryTrace: 'nonsense', baggage: Symbol() },
    {
      get sentryTrace() {
        throw 1
      },
    },
  ]) {
    const [direct, inside] = headwater.continueTrace(bad as never, () => [header()!, headwater.startSpan({ name: 'a' }, () => header()!)])
    const [id, span, decision] = direct!.split('-')
    assert.deepEqual([inside!.split('-')[0], decision, span!.length], [id, '1', 16])
    assert.notEqual(id, page._trace.traceId)
  }
  assert.equal(headwater.continueTrace({}, undefined as never), undefined)
  assert.deepEqual(warnings, ['Headwater: no callback'])
})
