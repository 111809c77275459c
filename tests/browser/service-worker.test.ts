/** A page whose requests pass through a service worker: headers, spans, core and envelopes as without one. */
import assert from 'node:assert/strict'
import { spanOf } from './support/look.ts'
import { browserTest, openPage, pageWithHeadwater, sentryTrace, type Page } from './support/index.ts'

/** Answers some from its cache, passes the others on, and tells what it saw. */
const worker = `
  const seen = []
  addEventListener('install', (event) => event.waitUntil(caches.open('kept').then((cache) => cache.add('/kept')).then(() => skipWaiting())))
  addEventListener('activate', (event) => event.waitUntil(clients.claim()))
  addEventListener('fetch', (event) => {
    const { request } = event
    seen.push(request.method + ' ' + new URL(request.url).pathname)
    if (request.url.endsWith('/unheard')) return
    event.respondWith(request.url.endsWith('/kept') ? caches.match('/kept') : fetch(request))
  })
  addEventListener('message', ({ source }) => source.postMessage(seen))
`
const script =
  (body: string): Page =>
  () => ({ headers: { 'content-type': 'text/javascript' }, body })
const kept: Page = () => ({ headers: { 'content-type': 'application/json', 'server-timing': 'db;dur=3' }, body: '{"kept":true}' })

for (const [name, sw] of [
  ['a service worker', worker],
  [
    'a service worker that has Headwater too',
    `importScripts('/dist/headwater.js')
    Headwater.init({ dsn: 'https://key@host.example/1', tracesSampleRate: 1 })
    Headwater.startTransaction({ name: 'mine' }).finish()
    ${worker}`,
  ],
] as const) {
  browserTest(
    `a page controlled by ${name}`,
    {
      pages: { '/start': '<!doctype html>', '/list': pageWithHeadwater(), '/sw.js': script(sw), '/kept': kept, '/unheard': kept },
    },
    async site => {
      const visitor = await openPage(site, '/start')
      const { page } = visitor
      await page.evaluate(async () => {
        const controlled = new Promise(resolve => navigator.serviceWorker.addEventListener('controllerchange', resolve))
        await navigator.serviceWorker.register('/sw.js')
        await controlled
      })
      const before = site.requests.length
      await page.goto(`${site.origin}/list`)
      const answers = await page.evaluate(async () => {
        const xhr = new XMLHttpRequest()
        xhr.open('GET', '/api/json?xhr')
        await new Promise(resolve => {
          xhr.onload = resolve
          xhr.send()
        })
        const responses = [await fetch('/api/json?passed', { method: 'POST', body: 'text' }), await fetch('/kept'), await fetch('/unheard')]
        return [...(await Promise.all(responses.map(response => response.text()))), xhr.responseText]
      })
      assert.deepEqual(answers, ['{"ok":true}', '{"kept":true}', '{"kept":true}', '{"ok":true}'])
      const pageload = await site.waitForTransaction('pageload')
      const seen = await page.evaluate(
        () =>
          new Promise<string[]>(resolve => {
            navigator.serviceWorker.addEventListener('message', ({ data }) => resolve(data))
            navigator.serviceWorker.controller!.postMessage('')
          }),
      )

      const received = site.requests.slice(before)
      const counts = (path: string): number => received.filter(request => request.path === path).length
      assert.deepEqual(['/list', '/dist/headwater.core.mjs', '/kept', '/unheard', '/api/json'].map(counts), [1, 1, 0, 1, 2])
      for (const [description, request] of [
        ['POST /api/json', received.find(({ url }) => url.endsWith('?passed'))],
        ['GET /api/json', received.find(({ url }) => url.endsWith('?xhr'))],
        ['GET /unheard', received.find(({ path }) => path === '/unheard')],
      ] as const) {
        assert.equal(request!.rawHeaders.filter(([name]) => name.toLowerCase() === 'sentry-trace').length, 1, description)
        assert.equal(sentryTrace(request!)?.spanId, spanOf(pageload, description).span_id, description)
      }
      assert.equal(pageload.spans.filter(({ op }) => op === 'http.client').length, 4)
      for (const description of ['POST /api/json', 'GET /api/json', 'GET /kept']) {
        const { data, timestamp, start_timestamp } = spanOf(pageload, description)
        // Absent when the worker was reached at once.
        const duration = (data?.['http.request.worker_duration'] ?? 0) as number
        assert.ok(duration >= 0 && duration <= (timestamp - start_timestamp) * 1000 + 1, `${description}: ${JSON.stringify(data)}`)
        assert.equal(data?.['http.response.status_code'], 200)
      }
      assert.ok(seen.includes('GET /dist/headwater.core.mjs') && seen.includes('GET /kept'), seen.join())

      // What the page leaves behind, by beacon, arrives once.
      await page.evaluate(() => Headwater.startTransaction({ name: 'last', op: 'task' }))
      await page.goto('about:blank')
      await site.waitForTransaction('task')
      const ids = site.transactions().map(({ event_id }) => event_id)
      assert.equal(new Set(ids).size, ids.length)
      assert.ok(site.envelopes.every(({ request }) => request.headers['sentry-trace'] === undefined))
      assert.deepEqual(visitor.messages, [])
    },
  )
}
