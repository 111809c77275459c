import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import {
  DATA,
  FINISH,
  HIDE,
  HOLD,
  IGNORED,
  LINK,
  NAVIGATION,
  PAGELOAD,
  REQUEST,
  SCOPE_VALUE,
  SPAN,
  STATUS,
  TAG,
  TRANSACTION,
} from '../../../js/seam/commands.ts'
import { createCompletion } from '../../../js/core/complete.ts'
import type { Command, Shim } from '../../../js/seam/host.ts'
import { jsonOf } from '../../../js/base/values.ts'
import { spanId } from '../../../js/trace/trace.ts'
import { eachOf, listOf } from '../support/commands.ts'
import { setGlobals } from '../support/core-fakes.ts'

const seed = [1, 2, 3, 4]
const traceId = 'a'.repeat(32)
const config = { url: '', traced: [], rest: {}, dsn: 'https://k@host.test/1' }
const completion = (options: Parameters<typeof createCompletion>[1] = {}) => {
  const complete = createCompletion({ config, seed, spanId, jsonOf } as unknown as Shim, options)
  return (commands: Command[], room = 65536) => eachOf(complete(listOf(...commands), room))
}
const started = (kind: number, handle = 1): Command => [
  TRANSACTION,
  [5, handle, kind, 0, 0],
  [traceId, '', '/', 'url', 'x', 'manual', '', '[false,null]'],
]
const link = (handle: number, trace: string): Command => [LINK, [handle], [trace, 'previous_trace']]
const own = (handle: number): string => `${traceId}-${spanId(1, 2, handle)}-1`

let storage: Record<string, string>
let restore: () => void
beforeEach(() => {
  storage = {}
  restore = setGlobals({ sessionStorage: storage, location: { origin: 'https://shop.test' } })
})
afterEach(() => restore())

test('a transaction gets its trace header, other commands stay as they are', () => {
  const [transaction, finish] = completion()([started(PAGELOAD), [FINISH, [9, 1, NaN], []]])
  assert.deepEqual(JSON.parse(transaction![2][7]!), { trace_id: traceId, public_key: 'k', sampled: 'true' })
  assert.deepEqual(finish, [FINISH, [9, 1, NaN], []])
  assert.deepEqual(storage, {}, 'nothing is stored unless it is asked for')
})

test('what ends when the page is left learns how much the browser still takes', () => {
  assert.deepEqual(completion()([[HIDE, [9, undefined], []]], 4000), [[HIDE, [9, 4000], []]])
})

test('of what the page gave as JSON only what receivers read goes on', () => {
  const data: Command = [DATA, [1], ['C:\\ud800', '"a\\ud800b"']]
  const refused: Command = [SCOPE_VALUE, [5, 1, 1], ['k', '1e999']]
  const tag: Command = [TAG, [1], ['k', 'C:\\ud800']]
  assert.deepEqual(completion()([data, tag, refused]), [
    [DATA, [1], ['C:\\ud800', '"a\ufffdb"']],
    tag,
    [SCOPE_VALUE, [5, 1, 1], ['k', '?']],
  ])
})

test('spans that are ignored are left out with all that is said of them, and what is below moves up', () => {
  const span = (handle: number, parent: number, description: string): Command => [
    SPAN,
    [5, handle, 1, parent, NaN],
    ['task', description, ''],
  ]
  const request = (handle: number, parent: number, url: string, type = 0): Command => [REQUEST, [5, handle, 1, parent, type], ['GET', url]]
  const complete = completion({ ignoreSpans: ['noise', '/health'] })
  assert.deepEqual(
    complete([
      started(PAGELOAD),
      span(2, 1, 'noise'),
      [TAG, [2], ['a', 'b']],
      [TAG, [1], ['a', 'b']],
      span(3, 2, 'kept'),
      request(4, 2, 'https://a.test/health'),
      [FINISH, [6, 2, NaN], []],
    ]).slice(1),
    [[TAG, [1], ['a', 'b']], span(3, 1, 'kept'), request(4, 1, 'https://a.test/health', IGNORED)],
  )
  assert.deepEqual(complete([[FINISH, [7, 2, NaN], []], [FINISH, [7, 3, NaN], []], request(5, 3, '/')]), [
    [FINISH, [7, 3, NaN], []],
    request(5, 3, '/'),
  ])
})

