/** After `close()` nothing is observed, listened to, waited for, kept or sent; `init` begins anew. */
import assert from 'node:assert/strict'
import { movableClock } from './support/clock.ts'
import { spanOf } from './support/look.ts'
import { leaveAndRestore } from './support/restore.ts'
import {
  browserTest,
  coverTab,
  leave,
  openPage,
  pageWithHeadwater,
  sentryTrace,
  type HeadwaterPage,
  type Page,
  type Visitor,
} from './support/index.ts'

const core = '/dist/headwater.core.mjs'

/** Timers that run, and observers that observe, as `running()` of a page that begins with it. */
const counted = `<script>{
  const timers = new Set()
  const observers = new Set()
  const { setTimeout, clearTimeout, PerformanceObserver } = window
  window.setTimeout = (callback, ms, ...rest) => {
    const timer = setTimeout(() => (timers.delete(timer), callback(...rest)), ms)
    timers.add(timer)
    return timer
  }
  window.clearTimeout = (timer) => (timers.delete(timer), clearTimeout(timer))
  const { observe, disconnect } = PerformanceObserver.prototype
  PerformanceObserver.prototype.observe = function (...rest) { observers.add(this); return observe.apply(this, rest) }
  PerformanceObserver.prototype.disconnect = function () { observers.delete(this); return disconnect.apply(this) }
  window.running = () => [timers.size, observers.size]
  window.stored = () => JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])
}</script>`

/** How many listeners window, document and navigation have. */
async function listeners({ page, context }: Visitor): Promise<number[]> {
  const tools = await context.newCDPSession(page)
  const counts: number[] = []
  for (const expression of ['window', 'document', 'navigation']) {
    const { result } = await tools.send('Runtime.evaluate', { expression })
    counts.push((await tools.send('DOMDebugger.getEventListeners', { objectId: result.objectId! })).listeners.length)
  }
  await tools.detach()
  return counts
}

/** `host` of the receiver. */
const page =
  (host = '127.0.0.1', { attributes, ...options }: HeadwaterPage = {}): Page =>
  (site, request) => {
    const dsn = site.dsn.replace('127.0.0.1', host)
    const content = pageWithHeadwater({
      head: counted + movableClock,
      ...options,
      attributes: { dsn, 'interactions-sample-rate': 1, 'idle-timeout': 20_000, ...attributes },
    })
    return (content as Exclude<Page, string>)(site, request)
  }

for (const [where, host] of [
  ['', '127.0.0.1'],
  [' of another site', 'localhost'],
]) {
  browserTest(
    `what is open is sent whole to a receiver${where}, and nothing is left running`,
    {
      pages: { '/list': page(host), '/blank': '<p>' },
    },
    async site => {
      const visitor = await openPage(site, '/list', { tab: true })
      await visitor.page.evaluate(async () => {
        await Headwater.flush()
        for (let i = 0; i < 300; i++) performance.mark('a mark with a name of some length, number ' + i)
        Headwater.startTransaction({ name: 'mine', op: 'task' })
        Headwater.close()
        Headwater.close()
      })
      assert.equal(await visitor.page.evaluate(() => Headwater.flush()), true, 'it has arrived')
      const ours = await listeners(visitor)
      const pageload = await site.waitForTransaction('pageload')
      assert.equal(pageload.spans.filter(({ op }) => op === 'mark').length, 300, 'the page stays, so all of it is sent')
      await site.waitForTransaction('task')
      const sent = site.envelopes.length
      const stored = await visitor.page.evaluate('stored()')
      // But for the time that `flush` was given.
      await visitor.page.waitForFunction('running().every((count) => !count)', undefined, { polling: 50 })
      await visitor.page.evaluate(async () => {
        performance.mark('zombie')
        history.pushState(null, '', '/elsewhere')
        await (await fetch('/api/json')).text()
        Headwater.setTag('zombie', 'yes')
        Headwater.startTransaction({ name: 'zombie', op: 'task' }).finish()
        await Promise.reject(new Error('zombie')).catch(() => {})
      })
      await visitor.page.mouse.click(5, 5)
      await visitor.page.evaluate('void (ahead += 600_000)')
      await (await coverTab(visitor))()
      assert.deepEqual(await visitor.page.evaluate('running()'), [0, 0])
      assert.equal(await visitor.page.evaluate('stored()'), stored)
      await visitor.page.goto(`${site.origin}/blank`)
      assert.deepEqual(ours, await listeners(visitor))
      assert.equal(site.envelopes.length, sent)
      assert.ok(site.requests.filter(({ path }) => path === '/api/json').every(request => !sentryTrace(request)))
    },
  )
}

