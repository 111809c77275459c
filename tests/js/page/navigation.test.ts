import assert from 'node:assert/strict'
import { beforeEach, test, type TestContext } from 'node:test'
import { named as describe, type Command } from '../support/commands.ts'
import '../support/page.ts'

// When a navigation begins: as a router says, or for what the address has changed.

const { readOptions } = await import('../../../js/options/read-options.ts')
const current = await import('../../../js/page/current.ts')
const views = await import('../../../js/page/page-view.ts')
const { setTag } = await import('../../../js/record/scope.ts')
const { takeCommands } = await import('../../../js/record/command-buffer.ts')
const { begin, end, getTraceHeaders, plan } = await import('../../../js/page/requests.ts')
const { addressOf } = await import('../../../js/trace/address.ts')
const { noteInput } = await import('../../../js/page/cause.ts')
const { headerOf } = await import('../../../js/record/span.ts')
const code = await import('../../../js/seam/commands.ts')
const { whenRecorded } = await import('../../../js/page/open-transaction.ts')
const { startRecording } = await import('../../../js/start/start-recording.ts')
whenRecorded(startRecording)
const { startNavigation } = views

const origin = 'https://shop.test'
const taken = (): Command[] => describe(takeCommands())
const brief = (commands: Command[]): unknown[][] =>
  commands.filter(({ command }) => command !== 'link').map(({ command, kind, name, changed }) => [command, kind ?? changed, name])
const use = (options = {}): void =>
  current.configure(readOptions({ dsn: 'https://abc123@sentry.test/42', tracesSampleRate: 1, detectRedirects: false, ...options }))

/** Moves the page's address as `history` would, and tells the page of it. */
function move(path: string, isTraversal = false, begunAt = NaN): Command[] {
  ;(globalThis.location as unknown as URL).href = origin + path
  views.movePage(isTraversal, begunAt)
  return taken()
}

Object.assign(globalThis, {
  History: class {
    pushState(): void {}
    replaceState(): void {}
  },
})
views.followMoves()

let clock = 0
let requests: NonNullable<ReturnType<typeof plan>>[] = []
const ask = (address = '/data'): string | undefined => {
  const request = plan(addressOf(address), code.FETCH)!
  begin(request, 'GET')
  requests.push(request)
  return request._header
}
const answer = (): void => requests.splice(0).forEach(request => end(request, 200, code.ANSWERED))
const click = (href?: string): void => noteInput({ timeStamp: clock, target: { closest: () => ({ href }) } } as unknown as Event)

beforeEach(t => {
  ;(t as TestContext).mock.timers.enable({ apis: ['setTimeout'] })
  clock = Math.round(performance.now())
  ;(t as TestContext).mock.method(performance, 'now', () => clock)
  ;(globalThis.location as unknown as URL).href = `${origin}/cart?id=1#top`
  use()
  noteInput({ timeStamp: -1 } as Event)
  views.openPage(code.PAGELOAD, 0)
  setTag('a', 1)
  taken()
  requests = []
})

test('it begins now, and the address that follows gives it its url and name', () => {
  const stayed = current.page!
  startNavigation()
  const own = current.page!
  const header = ask()!
  const [begun, link, request] = taken() as [Command, Command, Command]
  assert.deepEqual([begun.kind, begun.name, begun.op, begun.origin], [7, '/cart', 'navigation', 'auto.navigation.browser'])
  assert.deepEqual([link.handle, link.trace], [own._handle, headerOf(stayed, 0)])
  assert.equal(request.root, own._handle)
  assert.equal(header.slice(0, 32), own._trace.traceId)
  assert.notEqual(own._trace.traceId, stayed._trace.traceId)
  assert.deepEqual(move('/cart?id=2#other'), [], 'that is still the same page')
  clock += 3000
  const [address] = move('/b/2?x') as [Command]
  assert.deepEqual(
    [address.command, address.handle, address.changed, address.url, address.name, address.source],
    ['address', own._handle, 1, `${origin}/b/2?x`, '/b/2', 'url'],
  )
  assert.equal(current.page, own)
  assert.deepEqual([stayed._finished, stayed._end, own._start], [true, clock - 3000, clock - 3000])
  assert.deepEqual(brief(move('/c')), [['transaction', 2, '/c']], 'the next is another')
})

