import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { named as describe, type Command } from '../support/commands.ts'
import { dispatch, warnings } from '../support/page.ts'

const { readOptions } = await import('../../../js/options/read-options.ts')
const current = await import('../../../js/page/current.ts')
const views = await import('../../../js/page/page-view.ts')
const headwater = await import('../../../js/index.ts')
const { takeCommands } = await import('../../../js/record/command-buffer.ts')
const { begin, end, plan } = await import('../../../js/page/requests.ts')
const { addressOf } = await import('../../../js/trace/address.ts')
const cause = await import('../../../js/page/cause.ts')
const code = await import('../../../js/seam/commands.ts')
type Options = Parameters<typeof readOptions>[0]

const { scope } = await import('../../../js/record/scope.ts')
const { takeHeld } = await import('../../../js/watch/held-entries.ts')
const { whenRecorded } = await import('../../../js/page/open-transaction.ts')
const { startRecording } = await import('../../../js/start/start-recording.ts')
whenRecorded(startRecording)
const { openPage } = views
const dsn = 'https://abc123@sentry.test/42'

const taken = (): Command[] => describe(takeCommands())
const named = (commands: Command[], name: string): Command[] => commands.filter(({ command }) => command === name)
const use = (options: Options = {}): void => current.configure(readOptions({ dsn, tracesSampleRate: 1, ...options }))

/** Makes a request as the hooks do; its header. */
function request(address: string, type = code.FETCH): string | undefined {
  const planned = plan(addressOf(address), type)
  if (!planned || !begin(planned, 'get')) return
  end(planned, 200, code.ANSWERED)
  return planned._header
}

test('an unsampled page makes no command, and all its requests share one header', () => {
  use({ tracesSampleRate: 0 })
  openPage(code.PAGELOAD, 0)
  const header = request('/a')!
  assert.match(header, /^[0-9a-f]{32}-[0-9a-f]{16}-0$/)
  assert.equal(request('https://shop.test/b'), header)
  const transaction = headwater.startTransaction({ name: 'x', op: 'task', tags: { a: '1' } })
  const span = transaction.startChild({ op: 'y' })
  span.setTag('a', 1).setData('b', 2).setStatus('ok').setHttpStatus(500).setName('z').setAttributes({ c: 1 })
  span.finish()
  transaction.finish()
  assert.equal(span.toTraceparent(), header)
  assert.equal(headwater.getActiveTransaction()!.toTraceparent(), header)
  assert.deepEqual(headwater.getTraceHeaders(), { 'sentry-trace': header })
  assert.equal(
    headwater.startSpan({ name: 'n' }, () => request('/c')),
    header,
  )
  assert.deepEqual(taken(), [])
})

test('undecided: the header has no third part, nothing is recorded', () => {
  current.configure(readOptions({ dsn }))
  openPage(code.PAGELOAD, 0)
  assert.match(request('/a')!, /^[0-9a-f]{32}-[0-9a-f]{16}$/)
  assert.deepEqual(taken(), [])
})

test('the first sampled page begins the recording: scope, page, what ends it, and what mars it for the core to judge', () => {
  headwater.setTag('early', 'yes')
  use()
  openPage(code.PAGELOAD, 0)
  const commands = taken()
  assert.deepEqual(
    commands.map(({ command }) => command),
    ['scope_tag', 'transaction'],
  )
  const [tag, page] = commands as [Command, Command]
  assert.deepEqual({ ...tag, t: 1 }, { command: 'scope_tag', t: 1, present: 1, key: 'early', value: 'yes' })
  assert.deepEqual(
    [page.kind, page.start, page.name, page.source, page.op, page.origin, page.url, page.parent_span_id],
    [1, 0, '/cart', 'url', 'pageload', 'auto.pageload.browser', 'https://shop.test/cart?id=1#top', ''],
  )
  const [isOurs, baggage, rate, random] = JSON.parse(page.dsc as string) as unknown[]
  assert.deepEqual([isOurs, baggage, rate], [true, null, 1])
  assert.match(random as string, /^0\.\d{6}$/)
  assert.ok(Math.abs((page.epoch as number) - Date.now()) < 1000)
  dispatch('error')
  dispatch('unhandledrejection')
  dispatch('pagehide')
  assert.deepEqual(
    taken().map(({ command }) => command),
    ['hide', 'root_sent'],
  )
  assert.deepEqual(
    takeHeld().map(([event]) => (event as Event).type),
    ['error', 'unhandledrejection'],
  )
  isRecording = true
})

