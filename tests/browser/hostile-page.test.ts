/** Pages whose globals were taken away, extended or replaced, and pages without measure. */
import assert from 'node:assert/strict'
import { hostilePage } from './support/hostile.ts'
import { browserTest, leave, openPage, sentryTrace, type Site, type Visitor } from './support/index.ts'

const thrown = ({ page }: Visitor): Promise<string[]> => page.evaluate('thrown')
const ours = ({ messages }: Visitor): string[] => messages.filter(line => line.includes('Headwater'))

/** What a page does all day; answers what its requests came to. */
const day = `
  async function day() {
    attempt('API', () => {
      const transaction = Headwater.startTransaction({ name: 'day', op: 'day', data: { list: [1, ['a'], { b: [2] }] }, tags: { one: 1 } })
      transaction.startChild({ op: 'step', description: 'step' }).finish()
      transaction.finish()
    })
    const response = await fetch('/api/json?fetch')
    await response.text()
    const xhr = new XMLHttpRequest()
    xhr.open('GET', '/api/json?xhr')
    await new Promise((resolve) => { xhr.onloadend = resolve; xhr.send() })
    history.replaceState(null, '', '?x')
    return [response.status, xhr.status]
  }`

const init = ({ dsn }: Site): string => `${day}attempt('init', () => Headwater.init({ dsn: '${dsn}', tracesSampleRate: 1, release: 'r' }))`

interface Missing {
  /** Runs before our script. */
  without: string
  /** What can't work then: nothing is recorded. */
  lost?: true
  /** The console says what happens instead. */
  warns?: true
}

const missing: Record<string, Missing> = {
  'crypto.getRandomValues': { without: 'delete Crypto.prototype.getRandomValues' },
  crypto: { without: "Object.defineProperty(window, 'crypto', { value: undefined })" },
  'random numbers that are none': { without: 'Crypto.prototype.getRandomValues = (numbers) => numbers' },
  'performance.getEntriesByType': { without: 'delete Performance.prototype.getEntriesByType' },
  'performance.timeOrigin': { without: 'delete Performance.prototype.timeOrigin' },
  sendBeacon: { without: 'delete Navigator.prototype.sendBeacon' },
  'a sendBeacon that throws': { without: "Navigator.prototype.sendBeacon = () => { throw new Error('mine') }" },
  PerformanceObserver: { without: 'delete window.PerformanceObserver' },
  supportedEntryTypes: { without: "Object.defineProperty(PerformanceObserver, 'supportedEntryTypes', { value: undefined })" },
  'a PerformanceObserver that throws': { without: "window.PerformanceObserver = class { constructor() { throw new Error('mine') } }" },
  requestIdleCallback: { without: 'delete window.requestIdleCallback' },
  sessionStorage: { without: "Object.defineProperty(window, 'sessionStorage', { get() { throw new Error('mine') } })" },
  localStorage: {
    without: `Object.defineProperty(window, 'localStorage', { get() { throw new Error('mine') } })
      document.head.insertAdjacentHTML('beforeend', '<meta name="sentry-trace" content="${'a'.repeat(32)}-${'b'.repeat(16)}-1">')`,
  },
  TextEncoder: { without: 'delete window.TextEncoder', lost: true, warns: true },
  // The core in JavaScript takes its place.
  WebAssembly: { without: 'delete window.WebAssembly', warns: true },
  queueMicrotask: { without: 'delete window.queueMicrotask' },
  'frozen globals': { without: 'for (const object of [performance, crypto, navigator, console, JSON, Math]) Object.freeze(object)' },
  'frozen prototypes': {
    without: 'for (const { prototype } of [Performance, Crypto, Navigator, Array, Object, Function, Promise]) Object.freeze(prototype)',
  },
}

for (const [name, { without, lost = false, warns = false }] of Object.entries(missing)) {
  browserTest(
    `a page without ${name}`,
    {
      lost,
      pages: { '/': hostilePage({ head: `<script>attempt('without', () => { ${without} })</script>`, then: init }) },
    },
    async site => {
      const visitor = await openPage(site, '/')
      assert.deepEqual(await thrown(visitor), [])
      assert.deepEqual(await visitor.page.evaluate('day()'), [200, 200])
      assert.deepEqual(await thrown(visitor), [])
      if (!lost) {
        const { contexts, spans } = await site.waitForTransaction('pageload', 20_000)
        assert.equal(spans.filter(({ op }) => op === 'http.client').length, 2)
        await visitor.page.evaluate('Headwater.flush()')
        const {
          spans: steps,
          contexts: { trace },
        } = await site.waitForTransaction('day')
        assert.deepEqual([steps.length, trace.data!.list], [1, [1, ['a'], { b: [2] }]])
        assert.notEqual(contexts.trace.trace_id.replaceAll('0', ''), '')
      }
      const headers = site.requests.filter(({ path }) => path === '/api/json').map(sentryTrace)
      assert.deepEqual(
        headers.map(header => header?.sampled),
        [true, true],
      )
      // The core has come by then, or can't be had.
      await visitor.page.evaluate('Headwater.flush()')
      assert.equal(ours(visitor).length, warns ? 1 : 0, ours(visitor).join('\n'))
    },
  )
}