test('a name that was given stays, whoever gave it', () => {
  for (const [given, how, source] of [
    [{ name: '/b/:id' }, () => {}, 'route'],
    [{ url: '/b/2' }, () => current.page!.setName('/b/:id'), 'custom'],
  ] as const) {
    startNavigation(given)
    how()
    taken()
    const [address] = move('/b/2') as [Command]
    assert.deepEqual([address.name, address.source], ['/b/:id', source])
    move('/cart')
  }
})

test('beforeNavigate is asked once, when the address has changed', () => {
  const asked: string[] = []
  use({ beforeNavigate: ({ pathname }: URL) => (asked.push(pathname), { name: `to ${pathname}` }) })
  startNavigation({ url: '/b' })
  assert.deepEqual(brief(taken()), [['transaction', 7, '/b']])
  assert.deepEqual(brief(move('/b')), [['address', 1, 'to /b']])
  startNavigation({ url: '/c' })
  taken()
  assert.deepEqual(brief(move('/login')), [['address', 1, 'to /login']])
  assert.deepEqual(asked, ['/b', '/login'])
})

test('one that comes to nothing leaves the page as it was', t => {
  const stayed = current.page!
  for (const stop of [
    ({ cancel }: { cancel(): void }) => {
      cancel()
      cancel()
    },
    () => {
      clock += 10_000
      t.mock.timers.tick(10_000)
    },
  ]) {
    const navigation = startNavigation({ url: '/b' })
    const own = current.page!
    assert.ok(ask()!.startsWith(own._trace.traceId))
    taken()
    stop(navigation)
    const [address] = taken() as [Command]
    assert.deepEqual(
      [address.command, address.handle, address.changed, address.url, address.name],
      ['address', own._handle, 0, `${origin}/cart?id=1#top`, '/cart'],
    )
    assert.equal(current.page, stayed)
    assert.ok(!stayed._finished)
    assert.ok(ask()!.startsWith(stayed._trace.traceId))
    taken()
  }
  const first = startNavigation()
  startNavigation()
  first.cancel()
  assert.deepEqual(
    brief(taken()),
    [
      ['transaction', 7, '/cart'],
      ['address', 0, '/cart'],
      ['transaction', 7, '/cart'],
    ],
    'a second takes its place',
  )
  views.openPage(code.NAVIGATION, clock, undefined, undefined, '.bfcache')
  assert.deepEqual(brief(taken()), [
    ['address', 0, '/cart'],
    ['transaction', 2, '/cart'],
  ])
  t.mock.timers.tick(10_000)
  assert.deepEqual(taken(), [])
})

test('where there is nothing to begin nothing happens', () => {
  const stayed = current.page!
  startNavigation({ url: '/cart?other', name: '/:page' }).cancel()
  assert.deepEqual(
    taken().map(({ command, name, source }) => [command, name, source]),
    [['name', '/:page', 'route']],
    'its own address',
  )
  startNavigation({ url: 'http://[' }).cancel()
  assert.equal(current.page, stayed)
  startNavigation('/b' as never).cancel()
  startNavigation({
    get url(): string {
      throw new Error('no')
    },
  }).cancel()
  views.closePage()
  taken()
  startNavigation({ url: '/b' }).cancel()
  assert.equal(current.page, undefined)
  assert.deepEqual(taken(), [])
})