browserTest(
  'a core that comes later is not used: the roots were sent, and only they; what was dropped is told once',
  {
    lost: true,
    pages: { '/list': page('localhost', { attributes: { 'detect-redirects': false } }) },
  },
  async site => {
    const gate = site.hold(core)
    const visitor = await openPage(site, '/list', { tab: true })
    await gate.requested
    await visitor.page.evaluate(async () => {
      await (await fetch('/api/json')).text()
      history.pushState(null, '', '/next')
      Headwater.close()
    })
    await site.waitFor(() => site.envelopes.length === 2, 'both roots')
    const roots = site.transactions()
    assert.deepEqual(
      roots.map(({ contexts }) => contexts.trace.data),
      Array(2).fill({ 'headwater.core': 'not loaded' }),
    )
    assert.equal(roots.filter(({ contexts }) => 'headwater' in contexts).length, 1)
    gate.release()
    await visitor.page.waitForFunction(`performance.getEntriesByName(location.origin + '${core}').length`, undefined, { polling: 20 })
    assert.equal(await visitor.page.evaluate(() => Headwater.flush()), false)
    await (await coverTab(visitor))()
    assert.equal((await visitor.page.evaluate<number[]>('running()'))[1], 0)
    await leave(visitor)
    assert.equal(site.envelopes.length, 2)
  },
)

browserTest(
  'closed before it is loaded: no core is asked for',
  {
    lost: true,
    pages: {
      '/list': page('127.0.0.1', { body: '<img src="/image">' }),
      '/unsampled': page('127.0.0.1', { body: '<img src="/image">', sampleRate: 0 }),
      '/blank': '<p>',
    },
  },
  async site => {
    for (const path of ['/list', '/unsampled']) {
      const gate = site.hold('/image')
      const visitor = await openPage(site, path, { waitUntil: 'domcontentloaded' })
      await visitor.page.evaluate(() => Headwater.close())
      const ours = await listeners(visitor)
      gate.release()
      await visitor.page.waitForFunction('document.readyState === "complete"')
      await visitor.page.evaluate('new Promise((resolve) => requestIdleCallback(resolve))')
      await visitor.page.goto(`${site.origin}/blank`)
      assert.deepEqual(ours, await listeners(visitor))
    }
    assert.equal(site.requests.filter(({ path }) => path === core).length, 0)
  },
)

browserTest(
  'a page that comes back from the back/forward cache stays closed',
  { pages: { '/list': page(), '/away': '<p>' } },
  async site => {
    const visitor = await openPage(site, '/list')
    await visitor.page.evaluate(async () => {
      await Headwater.flush()
      Headwater.close()
      await Headwater.flush()
    })
    await leaveAndRestore(visitor, `${site.origin}/away`)
    const sent = site.envelopes.length
    await visitor.page.evaluate(async () => (await fetch('/api/json')).text())
    await leave(visitor)
    assert.equal(sentryTrace(await site.waitForRequest('/api/json')), undefined)
    assert.equal(site.envelopes.length, sent)
  },
)

/** Begins anew, with a request, a transaction and a navigation. */
const again = async (dsn: string): Promise<boolean> => {
  Headwater.init({ dsn, tracesSampleRate: 1, detectRedirects: false, release: 'second' })
  await (await fetch('/api/json?again')).text()
  Headwater.startTransaction({ name: 'mine', op: 'task' }).finish()
  history.pushState(null, '', '/next')
  performance.mark('second life')
  return fetch === (window as unknown as { hooked: unknown }).hooked
}