// Once the recording has begun, each test has a page of its own.
let isRecording = false
beforeEach(() => {
  if (!isRecording) return
  scope.setSpan()
  use()
  openPage(code.NAVIGATION, NaN)
  takeCommands()
  warnings.length = 0
})

const idOf = (header: string): string => header.split('-')[1]!

test('a request has its own span, and its header names it', () => {
  const first = request('/a?b=c#d')!
  const second = request('/a')!
  const [one, reply, two] = taken() as [Command, Command, Command]
  assert.deepEqual(
    { ...one, t: 0 },
    {
      command: 'request',
      t: 0,
      handle: one.handle,
      root: current.page!._handle,
      parent: current.page!._handle,
      type: 0,
      method: 'GET',
      url: 'https://shop.test/a?b=c#d',
    },
  )
  assert.deepEqual({ ...reply, t: 0 }, { command: 'response', t: 0, handle: one.handle!, code: 200, outcome: 0 })
  assert.notEqual(two.handle, one.handle)
  assert.notEqual(first, second)
  assert.match(first, /-1$/)
  assert.notEqual(idOf(first), idOf(current.page!.toTraceparent()))
})

test('span and header are two decisions', () => {
  assert.equal(request('https://other.test/'), undefined)
  assert.equal(named(taken(), 'request').length, 1)
  use({ shouldCreateSpanForRequest: url => !url.includes('/poll') })
  assert.equal(request('/poll'), current.page!.toTraceparent())
  // The core is told, for its entry.
  assert.deepEqual(
    named(taken(), 'request').map(({ type }) => type),
    [code.FETCH + code.IGNORED],
  )
  use({ traceXHR: false })
  assert.equal(request('/a', code.XHR), current.page!.toTraceparent())
  assert.equal(named(taken(), 'request').length, 0)
  request('/a', code.FETCH)
  assert.equal(named(taken(), 'request').length, 1)
  use({
    shouldCreateSpanForRequest() {
      throw new Error('no')
    },
  })
  assert.match(request('/a')!, /-1$/)
  assert.equal(warnings.length, 1)
})

test('our own uploads and what is not http are never touched', () => {
  use({ tracingOrigins: [/./] })
  for (const address of [
    'https://sentry.test/api/42/envelope/',
    'https://sentry.test/api/42/envelope/?x',
    'data:,x',
    'blob:https://shop.test/1',
    'http://[',
  ]) {
    assert.equal(request(address), undefined, address)
  }
  assert.match(request('https://sentry.test/api/43/')!, /-1$/)
  assert.equal(named(taken(), 'request').length, 1)
})

test('a presigned URL has a span and no header', () => {
  assert.equal(request('/file?X-Amz-Signature=1'), undefined)
  assert.equal(named(taken(), 'request').length, 1)
})

test('another origin that failed with the header goes without, and gets none any more when it answers then', () => {
  use({ tracingOrigins: ['api.test', 'down.test'] })
  const make = (address: string, outcome: number, status = 0) => {
    const planned = plan(addressOf(address), code.FETCH)!
    begin(planned, 'GET')
    planned._isSent = outcome === code.FAILED
    end(planned, status, outcome)
    return planned._header
  }
  make('https://api.test/aborted', code.ABORTED)
  assert.ok(make('https://api.test/x?1', code.FAILED))
  assert.equal(make('https://api.test/y', code.ANSWERED), undefined, 'an opaque answer tells nothing')
  assert.equal(make('https://api.test/y', code.ANSWERED, 404), undefined)
  assert.equal(make('https://api.test/z', code.ANSWERED, 200), undefined)
  assert.equal(warnings.length, 1)
  assert.match(warnings[0]!, /https:\/\/api\.test .*Access-Control-Allow-Headers: sentry-trace/)
  assert.match(headwater.explain('https://api.test/x'), /failed/)
  // A network that fails without the header too fails for other reasons.
  assert.ok(make('https://down.test/', code.FAILED))
  assert.equal(make('https://down.test/', code.FAILED), undefined)
  assert.ok(make('https://down.test/', code.ANSWERED, 200))
  const failed = taken().filter(({ command, outcome }) => command === 'response' && outcome === code.FAILED)
  assert.deepEqual(
    failed.map(({ code: status }) => status),
    [NaN, NaN, NaN],
  )
  openPage(code.NAVIGATION, NaN)
  assert.ok(make('https://api.test/x', code.ANSWERED, 200))
})