test('unsampled, its header says so', () => {
  use({ tracesSampleRate: 0 })
  const stayed = current.page!
  const { cancel } = startNavigation({ url: '/b' })
  const header = ask()
  assert.match(header!, /-0$/)
  move('/b')
  assert.equal(ask(), header)
  assert.equal(stayed._finished, true)
  cancel()
  assert.equal(ask(), header)
  assert.deepEqual(taken(), [])
})

test('the page that loads is loaded while another begins', () => {
  const [stayed] = [current.page!, startNavigation()]
  taken()
  views.reportPageLoaded()
  views.setRouteName('/cart')
  assert.deepEqual(
    taken().map(({ command, handle }) => [command, handle]),
    [
      ['hold', stayed._handle],
      ['name', stayed._handle],
    ],
  )
})

/** Start of the navigation of a move, from the last click; and what it is linked to. */
function started(commands: Command[]): [number | undefined, ...unknown[]] {
  const transaction = commands.find(({ command }) => command === 'transaction')
  const links = commands.filter(({ type }) => type === 'early_request').map(({ trace }) => trace)
  return [Number.isNaN(transaction?.start) ? undefined : (transaction?.start as number), ...links]
}

test('without being told it begins with the input that a request followed', () => {
  click()
  const at = clock
  clock += 400
  const header = ask()
  clock += 3000
  answer()
  clock += 20
  ask('/dependent')
  clock += 900
  answer()
  clock += 100
  const stayed = current.page!
  assert.deepEqual(started(move('/b')), [at, header])
  assert.equal(stayed._end, at)
  clock += 100
  assert.deepEqual(started(move('/c')), [undefined], 'another change came in between')
})

test('or with the click on a link to where it leads', () => {
  click(`${origin}/b`)
  const at = clock
  clock += 3000
  assert.deepEqual(started(move('/b')), [at])
  clock += 10
  click(`${origin}/c`)
  clock += 10_000
  assert.deepEqual(started(move('/c')), [undefined], 'nobody waits that long')
})

test('or with the event within which the address changes', t => {
  click()
  t.after(() => Reflect.deleteProperty(globalThis, 'event'))
  Object.assign(globalThis, { event: { timeStamp: clock } })
  const at = clock
  clock += 5000
  assert.deepEqual(started(move('/b')), [at])
})

test('not with one that nothing followed, or something else', () => {
  click(`${origin}/d`)
  clock += 500
  assert.deepEqual(started(move('/b')), [undefined], 'nothing')
  clock += 1
  click()
  clock += 1100
  ask()
  clock += 10
  assert.deepEqual(started(move('/c')), [undefined], 'too late a request')
  clock += 1
  click()
  ask()
  clock += 1
  assert.deepEqual(started(move('/e', true)), [undefined], 'going back')
  click()
  ask()
  clock += 10_000
  assert.deepEqual(started(move('/f')), [undefined], 'nobody waits that long')
})

test('or when the browser says that it began', () => {
  clock += 100
  ask()
  assert.deepEqual(started(move('/b', false, clock - 50)), [clock - 50])
  clock += 100
  assert.deepEqual(started(move('/c', true, clock - 20)), [clock - 20])
  assert.deepEqual(started(move('/d', false, clock - 20)), [undefined], 'before the page')
  clock += 100
  click(`${origin}/e`)
  clock += 100
  assert.deepEqual(started(move('/e', false, clock - 99)), [clock - 100], 'the input was earlier')
})

test('a root is told of when a header names it, and not by a link', () => {
  const names = () =>
    taken()
      .filter(({ command }) => command === 'named')
      .map(({ handle }) => handle)
  move('/b')
  const own = current.page!
  taken()
  ask()
  assert.deepEqual(names(), [])
  getTraceHeaders()
  own.toTraceparent()
  assert.deepEqual(names(), [own._handle, own._handle])
  move('/c')
  move('/d')
  assert.deepEqual(names(), [])
  use({ shouldCreateSpanForRequest: () => false })
  ask()
  assert.deepEqual(names(), [current.page!._handle])
})
