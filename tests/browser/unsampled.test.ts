/** A visitor who is not sampled: the decision goes on, and nothing else happens. */
import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { reasonOf } from './support/look.ts'
import { browserTest, leave, openPage, pageWithHeadwater, type Site, type Visitor } from './support/index.ts'

/** Counts what only a recorded page needs, from before the page's first script on. */
const spy = (page: Page): Promise<void> =>
  page
    .addInitScript(`
  window.counts = {}
  const count = (name) => (window.counts[name] = (window.counts[name] ?? 0) + 1)
  for (const name of ['setTimeout', 'setInterval', 'requestAnimationFrame', 'requestIdleCallback', 'PerformanceObserver', 'MutationObserver', 'Worker']) {
    window[name] = new Proxy(window[name], {
      apply(target, self, args) { count(name); return Reflect.apply(target, self, args) },
      construct(target, args) { count(name); return Reflect.construct(target, args) },
    })
  }
  for (const [owner, name] of [[Navigator.prototype, 'sendBeacon']]) {
    owner[name] = new Proxy(owner[name], { apply(target, self, args) { count(name); return Reflect.apply(target, self, args) } })
  }
  for (const name of ['localStorage', 'sessionStorage']) {
    const { get } = Object.getOwnPropertyDescriptor(window, name)
    Object.defineProperty(window, name, { configurable: true, get() { count(name); return get.call(window) } })
  }
  const listen = EventTarget.prototype.addEventListener
  EventTarget.prototype.addEventListener = function (type, ...rest) {
    const isPages = this === window || this === document
    if (isPages && /^(pagehide|visibilitychange|load|DOMContentLoaded)$/.test(type)) count(type)
    return listen.call(this, type, ...rest)
  }
`)
    .then(() => undefined)

/** What a page does in its life: requests of both kinds, spans, scope, a navigation. */
const live = async (visitor: Visitor): Promise<Record<string, number>> => {
  await visitor.page.keyboard.press('a')
  await visitor.page.evaluate(async () => {
    Headwater.setTag('area', 'shop')
    Headwater.setUser({ id: '7' })
    performance.mark('mine')
    await fetch('/api/json')
    const xhr = new XMLHttpRequest()
    xhr.open('GET', '/api/echo')
    const loaded = new Promise(resolve => (xhr.onload = resolve))
    xhr.send()
    await loaded
    const transaction = Headwater.startTransaction({ name: 'mine', op: 'task' })
    transaction.startChild({ op: 'step' }).setTag('a', 1).setData('b', { c: 1 }).finish()
    await Headwater.startSpan({ name: 'step' }, () => fetch('/api/json'))
    transaction.finish()
    history.pushState(null, '', '/next')
    await fetch('/api/fail')
  })
  return visitor.page.evaluate('counts')
}

const headers = (site: Site): (string | undefined)[] =>
  site.requests.filter(({ path }) => path.startsWith('/api/')).map(({ headers }) => headers['sentry-trace'])

for (const [name, rate, ending] of [
  ['rate 0', 0, /-0$/],
  ['no rate at all', null, /^[0-9a-f]{32}-[0-9a-f]{16}$/],
] as const) {
  browserTest(
    `${name}: no timer, observer or download, the decision goes on`,
    {
      pages: { '/list': pageWithHeadwater({ sampleRate: rate }) },
    },
    async site => {
      const visitor = await openPage(site, '/list', { prepare: spy })
      // Once, after load and when idle: whether the tab's page before could not send something.
      assert.deepEqual(await live(visitor), { load: 1, requestIdleCallback: 1, sessionStorage: 1 })
      assert.equal(await visitor.page.evaluate(() => Headwater.flush()), true)
      await leave(visitor)
      const all = headers(site)
      assert.equal(all.length, 4)
      for (const header of all) assert.match(header ?? 'none', ending)
      assert.equal(new Set(all.slice(0, 3)).size, 1, 'one header for the whole page view')
      assert.notEqual(all[3]!.slice(0, 32), all[0]!.slice(0, 32), 'and another for the next')
      assert.deepEqual(
        site.requests.map(({ path }) => path).filter(path => /core|envelope/.test(path)),
        [],
      )
    },
  )
}