test('the own origin loses the header for a path that failed with it twice in a row', () => {
  use()
  const failing = () => {
    const planned = plan(addressOf('/graphql'), code.FETCH)!
    begin(planned, 'POST')
    planned._isSent = true
    end(planned, 0, code.FAILED)
    return planned._header
  }
  assert.ok(failing())
  assert.ok(request('/graphql'))
  assert.ok(failing())
  assert.ok(failing())
  assert.equal(request('/graphql'), undefined)
  assert.ok(request('/other'))
})

test('explain names the entry, or the reason', () => {
  use({ tracingOrigins: ['api.test', /^\/v1/] })
  const cases: [string, RegExp][] = [
    ['https://api.test/z', /matches api\.test$/],
    ['/v1/x', /matches \/\^\\\/v1\/$/],
    ['/v2', /not in tracingOrigins/],
    ['/v1?sig=1', /presigned/],
    ['https://sentry.test/api/42/envelope/', /not traced/],
    ['http://[', /not a URL/],
  ]
  for (const [address, expected] of cases) assert.match(headwater.explain(address), expected)
})

test('getTraceHeaders follows tracingOrigins when it is told the address', () => {
  const header = current.page!.toTraceparent()
  assert.deepEqual(headwater.getTraceHeaders(), { 'sentry-trace': header })
  assert.deepEqual(headwater.getTraceHeaders('/x'), { 'sentry-trace': header })
  assert.deepEqual(headwater.getTraceHeaders('https://other.test/'), {})
  assert.deepEqual(headwater.getTraceHeaders('http://['), {})
})

test('transactions and spans become commands', () => {
  const transaction = headwater.startTransaction({ name: 'checkout', op: 'task', tags: { a: 1 }, data: { b: [2] } })
  const child = transaction.startChild({ op: 'db', description: 'select' })
  const grandchild = child.startChild({ name: 'modern', attributes: { c: 3 } })
  grandchild.setStatus('not_found').setStatus('ok')
  grandchild.setHttpStatus(404)
  grandchild.setName('renamed').updateName('again')
  grandchild.finish(Date.now() / 1000)
  grandchild.finish()
  child.end()
  transaction.setName('paid', 'route')
  transaction.finish()
  const commands = taken().map(command => ({ ...command, t: 0 }))
  const [root, tag, data, first, second] = commands as unknown as [Command, Command, Command, Command, Command]
  assert.deepEqual([root.kind, root.name, root.op, root.origin, root.start], [0, 'checkout', 'task', 'manual', NaN])
  assert.equal(root.trace_id, current.page!._trace.traceId)
  assert.deepEqual([tag.key, tag.value, data.key, data.json], ['a', '1', 'b', '[2]'])
  assert.deepEqual([first.root, first.parent, first.op, first.description], [root.handle, root.handle, 'db', 'select'])
  assert.deepEqual([second.root, second.parent, second.description], [root.handle, first.handle, 'modern'])
  assert.deepEqual(
    named(commands as never, 'status').map(({ status }) => status),
    ['not_found', 'ok'],
  )
  assert.deepEqual(
    named(commands as never, 'http_status').map(({ code: status }) => status),
    [404],
  )
  assert.deepEqual(
    named(commands as never, 'name').map(({ handle, name, source }) => [handle, name, source]),
    [
      [second.handle, 'renamed', ''],
      [second.handle, 'again', ''],
      [root.handle, 'paid', 'route'],
    ],
  )
  assert.deepEqual(
    named(commands as never, 'finish').map(({ handle }) => handle),
    [second.handle, first.handle, root.handle],
  )
})

test('every span has the id of its handle, before and after it ended', () => {
  const transaction = headwater.startTransaction('shopCheckout')
  const span = transaction.startChild()
  const before = span.toTraceparent()
  assert.match(before, new RegExp(`^${current.page!._trace.traceId}-[0-9a-f]{16}-1$`))
  span.finish()
  transaction.finish()
  assert.equal(span.toTraceparent(), before)
  assert.notEqual(transaction.toTraceparent(), before)
  assert.deepEqual(span.spanContext(), { traceId: current.page!._trace.traceId, spanId: idOf(before), traceFlags: 1 })
  assert.equal(taken()[0]!.name, 'shopCheckout')
})