const clocks: Record<string, string> = {
  'performance.now goes back and forth':
    'let n = 0; const now = performance.now.bind(performance); Performance.prototype.now = () => now() - (n++ % 3) * 5000',
  'performance.now is NaN': 'Performance.prototype.now = () => NaN',
  'performance.now is NaN now and then':
    'let n = 0; const now = performance.now.bind(performance); Performance.prototype.now = () => n++ % 3 ? now() : NaN',
  'performance.now is no number': "Performance.prototype.now = () => 'noon'",
  'performance.now is infinite': 'Performance.prototype.now = () => Infinity',
  'Date.now goes back': 'let n = Date.now(); Date.now = () => (n -= 1000)',
  'Date.now is NaN': 'Date.now = () => NaN',
  'Date.now stands at 1970': 'Date.now = () => 0',
}

for (const [name, patch] of Object.entries(clocks)) {
  browserTest(
    name,
    {
      lost: true,
      pages: { '/': hostilePage({ head: `<script>{ ${patch} }</script>`, then: init }) },
    },
    async (site, t) => {
      const visitor = await openPage(site, '/')
      assert.deepEqual(await visitor.page.evaluate('day()'), [200, 200])
      assert.deepEqual(await thrown(visitor), [])
      const headers = site.requests.filter(({ path }) => path === '/api/json').map(sentryTrace)
      assert.deepEqual(
        headers.map(header => header?.sampled),
        [true, true],
      )
      await visitor.page.evaluate('Headwater.flush()')
      await leave(visitor)
      assert.deepEqual(ours(visitor), [])
      t.diagnostic(
        site
          .transactions()
          .map(
            ({ contexts, start_timestamp, timestamp, spans }) =>
              `${contexts.trace.op} ${start_timestamp} ${timestamp} ${spans.length} ${JSON.stringify(contexts.headwater)}`,
          )
          .join('\n'),
      )
      for (const { start_timestamp, timestamp } of site.transactions())
        assert.ok(timestamp >= start_timestamp && timestamp - start_timestamp < 60)
    },
  )
}

/** What libraries of old, and careless ones, add for everybody. */
const extensions: Record<string, string> = {
  'members of all objects':
    "Object.prototype.extend = function () {}; Object.prototype.name = 'everybody'; Object.prototype.op = 'everything'; Object.prototype.tags = { all: 1 }",
  'members of all lists': "Array.prototype.each = function () {}; Array.prototype.last = 'x'; Array.prototype.op = 'x'",
  'lists, dates and functions of Prototype.js': `
    Array.prototype.toJSON = function () { return '[' + this.map((item) => Object.toJSON(item)).join(', ') + ']' }
    String.prototype.toJSON = function () { return '"' + this + '"' }
    Number.prototype.toJSON = function () { return String(this) }
    Object.toJSON = (item) => item && item.toJSON ? item.toJSON() : String(item)
    Array.from = (list) => [...list]
    Object.prototype.toJSON = undefined
    Function.prototype.bind = function (self, ...first) { return (...args) => this.apply(self, [...first, ...args]) }`,
}

for (const [name, extend] of Object.entries(extensions)) {
  browserTest(
    `a page that adds ${name}`,
    {
      pages: {
        '/': hostilePage({
          head: `<meta name="sentry-trace" content="${'a'.repeat(32)}-${'b'.repeat(16)}-1">
          <meta name="baggage" content="sentry-trace_id=${'a'.repeat(32)},sentry-environment=theirs"><script>${extend}</script>`,
          then: site => `${init(site).replace("release: 'r'", "release: 'r', beforeSendTransaction: (event) => event")}`,
        }),
      },
    },
    async site => {
      const visitor = await openPage(site, '/')
      assert.deepEqual(await visitor.page.evaluate('day().then(String)'), '200,200')
      assert.deepEqual(await thrown(visitor), [])
      const {
        contexts: { trace },
        tags,
        spans,
      } = await site.waitForTransaction('pageload')
      assert.deepEqual([trace.trace_id, trace.parent_span_id, tags ?? {}], ['a'.repeat(32), 'b'.repeat(16), {}])
      assert.ok(spans.length > 3)
      const day = await site.waitForTransaction('day')
      assert.deepEqual([day.transaction, day.tags, day.contexts.trace.data!.list], ['day', { one: '1' }, [1, ['a'], { b: [2] }]])
      assert.deepEqual(
        day.spans.map(({ op, description }) => [op, description]),
        [['step', 'step']],
      )
      const { header } = site.envelopes[0]!
      assert.deepEqual(header.trace, {
        trace_id: 'a'.repeat(32),
        public_key: (header.trace as { public_key: string }).public_key,
        environment: 'theirs',
        sampled: 'true',
      })
      assert.deepEqual(ours(visitor), [])
    },
  )
}

