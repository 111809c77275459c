/** Pages that declare, name, write and throw what others would not: the recording goes on, and the header goes where it may. */
import assert from 'node:assert/strict'
import { spanOf } from '../../support/look.ts'
import { pageWithHeadwater, type HeadwaterPage } from '../../support/page-with-headwater.ts'
import { sentryTrace } from '../../support/received.ts'
import type { Scenario } from '../scenario.ts'

/** Asks for an address of the page's own and of a stranger's, by either way. */
const ask = async (stranger: string): Promise<void> => {
  for (const url of ['/api/json', `${stranger}/api/json`]) {
    await (await fetch(url, { headers: { accept: 'a/b' } })).text()
    await new Promise(resolve => {
      const xhr = new XMLHttpRequest()
      xhr.open('POST', url)
      xhr.onloadend = resolve
      xhr.send('body')
    })
  }
}

/** `then` happens when the core is there; what else must have been recorded. */
const odd = (page: HeadwaterPage, then?: (() => unknown) | string, recorded: string[] = []): Scenario => ({
  cors: 'any',
  pages: { '/list': pageWithHeadwater({ ...page, attributes: { 'idle-timeout': 20_000, 'tracing-origins': '/^\\//' } }) },
  async run(site, open) {
    const visit = await open('/list')
    if (then) {
      await visit.coreIsThere()
      await (typeof then === 'string' ? visit.evaluate(`void (0, eval)(${JSON.stringify(then)})`) : visit.call(then))
    }
    await visit.call(ask, site.foreignOrigin)
    await visit.coreIsThere()
    await visit.leave()
    const pageload = await site.waitForTransaction('pageload')
    for (const name of ['GET /api/json', 'POST /api/json', ...recorded]) spanOf(pageload, name)
    const asked = site.requests.filter(({ path, method }) => path === '/api/json' && method !== 'OPTIONS')
    assert.deepEqual(
      asked.map(request => !!sentryTrace(request)),
      [true, true, false, false],
    )
  },
})

/** Adds to each list of entries what a polyfill of another age may put there. */
const oddObserver = `<script>{
  const Own = PerformanceObserver
  const odd = (type) => [
    new Proxy({}, { get(_, key) { if (key === 'entryType') return type; throw new RangeError('mine') } }),
    { entryType: type, name: Symbol('name'), startTime: 1, duration: 1 }, { entryType: type, name: 'big', startTime: 1n, duration: 2n },
    { entryType: type, name: { toString() { throw new RangeError('mine') } }, startTime: 'soon', duration: {} }, { entryType: type }, null, undefined,
    Object.assign(Object.create(null), { entryType: type, name: 'http://[', initiatorType: 5, serverTiming: 'none', startTime: NaN, duration: Infinity }),
  ]
  window.PerformanceObserver = class extends Own {
    static get supportedEntryTypes() { return Own.supportedEntryTypes }
    constructor(callback) {
      super((list, observer, options) => {
        const types = [...new Set(list.getEntries().map(({ entryType }) => entryType))]
        const all = (entries) => [...types.flatMap(odd), ...entries]
        callback({ getEntries: () => all(list.getEntries()), getEntriesByType: (type) => all(list.getEntriesByType(type)), getEntriesByName: (...of) => list.getEntriesByName(...of) }, this, options)
      })
    }
  }
}</script>`

/** What runs on a timer is done with, whoever set it. */
const clearTimers = `{
  for (let id = setTimeout(() => {}); id >= 0; id--) clearTimeout(id), clearInterval(id)
  for (let id = requestAnimationFrame(() => {}); id >= 0; id--) cancelAnimationFrame(id)
  for (let id = window.requestIdleCallback?.(() => {}); id >= 0; id--) cancelIdleCallback(id)
}`

/** Members of document and window that a page may be called as, or have an element of. */
const members = [
  'baseURI',
  'referrer',
  'querySelector',
  'prerendering',
  'addEventListener',
  'readyState',
  'hidden',
  'visibilityState',
  'head',
  'createElement',
  'documentElement',
  'currentScript',
  'dispatchEvent',
]

export const oddPages: Record<string, Scenario> = {
  'names of the platform, declared after us': odd({
    // No Map: WebKit's driver runs scripts of its own in the page, which need it.
    afterScript: `<script>class Request {} class Headers {} class WeakMap {}</script><script>const Blob = 'b', TextEncoder = 0</script>
      <script>var URL = '/api', Date = 0, origin = 'https://elsewhere.example'; function Proxy() {}</script>`,
  }),
  'elements by the names of document members, before a script that waits': odd({
    scriptAttributes: 'defer',
    body: members.map(name => `<img name="${name}" src="/image"><form name="${name}"></form>`).join(''),
  }),
  'a page that clears all timers': odd(
    { afterScript: `<script>${clearTimers}; addEventListener('load', () => ${clearTimers})</script>` },
    clearTimers,
  ),
  'entries of an odd polyfill': odd({ head: oddObserver, body: '<img src="/image"><p>page</p>' }, () => void performance.mark('mine'), [
    'mine',
    '/image',
  ]),
  'a document that is written again when it is loaded': odd({}, () => {
    document.write('<p>written</p>')
    document.close()
  }),
  'an XHR whose send throws': odd({}, () => {
    const xhr = new XMLHttpRequest()
    xhr.open('POST', '/api/echo')
    try {
      xhr.send({
        toString() {
          throw new Error('mine')
        },
      } as never)
    } catch {
      // As without us.
    }
  }),

  'a frame without Headwater asks by its page': {
    pages: {
      '/list': pageWithHeadwater(),
      '/plain': '<!doctype html><title>plain</title>',
      '/deeper/frame': '<!doctype html><title>frame</title>',
      '/deeper/api/echo': '{}',
    },
    async run(site, open) {
      const seen: unknown[] = []
      for (const path of ['/plain', '/list']) {
        const visit = await open(path)
        const first = site.requests.length
        const results = await visit.call(async () => {
          const frame = document.body.appendChild(document.createElement('iframe'))
          await new Promise(resolve => {
            frame.onload = resolve
            frame.src = '/deeper/frame'
          })
          const results: unknown[] = []
          for (const text of [
            'parent.fetch.call(window, "api/echo")',
            'parent.fetch.call(parent, "api/echo")',
            'parent.fetch(new parent.Request("api/echo"))',
          ]) {
            results.push(
              await (frame.contentWindow as typeof window & typeof globalThis).eval(text).then((answer: Response) => answer.status, String),
            )
          }
          return results
        })
        seen.push([
          results,
          site.requests
            .slice(first)
            .filter(request => request.path.endsWith('/echo'))
            .map(({ method, path }) => [method, path]),
        ])
        if (path === '/list') await visit.coreIsThere()
        await visit.leave()
      }
      assert.deepEqual(seen[1], seen[0])
      await site.waitForTransaction('pageload')
    },
  },
}
