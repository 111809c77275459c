/** Performance entries as a server receives them, held against what the same browser says of itself. */
import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { extentIn, near, reasonOf } from './support/look.ts'
import { browserTest, openPage, pageWithHeadwater, type Answer, type Span, type Transaction } from './support/index.ts'
import { phases } from './support/phases.ts'

interface Timing {
  name: string
  entryType: string
  initiatorType: string
  startTime: number
  duration: number
  [field: string]: string | number
}

const of = (type: string, body: string): Answer => ({ headers: { 'content-type': type }, body })
const content = {
  '/app.css': of('text/css', `p { background: url(/image?x=1) } ${'/* */'.repeat(500)}`),
  '/app.js': of('text/javascript', `performance.mark('app ran') // ${'x'.repeat(3000)}`),
  '/preloaded.js': of('text/javascript', '// preloaded'),
  '/missing.png': { status: 404 },
}

const rich = pageWithHeadwater({
  head: '<link rel="icon" href="data:,"><link rel="stylesheet" href="/app.css"><link rel="preload" as="script" href="/preloaded.js">',
  afterScript: `<script src="/app.js"></script><script>
    fetch('/api/json')
    performance.mark('before')
    performance.measure('since before', 'before')
    performance.measure('fixed', { start: 1, end: 2.5 })
  </script>`,
  body: '<p>text</p><img src="/image"><img src="/missing.png"><iframe src="/frame"></iframe>',
})

/** What the page's own browser has of its entries, as plain objects. */
const entriesOf = (page: Page): Promise<Timing[]> => page.evaluate(() => performance.getEntries().map(entry => entry.toJSON() as Timing))

/** Times are sent as epoch seconds to the microsecond: what a double of that size keeps of them. */
const precision = 0.002

function sameExtent(transaction: Transaction, span: Span, start: number, end: number): void {
  const [sentStart, sentEnd] = extentIn(transaction, span)
  near(sentStart, start, precision, `start of ${span.description}`)
  near(sentEnd, end, precision, `end of ${span.description}`)
}

browserTest(
  'each entry is a span, once, with the times and sizes that the browser gave it',
  {
    pages: {
      '/list': rich,
      '/frame': '<p>frame</p>',
      ...Object.fromEntries(Object.entries(content).map(([path, answer]) => [path, () => answer])),
    },
  },
  async (site, t) => {
    const { page } = await openPage(site, '/list')
    const pageload = await site.waitForTransaction('pageload')
    assert.equal(reasonOf(pageload), 'idleTimeout')
    const entries = await entriesOf(page)

    const resources = entries.filter(
      ({ entryType, initiatorType, name }) =>
        entryType === 'resource' && initiatorType !== 'fetch' && !/\/envelope\/|headwater\.core/.test(name),
    )
    const spans = pageload.spans.filter(({ op }) => op.startsWith('resource.'))
    const key = (op: string, path: string): string => `${op} ${path}`
    assert.deepEqual(
      spans.map(({ op, description = '' }) => key(op, description)).sort(),
      resources.map(({ initiatorType, name }) => key(`resource.${initiatorType}`, new URL(name).pathname)).sort(),
    )
    const types = new Set(resources.map(({ initiatorType }) => initiatorType))
    for (const type of ['link', 'css', 'script', 'img', 'iframe']) assert.ok(types.has(type), `${type} among ${[...types]}`)
    for (const resource of resources) {
      const path = new URL(resource.name).pathname
      const span = spans.find(({ op, description }) => op === `resource.${resource.initiatorType}` && description === path)!
      assert.equal(span.parent_span_id, pageload.contexts.trace.span_id)
      sameExtent(pageload, span, resource.startTime, resource.startTime + resource.duration)
      const { data = {} } = span
      assert.equal(data['http.response_transfer_size'], resource.transferSize, path)
      assert.equal(data['http.response_content_length'], resource.encodedBodySize, path)
      assert.equal(data['http.decoded_response_content_length'], resource.decodedBodySize, path)
      assert.equal(data['http.response.status_code'], resource.responseStatus || undefined, path)
      assert.equal(data['resource.render_blocking_status'], resource.renderBlockingStatus, path)
      assert.equal(data['url'], `${site.origin}${path}`)
    }
    const script = spans.find(({ description }) => description === '/app.js')!
    assert.equal(script.data?.['http.response_content_length'], content['/app.js'].body!.length)

    for (const type of ['mark', 'measure', 'paint']) {
      const expected = entries.filter(({ entryType }) => entryType === type)
      const sent = pageload.spans.filter(({ op }) => op === type)
      assert.deepEqual(sent.map(({ description }) => description).sort(), expected.map(({ name }) => name).sort())
      for (const { name, startTime, duration } of expected) {
        sameExtent(pageload, sent.find(({ description }) => description === name)!, startTime, startTime + duration)
      }
    }
    assert.equal(pageload.measurements?.fcp?.value, entries.find(({ name }) => name === 'first-contentful-paint')?.startTime)

    const [request] = pageload.spans.filter(({ op }) => op === 'http.client')
    assert.equal(request?.description, 'GET /api/json', 'a fetch is the span of its call, not also one of its entry')
    t.diagnostic(`${pageload.spans.length} spans`)
  },
)

