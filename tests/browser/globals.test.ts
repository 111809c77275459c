/** Pages that have locked, removed or broken what Headwater hooks or calls: each hook fails alone, and nobody notices. */
import assert from 'node:assert/strict'
import { titles } from './support/look.ts'
import { browserTest, openPage, pageWithHeadwater } from './support/index.ts'

/** What the page has done first, and which of fetch, XHR and navigation are traced all the same. */
const cases: Record<string, { script: string; traced: string }> = {
  'a locked fetch': {
    script: "Object.defineProperty(window, 'fetch', { value: fetch, writable: false, configurable: false })",
    traced: 'xhr navigation',
  },
  'a fetch with a getter alone': {
    script: "{ const own = fetch; Object.defineProperty(window, 'fetch', { get: () => own }) }",
    traced: 'xhr navigation',
  },
  'a frozen XMLHttpRequest': { script: 'Object.freeze(XMLHttpRequest.prototype)', traced: 'fetch navigation' },
  'no XMLHttpRequest': { script: 'window.RealRequest = XMLHttpRequest; delete window.XMLHttpRequest', traced: 'fetch navigation' },
  'a locked send': { script: "Object.defineProperty(XMLHttpRequest.prototype, 'send', { writable: false })", traced: 'fetch navigation' },
  'a frozen History, without Navigation API': {
    script: "Object.freeze(History.prototype); Object.defineProperty(window, 'navigation', { value: undefined })",
    traced: 'fetch xhr',
  },
  'a frozen History': { script: 'Object.freeze(History.prototype)', traced: 'fetch xhr navigation' },
  'no sendBeacon': { script: 'delete Navigator.prototype.sendBeacon', traced: 'fetch xhr navigation' },
  'a sendBeacon that throws': { script: "navigator.sendBeacon = () => { throw new Error('mine') }", traced: 'fetch xhr navigation' },
  'no PerformanceObserver': { script: 'delete window.PerformanceObserver', traced: 'fetch xhr navigation' },
  'no requestIdleCallback': { script: 'delete window.requestIdleCallback', traced: 'fetch xhr navigation' },
  'no queueMicrotask': { script: 'delete window.queueMicrotask', traced: 'fetch xhr navigation' },
  'an addEventListener that listens to the window alone': {
    script: '{ const own = addEventListener; window.addEventListener = (...args) => own.apply(window, args) }',
    traced: 'fetch xhr navigation',
  },
  'storage that is refused': {
    script:
      "for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, { get() { throw new Error('mine') } })",
    traced: 'fetch xhr navigation',
  },
}

for (const [name, { script, traced }] of Object.entries(cases)) {
  browserTest(
    name,
    {
      pages: {
        '/list': pageWithHeadwater({ head: `<script>${script}</script>`, attributes: { 'detect-redirects': false, 'idle-timeout': 300 } }),
      },
      lost: true,
    },
    async site => {
      const visitor = await openPage(site, '/list')
      const { page } = visitor
      const answers = await page.evaluate(async () => {
        const { RealRequest } = window as unknown as { RealRequest?: typeof XMLHttpRequest }
        const xhr = new (RealRequest ?? XMLHttpRequest)()
        xhr.open('GET', '/api/json?xhr')
        await new Promise(resolve => {
          xhr.onload = resolve
          xhr.send()
        })
        return [await (await fetch('/api/json?fetch')).json(), JSON.parse(xhr.responseText)]
      })
      assert.deepEqual(answers, [{ ok: true }, { ok: true }])
      await site.waitForTransaction('pageload')
      await page.evaluate(() => history.pushState(null, '', '/next'))
      await page.evaluate(() => Headwater.startTransaction({ name: 'mine', op: 'task' }).finish())
      assert.equal(await page.evaluate(() => Headwater.flush()), true)
      await site.waitForTransaction('task')
      assert.deepEqual(visitor.messages, [])
      assert.deepEqual(visitor.errors, [])

      const carries = (key: string): boolean =>
        site.requests.some(({ url, headers }) => url.endsWith(`?${key}`) && headers['sentry-trace'] !== undefined)
      await page.goto('about:blank')
      if (traced.includes('navigation')) await site.waitForTransaction('navigation')
      const found = [
        carries('fetch') && 'fetch',
        carries('xhr') && 'xhr',
        titles(site.transactions()).includes('navigation /next') && 'navigation',
      ]
      assert.equal(found.filter(Boolean).join(' '), traced)
      // Some were asked for when the pageload was over already.
      const requests = site
        .transactions()
        .flatMap(({ spans }) => spans)
        .filter(({ op }) => op === 'http.client')
      assert.deepEqual(
        requests.map(({ status }) => status),
        traced
          .split(' ')
          .filter(word => word !== 'navigation')
          .map(() => 'ok'),
      )
    },
  )
}