test('data that JSON can not hold is told as such, for the core to count; undefined removes', () => {
  const cyclic: Record<string, unknown> = {}
  cyclic.self = cyclic
  const span = current.page!
  span
    .setData('a', cyclic)
    .setData('b', () => 1)
    .setData('c', NaN)
    .setData('d', undefined)
    .setData('e', 1n)
  const commands = taken()
  assert.deepEqual(
    named(commands, 'data').map(({ key, json }) => [key, json]),
    [
      ['a', '{"self":"[Circular ~]"}'],
      ['b', '?'],
      ['c', '?'],
      ['d', ''],
      ['e', '"1"'],
    ],
  )
})

test("a context whose members throw, or are somebody else's, makes a span of what is its own", () => {
  const root = headwater.startTransaction('root')
  taken()
  root.startChild({
    op: 'a',
    get description(): string {
      throw new Error('mine')
    },
  })
  root.startChild(Object.create({ op: 'inherited' }, { description: { value: 'own', enumerable: true } }))
  Object.assign(Object.prototype, { op: 'everything', tags: { all: 1 } })
  try {
    root.startChild({ description: 'polluted' })
  } finally {
    for (const name of ['op', 'tags']) delete (Object.prototype as Record<string, unknown>)[name]
  }
  root.startChild({ op: 'b', name: 'named', attributes: { c: 1 } })
  assert.deepEqual(
    taken().map(({ command, op, description, key, count }) => [command, op ?? key ?? count, description]),
    [
      ['span', 'a', ''],
      ['span', '', 'own'],
      ['span', '', 'polluted'],
      ['span', 'b', 'named'],
      ['data', 'c', undefined],
      ['refused', 1, undefined],
    ],
  )
})

test('a child of a transaction that the page has finished is not recorded, its header names the transaction', () => {
  const transaction = headwater.startTransaction('x')
  const open = transaction.startChild()
  transaction.finish()
  takeCommands()
  for (const late of [transaction.startChild({ tags: { a: 'b' } }), open.startChild()]) {
    late.setTag('a', 'b').finish()
    assert.equal(late.toTraceparent(), transaction.toTraceparent())
    assert.equal(late.isRecording(), false)
  }
  assert.deepEqual(taken(), [{ command: 'refused', count: 2 }])
})

test('a trace of its own: continued, or decided otherwise than the page', () => {
  const traceId = '0123456789abcdef0123456789abcdef'
  const parentSpanId = 'fedcba9876543210'
  const continued = headwater.startTransaction({ name: 'a', traceId, parentSpanId, sampled: true })
  assert.match(continued.toTraceparent(), new RegExp(`^${traceId}-[0-9a-f]{16}-1$`))
  const [command] = taken() as [Command]
  assert.deepEqual([command.trace_id, command.parent_span_id], [traceId, parentSpanId])
  assert.deepEqual(JSON.parse(command.dsc as string), [false, null, null, null])
  headwater.withActiveSpan(continued, () => assert.match(request('/x')!, new RegExp(`^${traceId}-`)))
  takeCommands()
  const silent = headwater.startTransaction({ name: 'b', sampled: false })
  assert.match(silent.toTraceparent(), /-0$/)
  assert.notEqual(silent._trace.traceId, current.page!._trace.traceId)
  headwater.withActiveSpan(silent, () => assert.equal(request('/x'), silent.toTraceparent()))
  assert.deepEqual(taken(), [])
})

test("the parent of a request: innermost active span, else the scope's, else the page", () => {
  const parentOf = (make: () => void): unknown => {
    takeCommands()
    make()
    return named(taken(), 'request')[0]!.parent
  }
  const ask = () => request('/x')
  const transaction = headwater.startTransaction('t')
  const span = transaction.startChild()
  assert.equal(parentOf(ask), current.page!._handle)
  headwater.configureScope(target => target.setSpan(transaction))
  assert.equal(parentOf(ask), transaction._handle)
  assert.equal(
    parentOf(() => headwater.withActiveSpan(span, ask)),
    span._handle,
  )
  assert.equal(
    parentOf(() => headwater.withActiveSpan(null, ask)),
    current.page!._handle,
  )
  assert.equal(
    parentOf(() => headwater.withActiveSpan(span, () => headwater.withActiveSpan(transaction, ask))),
    transaction._handle,
  )
  assert.equal(
    parentOf(() => {
      assert.throws(() =>
        headwater.withActiveSpan(span, () => {
          throw new Error('x')
        }),
      )
      ask()
    }),
    transaction._handle,
  )
  transaction.finish()
  assert.equal(parentOf(ask), current.page!._handle)
  assert.equal(
    parentOf(() => headwater.withActiveSpan(span, ask)),
    current.page!._handle,
  )
})