/** Fails unless exactly these phases were sent, as the browser measured them. */
async function checkPhases(page: Page, pageload: Transaction, expected: typeof phases): Promise<void> {
  const timing = (await entriesOf(page)).find(({ entryType }) => entryType === 'navigation') as Timing
  const sent = pageload.spans.filter(({ op }) => op.startsWith('browser.'))
  // One that took no time tells nothing, unless it is a moment that always comes.
  const happened = Object.entries(expected).filter(([op, [start, end]]) => timing[end]! > timing[start]! || op.endsWith('_event'))
  assert.deepEqual(sent.map(({ op }) => op).sort(), happened.map(([op]) => op).sort())
  for (const [op, [start, end]] of happened) {
    sameExtent(pageload, sent.find(span => span.op === op)!, Number(timing[start]), Number(timing[end]))
  }
  const { data = {} } = pageload.contexts.trace
  assert.equal(data['http.response_transfer_size'], timing.transferSize)
  assert.equal(data['http.response_content_length'], timing.encodedBodySize)
  assert.equal(data['http.response.status_code'], 200)
}

browserTest(
  'the phases of the document are those that the browser measured, and none that it had not',
  {
    pages: { '/list': pageWithHeadwater() },
  },
  async site => {
    site.delay('/list', 80)
    const { page } = await openPage(site, '/list')
    const pageload = await site.waitForTransaction('pageload')
    await checkPhases(page, pageload, phases)
    const [start, end] = extentIn(pageload, pageload.spans.find(({ op }) => op === 'browser.request')!)
    assert.ok(end - start >= 75, `the server took 80 ms, the request ${end - start}`)
  },
)

browserTest(
  'a redirect and the page before are phases too',
  {
    pages: { '/list': pageWithHeadwater(), '/before': '<script>addEventListener("unload", () => {})</script>' },
  },
  async site => {
    const { page } = await openPage(site, '/before')
    await page.goto(`${site.origin}/api/redirect?to=/list`)
    const pageload = await site.waitForTransaction('pageload')
    assert.equal(pageload.contexts.trace.data?.['http.redirect_count'], 1)
    await checkPhases(page, pageload, {
      ...phases,
      'browser.redirect': ['redirectStart', 'redirectEnd'],
      'browser.unload_event': ['unloadEventStart', 'unloadEventEnd'],
    })
  },
)

browserTest(
  'more resources than the browser keeps in its buffer all arrive',
  {
    pages: {
      '/list': pageWithHeadwater({
        as: 'inline',
        body: `<script>for (let index = 0; index < 300; index++) {
        const image = document.body.appendChild(new Image())
        image.src = '/image?index=' + index
      }</script>`,
      }),
    },
  },
  async site => {
    const { page } = await openPage(site, '/list')
    const pageload = await site.waitForTransaction('pageload')
    assert.equal(await page.evaluate(() => performance.getEntriesByType('resource').length), 250)
    assert.equal(pageload.spans.filter(({ description }) => description === '/image').length, 300)
  },
)
