/** Workers: what they ask carries the trace that the page gave them, and nothing is recorded there. */
import assert from 'node:assert/strict'
import { titles } from './support/look.ts'
import { browserTest, leave, openPage, pageWithHeadwater, type Page } from './support/index.ts'

const text =
  (body: string): Page =>
  () => ({ headers: { 'content-type': 'text/javascript' }, body })

/** Starts with the options it is sent, asks by fetch and XHR with this key. */
const work = `
  const asks = async ({ options, key }) => {
    Headwater.init(options)
    await fetch('/api/json?fetch=' + key)
    const xhr = new XMLHttpRequest()
    xhr.open('GET', '/api/json?xhr=' + key)
    await new Promise((resolve) => {
      xhr.onload = resolve
      xhr.send()
    })
    await fetch('/image?' + key)
    return 'asked'
  }
  const callAll = async () => {
    const transaction = Headwater.startTransaction({ name: 'mine', op: 'task', sampled: true })
    transaction.setTag('a', 1).startChild({ op: 'part' }).finish()
    transaction.finish()
    Headwater.configureScope((scope) => scope.setSpan(transaction))
    Headwater.setTag('a', 'b')
    Headwater.setUser({ id: 1 })
    Headwater.setExtra('a', {})
    Headwater.setContext('a', { b: 1 })
    Headwater.reportPageLoaded()
    Headwater.setRouteName('mine')
    Headwater.startInactiveSpan({ name: 'never ended' })
    return [
      Headwater.startSpan({ name: 'answer' }, () => 42), await Headwater.startSpan({ name: 'later' }, async () => 43),
      Headwater.withActiveSpan(transaction, () => 44), Headwater.getActiveTransaction() ?? null,
      typeof Headwater.getTraceHeaders(), typeof Headwater.explain('/api/json'), await Headwater.flush(), Headwater.close() ?? null,
    ]
  }
  const listen = (port) => {
    port.onmessage = async ({ data }) => port.postMessage(await (data ? asks(data) : callAll()).catch(String))
  }
  if (self.onconnect === undefined) listen(self)
  else self.onconnect = ({ ports }) => listen(ports[0])
`
const pages: Record<string, Page> = {
  '/list': pageWithHeadwater({ attributes: { 'detect-redirects': false } }),
  '/classic.js': text(`importScripts('/dist/headwater.js')\n${work}`),
  '/module.js': text(`import * as Headwater from '/dist/headwater.mjs'\n${work}`),
}
const kinds = {
  'a classic worker': "new Worker('/classic.js')",
  'a module worker': "new Worker('/module.js', { type: 'module' })",
  'a shared worker': "new SharedWorker('/classic.js').port",
  'a shared module worker': "new SharedWorker('/module.js', { type: 'module' }).port",
}
/** Sends a message to the page's one worker; its answer. */
const tell = (worker: string, message: string): string => `new Promise((resolve) => {
  const worker = window.worker ??= ${worker}
  worker.onmessage = ({ data }) => resolve(data)
  worker.onerror = ({ message }) => resolve(message)
  worker.postMessage(${message})
})`

for (const [name, worker] of Object.entries(kinds)) {
  browserTest(`${name} carries the trace it is given`, { pages }, async site => {
    const visitor = await openPage(site, '/list')
    const { page } = visitor
    const carried = (key: string): (string | undefined)[] =>
      site.requests.filter(({ url }) => url.endsWith(`=${key}`) || url.endsWith(`?${key}`)).map(({ headers }) => headers['sentry-trace'])
    const headers = "Headwater.getTraceHeaders()['sentry-trace']"

    const first = (await page.evaluate(headers)) as string
    assert.match(first, /-1$/)
    const ask = (key: string, options: string): Promise<unknown> =>
      page.evaluate(tell(worker, `{ key: '${key}', options: { tracingOrigins: ['/api'], ${options} } }`))
    assert.equal(await ask('first', `trace: ${headers}`), 'asked')
    assert.deepEqual(carried('first'), [first, first, undefined])

    await page.evaluate(() => history.pushState(null, '', '/next'))
    const next = (await page.evaluate(headers)) as string
    assert.notEqual(next.slice(0, 32), first.slice(0, 32))
    assert.equal(await ask('next', `trace: ${headers}`), 'asked')
    assert.deepEqual(carried('next'), [next, next, undefined])

    assert.equal(await ask('none', ''), 'asked')
    const [own, again] = carried('none')
    // Nobody has decided about it.
    assert.match(own!, /^[0-9a-f]{32}-[0-9a-f]{16}$/)
    assert.equal(again, own)

    assert.deepEqual(visitor.messages, [])
    assert.equal(await ask('broken', "trace: 'nonsense'"), 'asked')
    assert.match(carried('broken')[0]!, /^[0-9a-f]{32}-[0-9a-f]{16}$/)
    if (worker.startsWith('new Worker')) {
      assert.deepEqual(visitor.messages, ['warning: Headwater: trace "nonsense" is no sentry-trace; the default is used'])
    }
    const answers = await page.evaluate(tell(worker, 'null'))
    assert.deepEqual(answers, [42, 43, 44, null, 'object', 'string', true, null])
    assert.equal(site.requests.filter(({ path }) => path === '/dist/headwater.core.mjs').length, 1, 'of the page')
    await site.waitForTransaction('navigation')
    await leave(visitor)
    assert.deepEqual(titles(site.transactions()), ['pageload /list', 'navigation /next'])
  })
}

browserTest(
  'trace also says which trace a page continues',
  {
    pages: {
      '/list': pageWithHeadwater({
        head: '<meta name="sentry-trace" content="ffffffffffffffffffffffffffffffff-ffffffffffffffff-1">',
        attributes: { trace: '0123456789abcdef0123456789abcdef-0123456789abcdef-1' },
      }),
    },
  },
  async site => {
    await openPage(site, '/list')
    const {
      contexts: { trace },
    } = await site.waitForTransaction('pageload')
    assert.deepEqual([trace.trace_id, trace.parent_span_id], ['0123456789abcdef0123456789abcdef', '0123456789abcdef'])
  },
)