test('startSpan gives back the very thenable of its callback, and ends with it', async () => {
  use()
  openPage(code.PAGELOAD, 0)
  taken()
  const ends = () =>
    taken()
      .map(({ command }) => command)
      .filter(name => name === 'finish').length
  let settle = (_: unknown): void => {}
  const request = { abort: () => 'aborted', then: (done: typeof settle) => void (settle = done) }
  assert.equal(
    headwater.startSpan({ name: 'a' }, () => request),
    request,
  )
  assert.equal(ends(), 0)
  settle(1)
  assert.equal(ends(), 1)
  const cancellable = Object.assign(Promise.reject(new Error('mine')), { cancel() {} })
  assert.equal(
    headwater.startSpan({ name: 'b' }, () => cancellable),
    cancellable,
  )
  await assert.rejects(cancellable, /mine/)
  assert.equal(ends(), 1)
  await assert.rejects(
    headwater.startSpan({ name: 'c' }, () => Promise.reject(new Error('plain'))),
    /plain/,
  )
  assert.equal(await headwater.startSpan({ name: 'd' }, async () => 7), 7)
})

test('startSpan ends with its callback, or with the promise it returns', async () => {
  const ends = () =>
    taken()
      .filter(({ command }) => command === 'finish' || command === 'status')
      .map(({ command, status }) => status ?? command)
  assert.equal(
    headwater.startSpan({ name: 'a' }, span => (assert.equal(span.isRecording(), true), 5)),
    5,
  )
  assert.deepEqual(ends(), ['finish'])
  const error = new Error('x')
  assert.throws(
    () =>
      headwater.startSpan({ name: 'a' }, () => {
        throw error
      }),
    error,
  )
  assert.deepEqual(ends(), ['internal_error', 'finish'])
  let settle!: (value: number) => void
  const promise = headwater.startSpan({ name: 'a' }, () => new Promise<number>(resolve => (settle = resolve)))
  assert.deepEqual(ends(), [])
  settle(7)
  assert.equal(await promise, 7)
  assert.deepEqual(ends(), ['finish'])
  await assert.rejects(
    headwater.startSpan({ name: 'a' }, async () => {
      throw error
    }),
    error,
  )
  assert.deepEqual(ends(), ['internal_error', 'finish'])
  const outer = headwater.startInactiveSpan({ name: 'outer' })
  takeCommands()
  headwater.startSpan({ name: 'in', parentSpan: outer }, () => headwater.startSpan({ name: 'inner' }, () => {}))
  const [first, second] = named(taken(), 'span') as [Command, Command]
  assert.deepEqual([first.parent, second.parent], [outer._handle, first.handle])
})

test('a navigation is a new trace; what is left of the old page is no parent any more', () => {
  const old = current.page!
  scope.setSpan(old)
  openPage(code.NAVIGATION, NaN)
  const page = current.page!
  assert.notEqual(page._trace.traceId, old._trace.traceId)
  assert.equal(headwater.getActiveTransaction(), page)
  request('/x')
  assert.equal(named(taken(), 'request')[0]!.root, page._handle)
  assert.equal(old.startChild()._handle, 0)
})

test('a core that knows of a page learns that the next is not recorded, and that is all', () => {
  use({ tracesSampler: ({ op }) => op === 'pageload' })
  openPage(code.PAGELOAD, NaN)
  takeCommands()
  openPage(code.NAVIGATION, NaN)
  headwater.startTransaction('x').startChild().finish()
  request('/x')
  assert.deepEqual(
    taken().map(({ command, kind }) => [command, kind]),
    [['transaction', code.UNRECORDED]],
  )
  assert.equal(current.page!._handle, 0)
})

