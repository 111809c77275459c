import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { applyBeforeSend as apply } from '../../../../js/core/filter/before-send.ts'
import { jsonOf } from '../../../../js/base/values.ts'

const applyBeforeSend = (envelope: Uint8Array<ArrayBuffer>, options: Parameters<typeof apply>[1]) => apply(envelope, options, jsonOf)

const encode = (text: string) => new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>
const HEADER = '{"event_id":"00000000000000000000000000000001"}\n'

function envelope(payload: object, rest = '', type = 'transaction'): Uint8Array<ArrayBuffer> {
  const body = JSON.stringify(payload)
  return encode(`${HEADER}{"type":"${type}","length":${encode(body).length}}\n${body}${rest}`)
}

const textOf = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes)
const textOfEnvelope = (...args: Parameters<typeof envelope>): string => textOf(envelope(...args))

test('the edited event is framed with its length in bytes, and what follows is kept', async () => {
  const rest = '\n{"type":"client_report","length":2}\n{}\n'
  const edited = applyBeforeSend(
    envelope({ type: 'transaction', transaction: '/käse', transaction_info: { source: 'url' }, n: 1700000000.123456 }, rest),
    {
      beforeSendTransaction(event) {
        assert.equal(event.transaction, '/käse')
        return { ...event, transaction: '/日本' }
      },
    },
  )
  assert.equal(
    textOf(edited),
    textOfEnvelope({ type: 'transaction', transaction: '/日本', transaction_info: { source: 'custom' }, n: 1700000000.123456 }, rest),
  )
})

test('a name that the hook changes is custom, unless it has changed the source', async () => {
  const event = { type: 'transaction', transaction: '/a/:id', transaction_info: { source: 'route' } }
  const hooks: [(event: any) => any, string, string][] = [
    [event => event, '/a/:id', 'route'],
    [event => Object.assign(event, { transaction: 'mine' }), 'mine', 'custom'],
    [event => ({ ...event, transaction: 'mine' }), 'mine', 'custom'],
    [event => ({ ...event, transaction: '/b', transaction_info: { source: 'url' } }), '/b', 'url'],
    [event => ((event.transaction_info.source = 'view'), { ...event, transaction: 'View' }), 'View', 'view'],
    [event => ({ ...event, transaction_info: { source: 'url' } }), '/a/:id', 'url'],
  ]
  for (const [beforeSendTransaction, transaction, source] of hooks) {
    const text = textOf(applyBeforeSend(envelope(event), { beforeSendTransaction }))
    assert.equal(text, textOfEnvelope({ type: 'transaction', transaction, transaction_info: { source } }))
  }
  const frozen = (event: any) => ({ ...event, transaction: 'mine', transaction_info: Object.freeze({ source: 'route' }) })
  assert.ok(applyBeforeSend(envelope(event), { beforeSendTransaction: frozen }), 'is sent as it is')
})

test('of a circle in what the hook returns all else is sent', async () => {
  const edited = applyBeforeSend(envelope({ type: 'transaction' }), {
    beforeSendTransaction: (event: any) => ((event.extra = { event }), event),
  })
  assert.equal(textOf(edited), textOfEnvelope({ type: 'transaction', extra: { event: '[Circular ~]' } }))
})

test('null drops without a word', () => {
  const warn = mock.method(console, 'warn', () => {})
  assert.equal(applyBeforeSend(envelope({}), { beforeSendTransaction: () => null }), undefined)
  assert.equal(warn.mock.callCount(), 0)
  warn.mock.restore()
})

test('a hook that fails keeps the event on the page and warns once in all', () => {
  const warn = mock.method(console, 'warn', () => {})
  const failing: any[] = [
    () => {
      throw new Error('secret')
    },
    () => undefined,
    () => 'text',
    () => ({}),
    () => {
      throw Object.create(null)
    },
    async (event: unknown) => event,
    (event: any) => ({
      ...event,
      type: 'transaction',
      get extra() {
        throw new Error('mine')
      },
    }),
  ]
  for (const hook of failing) assert.equal(applyBeforeSend(envelope({}), { beforeSendTransaction: hook }), undefined)
  assert.equal(warn.mock.callCount(), 1)
  assert.match(String(warn.mock.calls[0]!.arguments[0]), /beforeSendTransaction failed/)
  warn.mock.restore()
})

test('half a surrogate pair left by a hook does not reach the wire', async () => {
  const edited = applyBeforeSend(envelope({}), {
    beforeSendTransaction: () => ({ type: 'transaction', cut: '🙂'.slice(0, 1), whole: '🙂', n: null }) as never,
  })
  assert.equal(textOf(edited), textOfEnvelope({ type: 'transaction', cut: '\ufffd', whole: '🙂', n: null }))
})

test('an envelope of another kind passes unchanged', () => {
  const report = envelope({}, '', 'client_report')
  const same = applyBeforeSend(report, {
    beforeSendTransaction() {
      throw new Error('not for this')
    },
  })
  assert.equal(same, report)
})

test('ignored spans are gone before the hook sees the event, an ignored root sends nothing', async () => {
  const event = (transaction: string) => ({
    type: 'transaction',
    transaction,
    contexts: { trace: { op: 'pageload' } },
    spans: [{ span_id: 'a', parent_span_id: 'r', op: 'mark', description: 'x' }],
  })
  const kept = { ...event('/cart'), spans: [] }
  const ignoreSpans = ['mark', '/health']
  assert.equal(textOf(applyBeforeSend(envelope(event('/cart')), { ignoreSpans })), textOfEnvelope(kept))
  const hook = mock.fn((seen: any) => seen)
  assert.equal(applyBeforeSend(envelope(event('/health')), { ignoreSpans, beforeSendTransaction: hook }), undefined)
  assert.equal(hook.mock.callCount(), 0)
  textOf(applyBeforeSend(envelope(event('/cart')), { ignoreSpans, beforeSendTransaction: hook }))
  assert.deepEqual(hook.mock.calls[0]!.arguments[0], kept)
})

test('without either option the bytes are those of the core', () => {
  const bytes = envelope({})
  assert.equal(applyBeforeSend(bytes, {}), bytes)
})