for (const [name, sampleRate] of [
  ['sampled', 1],
  ['not sampled', 0],
] as const) {
  browserTest(
    `a million children, ${name}: memory stays bounded and what is dropped is counted`,
    {
      testTimeout: 180_000,
      pages: { '/': hostilePage({ then: site => init(site).replace('tracesSampleRate: 1', `tracesSampleRate: ${sampleRate}`) }) },
    },
    async (site, t) => {
      const visitor = await openPage(site, '/')
      const { page } = visitor
      if (sampleRate) await site.waitForTransaction('pageload')
      const session = await page.context().newCDPSession(page)
      const heap = async (): Promise<number> => {
        await session.send('HeapProfiler.collectGarbage')
        return ((await session.send('Runtime.getHeapUsage')) as { usedSize: number; backingStorageSize: number }).usedSize
      }
      const before = await heap()
      const ms = await page.evaluate(`
      window.root = Headwater.startTransaction({ name: 'million', op: 'million' })
      const begin = performance.now()
      for (let i = 0; i < 1e6; i++) {
        const child = root.startChild({ op: 'step', description: 'step ' + i })
        child.setTag('i', i)
        // Some are left open.
        if (i % 10) child.finish()
      }
      performance.now() - begin`)
      const grown = (await heap()) - before
      t.diagnostic(`${ms} ms, the heap has grown by ${grown} bytes`)
      assert.ok(grown < 5e6, `${grown} bytes`)
      await page.evaluate('root.finish(), Headwater.flush()')
      if (sampleRate) {
        const { spans, contexts } = await site.waitForTransaction('million', 60_000)
        assert.ok(spans.length > 0 && spans.length <= 1000)
        await page.evaluate(`Headwater.startTransaction({ name: 'next', op: 'next' }).finish(), Headwater.flush()`)
        await site.waitForTransaction('next')
        const counted = site
          .transactions()
          .map(({ contexts }) => JSON.stringify(contexts.headwater ?? {}))
          .join()
        t.diagnostic(`${spans.length} spans, ${JSON.stringify(contexts.trace.data)}, ${counted}`)
        const drops = site
          .transactions()
          .flatMap(({ contexts }) => Object.entries((contexts.headwater as { dropped?: object } | undefined)?.dropped ?? {}))
        const sum = (reasons: RegExp): number =>
          drops.filter(([reason]) => reasons.test(reason)).reduce((total, [, count]) => total + Number(count), 0)
        const dropped = Number(contexts.trace.data!['headwater.dropped_spans'] ?? 0)
        assert.ok(
          spans.length + dropped + sum(/too_many_spans|buffer_full|unfinished|too_much_text/) >= 1e6,
          `${dropped} ${JSON.stringify(drops)}`,
        )
      }
      assert.deepEqual(await thrown(visitor), [])
    },
  )
}

browserTest(
  'of 10 MB of text no more is kept than a slice',
  {
    testTimeout: 120_000,
    pages: {
      '/': hostilePage({
        then: site => `${init(site)}
    for (const i of [1, 2, 3, 4]) performance.mark('m'.repeat(1e7) + i)`,
      }),
    },
  },
  async (site, t) => {
    site.hold('/dist/headwater.core.mjs')
    const visitor = await openPage(site, '/')
    const { page } = visitor
    const session = await page.context().newCDPSession(page)
    const heap = async (): Promise<number> => {
      await session.send('HeapProfiler.collectGarbage')
      return ((await session.send('Runtime.getHeapUsage')) as { usedSize: number }).usedSize
    }
    const before = await heap()
    const ms = await page.evaluate(`
    const begin = performance.now()
    const big = (i) => String(i).padEnd(1e7, 'abcdefgh' + i)
    for (let i = 0; i < 10; i++) {
      const transaction = Headwater.startTransaction({ name: big(i), op: big(i) })
      transaction.setTag('tag', big(i)).setData('data', big(i)).setData(big(i), { big: [big(i)] }).finish()
      Headwater.setTag('tag' + i, big(i))
      Headwater.setExtra('extra' + i, big(i))
      Headwater.setUser({ id: big(i) })
    }
    performance.now() - begin`)
    const grown = (await heap()) - before
    t.diagnostic(`${ms} ms, the heap has grown by ${grown} bytes`)
    assert.ok(grown < 5e6, `${grown} bytes`)
    assert.deepEqual(await thrown(visitor), [])
  },
)

