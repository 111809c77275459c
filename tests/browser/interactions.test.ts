/** User interactions as transactions, and the requests that their handlers make. */
import assert from 'node:assert/strict'
import { spanOf } from './support/look.ts'
import { browserTest, leave, openPage, pageWithHeadwater, sentryTrace, type Site, type Transaction } from './support/index.ts'

const attributes = { 'idle-timeout': 300, 'interactions-sample-rate': 1 }
const page = (script: string, body = '<button id="save" class="primary">save</button><button id="other">other</button>') =>
  pageWithHeadwater({ attributes, body: `${body}<script>${script}</script>` })

/** The transaction that has the span which the request to `path` named. */
async function ownerOf(site: Site, path: string): Promise<Transaction> {
  const id = sentryTrace(await site.waitForRequest(path))?.spanId
  return site.waitForTransaction(({ spans = [] }) => spans.some(({ span_id }) => span_id === id))
}

const opOf = async (site: Site, path: string): Promise<string> => (await ownerOf(site, path)).contexts.trace.op
/** Any click may make a long frame, on a machine that is busy. */
const caused = ({ spans }: Transaction) => spans.filter(({ op }) => op !== 'ui.long-animation-frame')

/** Those with more than long frames. */
const interactions = (site: Site): string[] =>
  site
    .transactions()
    .filter(one => caused(one).length > 0)
    .map(({ contexts }) => contexts.trace.op)
    .filter(op => op.startsWith('ui.action.'))

browserTest(
  'a click with its requests, in the trace of the page and under its name',
  {
    pages: {
      '/list': page(`
      save.addEventListener('click', () => fetch('/api/json?first'))
      // Called after all others, and only then is the event over.
      addEventListener('click', () => {
        const xhr = new XMLHttpRequest()
        xhr.open('GET', '/api/slow?ms=50')
        xhr.send()
        setTimeout(() => fetch('/api/echo'))
      })`),
    },
  },
  async site => {
    const visitor = await openPage(site, '/list')
    const pageload = await site.waitForTransaction('pageload')
    await visitor.page.click('#save')
    const click = await site.waitForTransaction('ui.action.click')
    const { trace } = click.contexts
    assert.equal(click.transaction, '/list')
    assert.equal(trace.trace_id, pageload.contexts.trace.trace_id)
    assert.equal(trace.origin, 'auto.ui.interaction.browser')
    assert.equal(trace.data?.['ui.target'], 'html > body > button#save.primary')
    for (const description of ['GET /api/json', 'GET /api/slow']) {
      assert.equal(spanOf(click, description).parent_span_id, trace.span_id)
    }
    assert.equal(caused(click).length, 2)
    assert.equal(click.timestamp, Math.max(...click.spans.map(({ timestamp }) => timestamp)))
    await leave(visitor)
    assert.equal(await opOf(site, '/api/echo'), 'pageload.late', 'what a timer starts is not part of it')
  },
)

browserTest(
  'a click that takes long is sent for its long frame alone',
  {
    pages: {
      '/list': page(`
      save.addEventListener('click', () => {
        for (const end = performance.now() + 120; performance.now() < end;);
        save.textContent = 'saved'
      })`),
    },
  },
  async site => {
    const visitor = await openPage(site, '/list')
    await site.waitForTransaction('pageload')
    await visitor.page.click('#save')
    const click = await site.waitForTransaction('ui.action.click')
    const frame = click.spans.find(({ data }) => data?.['browser.script.invoker'] === 'BUTTON#save.onclick')!
    assert.equal(frame.parent_span_id, click.contexts.trace.span_id)
    assert.ok(frame.timestamp - frame.start_timestamp >= 0.12)
    assert.ok(click.timestamp >= frame.timestamp)
  },
)

browserTest(
  'an interaction that causes nothing is not sent, however many there are',
  {
    pages: { '/list': page("other.addEventListener('click', () => fetch('/api/json'))") },
  },
  async site => {
    const visitor = await openPage(site, '/list')
    await site.waitForTransaction('pageload')
    for (let count = 0; count < 60; count++) await visitor.page.click('#save')
    await visitor.page.click('#other')
    await leave(visitor)
    assert.equal(await opOf(site, '/api/json'), 'ui.action.click')
    assert.deepEqual(interactions(site), ['ui.action.click'])
  },
)

browserTest(
  'what the page names as parent is the parent, and a new page takes what comes after it',
  {
    pages: {
      '/list': page(`
      save.addEventListener('click', () => {
        const job = Headwater.startTransaction({ name: 'job', op: 'job' })
        Headwater.withActiveSpan(job, () => fetch('/api/json').then(() => job.finish()))
        fetch('/api/slow')
        Headwater.withActiveSpan(null, () => fetch('/api/echo'))
      })
      other.addEventListener('click', () => {
        history.pushState(null, '', '/next')
        fetch('/api/fail')
      })`),
    },
  },
  async site => {
    const visitor = await openPage(site, '/list')
    await site.waitForTransaction('pageload')
    await visitor.page.click('#save')
    await site.waitForTransaction('ui.action.click')
    await visitor.page.click('#other')
    await site.waitForTransaction('navigation')
    await leave(visitor)
    assert.equal(await opOf(site, '/api/json'), 'job')
    assert.equal(await opOf(site, '/api/slow'), 'ui.action.click')
    assert.equal(await opOf(site, '/api/echo'), 'pageload.late')
    assert.equal(await opOf(site, '/api/fail'), 'navigation')
    assert.deepEqual(interactions(site), ['ui.action.click'])
  },
)

browserTest(
  'a handler that stops the event, a promise in it, the form it submits, and a shadow tree',
  {
    pages: {
      '/list': page(
        `
      save.addEventListener('click', async (event) => {
        event.stopImmediatePropagation()
        await null
        fetch('/api/json')
      })
      form.addEventListener('submit', (event) => {
        event.preventDefault()
        fetch('/api/echo')
      })
      host.attachShadow({ mode: 'open' }).innerHTML = '<button>inside</button>'
      host.shadowRoot.firstChild.addEventListener('click', () => fetch('/api/slow'))`,
        '<button id="save">save</button><form id="form"><input id="field"><button>go</button></form><div id="host"></div>',
      ),
    },
  },
  async site => {
    const visitor = await openPage(site, '/list')
    await site.waitForTransaction('pageload')
    await visitor.page.click('#save')
    assert.equal(await opOf(site, '/api/json'), 'ui.action.click')
    await visitor.page.focus('#field')
    await visitor.page.keyboard.press('Enter')
    assert.equal(await opOf(site, '/api/echo'), 'ui.action.submit')
    await visitor.page.click('#host button')
    assert.equal(await opOf(site, '/api/slow'), 'ui.action.click')
    assert.equal((await ownerOf(site, '/api/slow')).contexts.trace.data?.['ui.target'], 'html > body > div#host')
  },
)

browserTest(
  'without the option there are none',
  {
    pages: {
      '/list': pageWithHeadwater({
        attributes: { 'idle-timeout': 300 },
        body: '<button id="save" onclick="fetch(\'/api/json\')">save</button>',
      }),
    },
  },
  async site => {
    const visitor = await openPage(site, '/list')
    await site.waitForTransaction('pageload')
    await visitor.page.click('#save')
    await site.waitForRequest('/api/json')
    await leave(visitor)
    assert.equal(await opOf(site, '/api/json'), 'pageload.late')
    assert.deepEqual(interactions(site), [])
  },
)