test('a pageload is held from its start until the page says that it is loaded', () => {
  const complete = completion({ enableReportPageLoaded: true })
  assert.deepEqual(
    complete([started(PAGELOAD), started(NAVIGATION, 2)]).map(([code, numbers]) => [code, numbers.slice(0, 3)]),
    [
      [TRANSACTION, [5, 1, PAGELOAD]],
      [HOLD, [5, 1, 1]],
      [TRANSACTION, [5, 2, NAVIGATION]],
    ],
  )
})

test('links to previous traces can be left out, others not', () => {
  const stale: Command = [LINK, [1], ['x', 'stale_trace']]
  assert.deepEqual(completion({ linkPreviousTrace: 'off' })([stale, link(2, own(1))]), [stale])
  assert.deepEqual(completion()([stale, link(2, own(1))]), [stale, link(2, own(1))])
})

test('links that the page gave become one command each; what names no span is none', () => {
  const spanId = 'b'.repeat(16)
  const context = { traceId, spanId }
  const links = [
    { context },
    { context: { ...context, sampled: true }, attributes: { 'sentry.link.type': 'previous_trace', other: 1 } },
    { context: { ...context, sampled: false, traceFlags: 1 } },
    { context: { ...context, traceFlags: 3 } },
    { context: { ...context, traceFlags: 0 } },
    null,
    5,
    {},
    { context: null },
  ]
  const text = `${traceId}-${spanId}`
  assert.deepEqual(
    completion({ linkPreviousTrace: 'off' })([[LINK, [7], [JSON.stringify(links), '']]]),
    [
      [text, ''],
      [text + '-1', 'previous_trace'],
      [text + '-0', ''],
      [text + '-1', ''],
      [text + '-0', ''],
      ['?', ''],
      ['?', ''],
      ['?', ''],
      ['?', ''],
    ].map(strings => [LINK, [7], strings]),
  )
  assert.deepEqual(completion()([[LINK, [7], ['?', '']]]), [[LINK, [7], ['?', '']]])
  assert.deepEqual(completion()([[LINK, [7], ['[]', '']]]), [])
  assert.deepEqual(completion()([[LINK, [7], ['{}', '']]]), [[LINK, [7], ['?', '']]], 'no list')
})

test('a status may have a code', () => {
  const words = (status: unknown) =>
    completion()([[STATUS, [1], [typeof status === 'string' ? status : JSON.stringify(status)]]]).map(([, , [word]]) => word)
  assert.deepEqual(
    [
      { code: 0 },
      { code: 1 },
      { code: 2 },
      { code: 2, message: 'not_found' },
      { code: 2, message: { toString: 1 } },
      {},
      [],
      { code: 'x' },
      'ok',
      '{x',
    ].map(words),
    [[], ['ok'], ['internal_error'], ['internal_error', 'not_found'], ['internal_error', ''], ['?'], ['?'], ['?'], ['ok'], ['?']],
  )
})

test('with session-storage a pageload is linked to the last page of the tab, when that is less than an hour ago', t => {
  t.mock.timers.enable({ apis: ['Date'], now: 1_700_000_000_000 })
  const first = completion({ linkPreviousTrace: 'session-storage' })
  assert.deepEqual(first([started(PAGELOAD)]).length, 1)
  first([started(NAVIGATION, 7), link(7, own(1))])
  t.mock.timers.setTime(1_700_003_599_999)
  const [, linked] = completion({ linkPreviousTrace: 'session-storage' })([started(PAGELOAD)])
  assert.deepEqual(linked, link(1, own(7)))
  t.mock.timers.setTime(1_700_003_599_999 + 3_600_000)
  assert.equal(completion({ linkPreviousTrace: 'session-storage' })([started(PAGELOAD)]).length, 1)
})

test('storage that is refused is none', () => {
  restore()
  restore = setGlobals({ sessionStorage: undefined })
  assert.equal(completion({ linkPreviousTrace: 'session-storage' })([started(PAGELOAD)]).length, 1)
})
