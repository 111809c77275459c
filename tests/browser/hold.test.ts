/** When a pageload ends that the page itself has a say in, and what an error makes of it. */
import assert from 'node:assert/strict'
import { extentIn, near, reasonOf, spanOf } from './support/look.ts'
import { browserTest, openPage, pageWithHeadwater } from './support/index.ts'

const idle = { 'idle-timeout': 100 }

browserTest(
  'with enableReportPageLoaded the pageload ends when the page says so',
  {
    pages: { '/': pageWithHeadwater({ attributes: { ...idle, 'enable-report-page-loaded': '' } }) },
  },
  async site => {
    const { page } = await openPage(site, '/')
    await page.waitForFunction(() => performance.now() > 1500)
    assert.deepEqual(site.transactions(), [])
    const at = await page.evaluate(() => {
      Headwater.getActiveTransaction()!.startChild({ op: 'step', description: 'mine' }).finish()
      Headwater.reportPageLoaded()
      return performance.now()
    })
    const pageload = await site.waitForTransaction('pageload')
    assert.equal(reasonOf(pageload), 'reportPageLoaded')
    near((pageload.timestamp - pageload.start_timestamp) * 1000, at, 30, 'end')
    spanOf(pageload, 'mine')
  },
)

browserTest(
  'at the latest it ends after finalTimeout',
  {
    pages: { '/': pageWithHeadwater({ attributes: { ...idle, 'final-timeout': 1200, 'enable-report-page-loaded': true } }) },
  },
  async site => {
    await openPage(site, '/')
    assert.equal(reasonOf(await site.waitForTransaction('pageload')), 'finalTimeout')
  },
)

browserTest(
  'hold keeps any pageload or navigation open until it is released as often',
  {
    pages: { '/': pageWithHeadwater({ attributes: idle, afterScript: '<script>Headwater.getActiveTransaction().hold().hold()</script>' }) },
  },
  async site => {
    const { page } = await openPage(site, '/')
    await page.waitForFunction(() => performance.now() > 1000)
    await page.evaluate(() => void Headwater.getActiveTransaction()!.release())
    await page.evaluate(() => fetch('/api/slow?ms=500'))
    assert.deepEqual(site.transactions(), [])
    await page.evaluate(() => void Headwater.getActiveTransaction()!.release())
    const pageload = await site.waitForTransaction('pageload')
    assert.equal(reasonOf(pageload), 'idleTimeout')
    const [start] = extentIn(pageload, spanOf(pageload, 'GET /api/slow'))
    assert.ok(start > 1000)
  },
)

for (const [name, script] of Object.entries({
  error: 'setTimeout(() => { throw new Error("mine") })',
  'unhandled rejection': 'Promise.reject(new Error("mine"))',
})) {
  browserTest(
    `an ${name} makes the pageload internal_error, and still reaches the page and the console`,
    {
      pages: {
        '/': pageWithHeadwater({
          attributes: idle,
          head: `<script>seen = []; for (const type of ['error', 'unhandledrejection']) addEventListener(type, (event) => seen.push(type, event.defaultPrevented))</script>`,
          afterScript: `<script>${script}</script>`,
        }),
      },
      pageErrors: /mine/,
    },
    async site => {
      const { page, errors } = await openPage(site, '/')
      const pageload = await site.waitForTransaction('pageload')
      assert.equal(pageload.contexts.trace.status, 'internal_error')
      assert.deepEqual(await page.evaluate('seen'), [name === 'error' ? 'error' : 'unhandledrejection', false])
      assert.equal(errors.length, 1)
    },
  )
}

browserTest(
  'an error that the page handles makes nothing of it',
  {
    pages: {
      '/': pageWithHeadwater({
        attributes: idle,
        afterScript: '<script>try { nothing() } catch {} Promise.reject(1).catch(() => {})</script><img src="/none.png">',
      }),
    },
  },
  async site => {
    await openPage(site, '/')
    assert.notEqual((await site.waitForTransaction('pageload')).contexts.trace.status, 'internal_error')
  },
)

const thrownAt = (frames: string) =>
  `Promise.reject(Object.assign(new Error('mine'), { stack: ${JSON.stringify('Error: mine\n' + frames)} }))`
for (const [name, script, isError] of [
  ['an aborted request that nobody waits for', `fetch('/api/json', { signal: AbortSignal.abort() })`, false],
  [
    'a view transition that is skipped',
    `document.startViewTransition(() => {}); document.startViewTransition(() => {}).skipTransition()`,
    false,
  ],
  [
    'one that a browser refuses',
    `Promise.reject(new DOMException('Transition was aborted because of invalid state', 'InvalidStateError'))`,
    false,
  ],
  ['an invalid state of another kind', `Promise.reject(new DOMException('mine', 'InvalidStateError'))`, true],
  [
    'an error in an extension',
    `dispatchEvent(new ErrorEvent('error', { message: 'Uncaught Error: mine', filename: 'moz-extension://1/x.js' }))`,
    false,
  ],
  ['a rejection in an extension', thrownAt('    at f (chrome-extension://1/x.js:1:1)\n    at https://shop.example/a.js:1:1'), false],
  ['one of Safari', thrownAt('f@safari-web-extension://1/x.js:1:1'), false],
  [
    'a rejection of the page in what an extension calls',
    thrownAt('    at f (https://shop.example/a.js:1:1)\n    at chrome-extension://1/x.js:1:1'),
    true,
  ],
  ['a rejection with nothing', 'Promise.reject()', true],
  ['a rejection with a symbol', 'Promise.reject(Symbol())', true],
] as const) {
  browserTest(
    `${name} is ${isError ? 'an' : 'no'} error of the page's`,
    {
      pages: {
        '/': pageWithHeadwater({ attributes: idle, afterScript: `<script>addEventListener('load', () => { ${script} })</script>` }),
      },
      pageErrors: /^/,
    },
    async site => {
      await openPage(site, '/')
      assert.equal((await site.waitForTransaction('pageload')).contexts.trace.status, isError ? 'internal_error' : 'ok')
    },
  )
}

/** An element that grows each time it is measured. */
const growing = `<div id="grows" style="width: 10px"></div><script>
  addEventListener('error', ({ message }) => fetch('/api/json?' + message).then((response) => response.text()), { once: true })
  new ResizeObserver(() => grows.offsetWidth < 50 && (grows.style.width = grows.offsetWidth + 1 + 'px')).observe(grows)
</script>`

browserTest(
  'the notice that a layout takes another frame, which comes as an error, makes nothing of it',
  {
    pages: { '/': pageWithHeadwater({ attributes: idle, body: growing }) },
    pageErrors: /ResizeObserver/,
  },
  async site => {
    await openPage(site, '/')
    const pageload = await site.waitForTransaction('pageload')
    spanOf(pageload, 'GET /api/json')
    assert.match((await site.waitForRequest('/api/json')).url, /ResizeObserver/)
    assert.notEqual(pageload.contexts.trace.status, 'internal_error')
  },
)