browserTest('rate 1 makes all of these, so the spy would have seen them', { pages: { '/list': pageWithHeadwater() } }, async site => {
  const visitor = await openPage(site, '/list', { prepare: spy })
  await live(visitor)
  await site.waitForTransaction('navigation')
  const counts = await visitor.page.evaluate<Record<string, number>>('counts')
  const names = ['setTimeout', 'PerformanceObserver', 'requestIdleCallback', 'sessionStorage', 'sendBeacon', 'load', 'pagehide']
  for (const name of names) assert.ok(counts[name]! > 0, `${name} among ${JSON.stringify(counts)}`)
})

browserTest(
  'nothing of a page that is not sampled falls into the one before it',
  {
    pages: {
      '/list': pageWithHeadwater({
        as: 'module',
        sampleRate: 1,
        options: `detectRedirects: false, idleTimeout: 60000, finalTimeout: 60000, tracesSampler: ({ op }) => op === 'pageload'`,
        body: '<div id="moves">x</div><button id="slow" onclick="for (const end = performance.now() + 120; performance.now() < end;);">slow</button>',
      }),
    },
  },
  async site => {
    const visitor = await openPage(site, '/list')
    await visitor.page.evaluate(async () => {
      await Headwater.flush()
      performance.mark('of the page load')
      await fetch('/api/json')
      history.pushState(null, '', '/dropped')
      performance.mark('dropped')
      await fetch('/api/echo')
      await new Promise(resolve => Object.assign(new Image(), { onload: resolve, src: '/image' }))
      document.querySelector<HTMLElement>('#moves')!.style.marginTop = '300px'
      await Headwater.flush()
    })
    await visitor.page.click('#slow')
    await visitor.page.evaluate(() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve))))
    await leave(visitor)
    const pageload = await site.waitForTransaction('pageload')
    assert.equal(reasonOf(pageload), 'cancelled')
    const all = JSON.stringify(site.transactions())
    assert.match(all, /of the page load/)
    assert.doesNotMatch(all, /dropped"|echo|image|BUTTON|long-animation/)
    const { cls, inp } = pageload.measurements as Record<string, { value: number }>
    assert.deepEqual([cls?.value, inp], [0, undefined])
    assert.deepEqual(
      site
        .transactions()
        .flatMap(({ measurements }) => Object.keys(measurements ?? {}))
        .filter(name => name === 'inp'),
      [],
    )
  },
)

browserTest(
  'a sampler decides for each trace, and is told what it decides on',
  {
    pages: {
      '/list': pageWithHeadwater({
        as: 'module',
        sampleRate: 1,
        options: `detectRedirects: false, tracesSampler: (context) => {
        (window.asked ??= []).push(context)
        return context.name === '/kept' ? 1 : 0
      }`,
      }),
    },
  },
  async site => {
    const visitor = await openPage(site, '/list')
    await visitor.page.evaluate(async () => {
      await fetch('/api/json')
      history.pushState(null, '', '/kept')
      await fetch('/api/echo')
      history.pushState(null, '', '/dropped')
      await fetch('/api/fail')
      await Headwater.flush()
    })
    await site.waitForTransaction('navigation')
    assert.deepEqual(
      headers(site)
        .slice(0, 3)
        .map(header => header?.slice(-2)),
      ['-0', '-1', '-0'],
    )
    assert.deepEqual(
      await visitor.page.evaluate('JSON.stringify(asked)'),
      JSON.stringify([
        { name: '/list', op: 'pageload' },
        { name: '/kept', op: 'navigation' },
        { name: '/dropped', op: 'navigation' },
      ]),
    )
    assert.deepEqual([...new Set(site.transactions().map(({ transaction }) => transaction))], ['/kept'])
  },
)