test('beforeNavigate names the page: by text, by a context, or by neither', () => {
  const navigate = (beforeNavigate: Options['beforeNavigate']): Command[] => {
    use({ beforeNavigate })
    openPage(code.NAVIGATION, NaN)
    return taken()
  }
  const name = (answer: Options['beforeNavigate']) => {
    const [{ name: text, source, op }] = navigate(answer) as [Command]
    return [text, source, op]
  }
  assert.deepEqual(
    name(location => location.pathname.toUpperCase()),
    ['/CART', 'custom', 'navigation'],
  )
  assert.deepEqual(
    name(context => ({ ...context, name: '/c' })),
    ['/c', 'custom', 'navigation'],
  )
  assert.deepEqual(
    name(context => ((context.name = '/c'), context)),
    ['/c', 'custom', 'navigation'],
  )
  assert.deepEqual(
    name(context => (assert.match(context.href, /id=1#top$/), undefined)),
    ['/cart', 'url', 'navigation'],
  )
  assert.deepEqual(
    name(context => ({ ...context, op: 'route' })),
    ['/cart', 'url', 'route'],
  )
  assert.deepEqual(
    name(() => ''),
    ['/cart', 'url', 'navigation'],
  )
  assert.deepEqual(
    name(() => {
      throw new Error('x')
    }),
    ['/cart', 'url', 'navigation'],
  )
  assert.equal(warnings.length, 1)
  const tagged = navigate(context => ({ ...context, tags: { a: 'b' }, data: { c: 1 } }))
  assert.deepEqual([tagged[1]!.value, tagged[2]!.json], ['b', '1'])
})

test('a description whose text starts a span takes no handle of it', () => {
  const root = headwater.startTransaction('x')
  let inner!: ReturnType<typeof root.startChild>
  const outer = root.startChild({ description: { toString: () => ((inner = root.startChild({ op: 'inner' })), 'outer') } as never })
  assert.notEqual(outer._handle, inner._handle)
  assert.deepEqual(
    named(taken(), 'span').map(({ handle }) => handle),
    [inner._handle, outer._handle],
  )
})

test('without a transaction of its own the page still owns its requests', () => {
  openPage(code.OWNER, 0)
  assert.equal(headwater.getActiveTransaction(), undefined)
  request('/x')
  const [owner, made] = taken() as [Command, Command]
  assert.deepEqual([owner.kind, made.root], [3, owner.handle])
})

test('the scope is kept while nothing records, and written on each change', () => {
  headwater.setTag('a', 1)
  headwater.setTag('a', null)
  headwater.setUser({ id: 7 })
  headwater.setUser(null)
  headwater.setExtra('e', [1])
  headwater.setContext('c', { d: 1 })
  headwater.configureScope(target => target.setExtra('e', () => 1))
  assert.deepEqual(
    taken().map(({ t, ...command }) => (assert.ok(+t! > 0), command)),
    [
      { command: 'scope_tag', present: 1, key: 'a', value: '1' },
      { command: 'scope_tag', present: 0, key: 'a', value: '' },
      { command: 'scope_value', section: 0, present: 1, key: '', json: '{"id":7}' },
      { command: 'scope_value', section: 0, present: 0, key: '', json: '' },
      { command: 'scope_value', section: 1, present: 1, key: 'e', json: '[1]' },
      { command: 'scope_value', section: 2, present: 1, key: 'c', json: '{"d":1}' },
      { command: 'scope_value', section: 1, present: 1, key: 'e', json: '?' },
    ],
  )
  for (let i = 0; i < 300; i++) {
    headwater.setContext('id' + i, { i })
    headwater.setContext('id' + i, null)
  }
  assert.equal(taken().length, 600, 'what is removed takes no room')
  for (let i = 0; i < 300; i++) headwater.setTag('tag' + i, i)
  const kept = named(taken(), 'scope_tag').length
  assert.ok(kept < 200, String(kept))
})

/** Moves the page's address as `history` would, and tells the page of it. */
function move(path: string, inputAt = -1): Command[] {
  ;(globalThis.location as unknown as URL).href = 'https://shop.test' + path
  cause.noteInput({ timeStamp: inputAt, target: null } as Event)
  views.movePage(inputAt === Infinity, NaN)
  return taken()
}

test('a move right after the start, without input, is a redirect in the same trace; any other a navigation', t => {
  t.after(() => move('/cart?id=1#top', Infinity))
  const made = (commands: Command[]) => commands.filter(({ command }) => command !== 'link').map(({ command }) => command)
  const first = current.page!
  const [redirect] = move('/home') as [Command]
  assert.deepEqual([redirect.command, redirect.root, redirect.url], ['redirect', first._handle, 'https://shop.test/home'])
  assert.equal(current.page, first)
  assert.deepEqual(move('/home?x'), [], 'not another page')
  assert.deepEqual(made(move('/clicked', performance.now())), ['transaction'])
  assert.deepEqual(made(move('/back', Infinity)), ['transaction'])
  t.mock.timers.enable({ apis: ['Date'] })
  const now = performance.now()
  t.mock.method(performance, 'now', () => now + 1500)
  assert.deepEqual(made(move('/later')), ['transaction'])
  t.mock.method(performance, 'now', () => now)
  use({ detectRedirects: false })
  assert.deepEqual(made(move('/off')), ['transaction'])
  use()
  openPage(code.OWNER, 0)
  taken()
  assert.deepEqual(made(move('/owned')), ['transaction'], 'there is no root that it could be a child of')
  use({ tracesSampleRate: 0 })
  openPage(code.NAVIGATION, NaN)
  taken()
  const silent = current.page!
  assert.deepEqual(move('/silent'), [])
  assert.equal(current.page, silent)
})

test('navigationKey says which addresses are one page', t => {
  t.after(() => move('/cart?id=1#top', Infinity))
  use({ navigationKey: url => url.searchParams.get('view'), detectRedirects: false })
  const first = current.page
  openPage(code.NAVIGATION, NaN)
  assert.notEqual(current.page, first)
  const moved = (path: string) => {
    const before = current.page
    move(path, Infinity)
    return current.page !== before
  }
  assert.deepEqual(['/a?view=1', '/b?view=1#x', '/b?view=2'].map(moved), [true, false, true])
  use({ navigationKey: url => [url.pathname], detectRedirects: false })
  openPage(code.NAVIGATION, NaN)
  assert.deepEqual(['/e', '/e?d'].map(moved), [true, false], 'what is equal, not what is the same')
  use({
    navigationKey: () => {
      throw new Error('no')
    },
  })
  assert.deepEqual(['/c', '/c?d', '/d'].map(moved), [true, false, true], 'then the path does')
})

test('a route names the page that has its address', () => {
  views.setRouteName('/cart/:id')
  views.setRouteName('also', 'https://shop.test/cart?other')
  views.setRouteName('another', '/checkout')
  views.setRouteName('none', 'http://[')
  assert.deepEqual(
    taken().map(({ command, name, source }) => [command, name, source]),
    [
      ['name', '/cart/:id', 'route'],
      ['name', 'also', 'route'],
    ],
  )
})

test('holds of a page, and the page that is loaded', () => {
  const held = () => named(taken(), 'hold').map(({ handle, change }) => [handle, change])
  current.page!.hold().release()
  assert.deepEqual(held(), [
    [current.page!._handle, 1],
    [current.page!._handle, -1],
  ])
  views.reportPageLoaded()
  assert.deepEqual(held(), [], 'a navigation is not loaded')
  openPage(code.PAGELOAD, 0)
  views.reportPageLoaded()
  assert.deepEqual(held(), [[current.page!._handle, 0]])
})

test('links: to the page before, or to a trace that is stale', () => {
  const links = (commands: Command[]) => named(commands, 'link').map(({ handle, trace, type }) => [handle, trace, type])
  const before = current.page!.toTraceparent()
  openPage(code.NAVIGATION, NaN)
  assert.deepEqual(links(taken()), [[current.page!._handle, before, 'previous_trace']])
  const stale = `${'a'.repeat(32)}-${'b'.repeat(16)}`
  openPage(code.PAGELOAD, 0, { stale })
  assert.deepEqual(links(taken()), [[current.page!._handle, stale, 'stale_trace']])
  assert.notEqual(current.page!._trace.traceId, 'a'.repeat(32))
})

test('after close everything passes through', () => {
  headwater.close()
  assert.deepEqual(taken(), [])
  assert.equal(plan(addressOf('/x'), code.FETCH), undefined)
  assert.equal(headwater.getActiveTransaction(), undefined)
  assert.deepEqual(headwater.getTraceHeaders(), {})
  headwater.setTag('late', 1)
  headwater.startTransaction('late').startChild().finish()
  assert.deepEqual(taken(), [])
  assert.match(headwater.explain('/x'), /not started/)
})