for (const when of ['is there', 'is on its way']) {
  browserTest(
    `init after close begins anew, when the core ${when}: no page load, what follows, hooked once, new ids`,
    {
      lost: when !== 'is there',
      pages: {
        '/list': page('localhost', {
          attributes: { 'detect-redirects': false, release: 'first' },
          body: '<script>performance.mark("first life"); var hooked = fetch</script>',
        }),
      },
    },
    async site => {
      const gate = when === 'is there' ? undefined : site.hold(core)
      const visitor = await openPage(site, '/list')
      await gate?.requested
      if (!gate) await visitor.page.evaluate(() => Headwater.flush())
      await visitor.page.evaluate(async () => {
        Headwater.setTag('kept', 'yes')
        Object.assign(window, { old: Headwater.startTransaction({ name: 'old', op: 'old' }) })
        Headwater.close()
        performance.mark('in between')
        await (await fetch('/api/json?between')).text()
      })
      const pageload = await site.waitForTransaction('pageload')
      const old = await visitor.page.evaluate<string>('old.toTraceparent()')
      assert.equal(await visitor.page.evaluate(again, site.dsn), true)
      gate?.release()
      assert.equal(await visitor.page.evaluate<string>('old.toTraceparent()'), old)
      await visitor.page.evaluate(() => Headwater.flush())
      const mine = await site.waitForTransaction('task')
      assert.deepEqual([mine.tags, mine.release], [{ kept: 'yes' }, 'second'])
      await leave(visitor)
      const navigation = await site.waitForTransaction('navigation')
      assert.equal(navigation.transaction, '/next')
      const [between, request] = site.requests.filter(({ path }) => path === '/api/json')
      assert.equal(sentryTrace(between!), undefined)
      const asked = site.transactions().find(({ spans = [] }) => spans.some(({ span_id }) => span_id === sentryTrace(request!)!.spanId))!
      assert.equal(spanOf(asked, /json/).op, 'http.client')
      const all = site.transactions()
      const marks = all.flatMap(({ spans = [] }) => spans.filter(({ op }) => op === 'mark').map(({ description }) => description))
      assert.deepEqual(marks.sort(), gate ? ['second life'] : ['first life', 'second life'])
      assert.equal(all.filter(({ contexts }) => contexts.trace.op === 'pageload').length, 1)
      assert.notEqual(navigation.contexts.trace.trace_id, pageload.contexts.trace.trace_id)
      const ids = all.flatMap(({ event_id, contexts, spans = [] }) => [
        event_id,
        contexts.trace.span_id,
        ...spans.map(({ span_id }) => span_id),
      ])
      assert.equal(new Set(ids).size, ids.length)
      assert.equal(site.requests.filter(({ path }) => path === core).length, 1)
    },
  )
}

browserTest(
  'what is kept on the device stays there, but for the one that is under way',
  {
    pages: { '/list': page('127.0.0.1', { attributes: { offline: true } }) },
  },
  async site => {
    const visitor = await openPage(site, '/list')
    const { context } = visitor
    await visitor.page.evaluate(() => Headwater.flush())
    await context.setOffline(true)
    await visitor.page.evaluate(async () => {
      for (const name of ['one', 'two', 'three']) {
        Headwater.startTransaction({ name, op: 'task' }).finish()
        await Headwater.flush()
      }
    })
    const kept = `new Promise((resolve) => {
    const request = indexedDB.open('headwater')
    request.onsuccess = () => {
      const { result } = request
      const count = result.objectStoreNames.length && result.transaction('envelopes').objectStore('envelopes').count()
      if (count) count.onsuccess = () => (result.close(), resolve(count.result))
      else (result.close(), resolve(0))
    }
  })`
    while ((await visitor.page.evaluate<number>(kept)) < 3)
      await visitor.page.evaluate(() => new Promise(resolve => setTimeout(resolve, 20)))
    const gate = site.hold('/api/1/envelope/')
    await context.setOffline(false)
    await gate.requested
    await visitor.page.evaluate(() => Headwater.close())
    gate.release()
    await visitor.page.evaluate(() => Headwater.flush())
    await site.waitForTransaction('pageload')
    assert.equal(await visitor.page.evaluate(kept), 2)
    await leave(visitor)
    assert.equal(site.transactions().filter(({ contexts }) => contexts.trace.op === 'task').length, 1)
  },
)