browserTest(
  'a million members, marks with hostile details, deep and wide data',
  {
    testTimeout: 120_000,
    pages: {
      '/': hostilePage({
        then: site => `${init(site)}
    attempt('data', () => {
      const wide = Object.fromEntries(Array.from({ length: 1e6 }, (_, i) => ['key ' + i, i]))
      let deep = {}
      for (let i = 0; i < 1e5; i++) deep = { deep }
      const endless = new Proxy({}, { get: (_, name) => name === 'toJSON' ? undefined : endless, ownKeys: () => ['a', 'b'], getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true, value: 1 }) })
      const transaction = Headwater.startTransaction({ name: 'data', op: 'data' })
      for (const [key, value] of Object.entries({ wide, deep, endless, sparse: new Array(4e9), bytes: new Uint8Array(1e7), list: Array(1e6).fill('text') })) transaction.setData(key, value)
      transaction.setData('good', 1)
      transaction.finish()
      Headwater.setContext('wide', wide)
      Headwater.startTransaction({ name: 'wide', data: wide, tags: wide }).finish()
    })
    attempt('measure', () => {
      performance.measure('measure', { start: 0, duration: 5, detail: { toJSON: 1, __proto__: null, constructor: 'x', a: new Map([[1, new Uint8Array(10)]]) } })
      performance.measure('backwards', { start: 100, duration: -90 })
      performance.mark('later', { startTime: 1e15 })
      performance.mark('NUL \\0 and half \\ud800 of a pair')
    })`,
      }),
    },
  },
  async site => {
    // A million of anything takes a busy machine more than the usual time.
    const visitor = await openPage(site, '/', { prepare: async page => page.setDefaultTimeout(60_000) })
    assert.deepEqual(await thrown(visitor), [])
    const data = await site.waitForTransaction('data', 30_000)
    assert.deepEqual(
      ['wide', 'deep', 'endless', 'sparse', 'bytes', 'list', 'good'].map(key => data.contexts.trace.data![key]),
      [undefined, undefined, { a: '[Circular ~]', b: '[Circular ~]' }, undefined, undefined, undefined, 1],
    )
    await site.waitForTransaction('pageload', 30_000)
    await visitor.page.evaluate('Headwater.flush()')
    const spans = site.transactions().flatMap(({ spans }) => spans)
    assert.ok(spans.some(({ description }) => description === 'measure'))
    assert.ok(spans.some(({ description = '' }) => /^NUL \ufffd and half \ufffd of a pair$/.test(description)))
    for (const { start_timestamp, timestamp } of spans) assert.ok(timestamp >= start_timestamp)
  },
)

browserTest(
  'after close nothing is recorded and nothing thrown, whatever was open',
  {
    pages: { '/': hostilePage({ then: init }) },
  },
  async site => {
    const visitor = await openPage(site, '/')
    const { page } = visitor
    await page.evaluate(`
    window.transaction = Headwater.startTransaction({ name: 'open', op: 'open' })
    window.span = transaction.startChild({ op: 'span' })
    Headwater.configureScope((scope) => scope.setSpan(span))
    attempt('close', () => { Headwater.close(); Headwater.close() })
    attempt('after', () => {
      span.setTag('zombie', 1).setData('zombie', 1)
      span.startChild({ op: 'zombie' }).finish()
      span.finish()
      transaction.setName('zombie').finish()
      Headwater.startTransaction({ name: 'zombie', op: 'zombie' }).finish()
      Headwater.startSpan({ name: 'zombie', op: 'zombie' }, () => {})
      Headwater.setTag('zombie', 1)
      Headwater.setRouteName('zombie')
      Headwater.reportPageLoaded()
      history.pushState(null, '', '/zombie')
    })`)
    assert.deepEqual(await page.evaluate('day()'), [200, 200])
    // Whether the core was there in time.
    assert.equal(typeof (await page.evaluate('Headwater.flush(100)')), 'boolean')
    await leave(visitor)
    const late = site.transactions().filter(transaction => JSON.stringify(transaction).includes('zombie'))
    assert.deepEqual(late, [])
    assert.deepEqual(site.requests.filter(({ path }) => path === '/api/json').map(sentryTrace), [undefined, undefined])
    assert.deepEqual(ours(visitor), [])
  },
)
