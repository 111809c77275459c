/** The page load, held against what the same browser says of itself. */
import assert from 'node:assert/strict'
import { extentIn, near, reasonOf, spanOf } from '../../support/look.ts'
import { pageWithHeadwater } from '../../support/page-with-headwater.ts'
import { sentryTrace, type Transaction } from '../../support/received.ts'
import type { Scenario } from '../scenario.ts'
import type { Visit } from '../visit.ts'
import { phases } from '../../support/phases.ts'

interface Timing {
  name: string
  entryType: string
  initiatorType: string
  startTime: number
  duration: number
  [field: string]: string | number
}

/** What the page's browser has of its entries, and which types it observes. */
const measured = (visit: Visit): Promise<{ entries: Timing[]; types: readonly string[]; timeOrigin: number }> =>
  visit.call(() => ({
    entries: performance.getEntries().map(entry => entry.toJSON() as Timing),
    types: PerformanceObserver.supportedEntryTypes,
    timeOrigin: performance.timeOrigin,
  }))

/** Fails unless the transaction has exactly these spans of an operation, at their times. */
function checkSpans(transaction: Transaction, op: string, expected: { name: string; start: number; end: number }[]): void {
  const sent = transaction.spans.filter(span => span.op === op)
  assert.deepEqual(sent.map(({ description }) => description).sort(), expected.map(({ name }) => name).sort(), op)
  for (const { name, start, end } of expected) {
    const [sentStart, sentEnd] = extentIn(transaction, spanOf({ ...transaction, spans: sent }, name))
    // Epoch seconds in a double, to the microsecond.
    near(sentStart, start, 0.002, `start of ${op} ${name}`)
    near(sentEnd, end, 0.002, `end of ${op} ${name}`)
  }
}

const traceId = 'aaaabbbbccccddddeeeeffff00001111'
const parentId = 'abcdefabcdefabcd'
const asks = '<script>window.done = fetch("/api/json")</script>'

export const pageload: Record<string, Scenario> = {
  'a page load is sent with all that the browser measured of it': {
    pages: {
      '/list': pageWithHeadwater({
        head: '<link rel="icon" href="data:,"><link rel="stylesheet" href="/app.css">',
        afterScript: `<script src="/app.js"></script><script>
          performance.mark('before')
          performance.measure('since before', 'before')
        </script>`,
        body: '<p>text</p><img src="/image">',
      }),
      '/app.css': () => ({ headers: { 'content-type': 'text/css' }, body: 'p { color: red }' }),
      '/app.js': () => ({ headers: { 'content-type': 'text/javascript' }, body: 'performance.mark("app ran")' }),
    },
    async run(site, open) {
      site.delay('/list', 50)
      const visit = await open('/list')
      const sent = await site.waitForTransaction('pageload')
      const { entries, types, timeOrigin } = await measured(visit)
      const { trace } = sent.contexts
      assert.equal(sent.transaction, '/list')
      assert.equal(trace.origin, 'auto.pageload.browser')
      assert.match(trace.trace_id, /^[0-9a-f]{32}$/)
      assert.equal(trace.parent_span_id, undefined)
      assert.equal(reasonOf(sent), 'idleTimeout')
      near(sent.start_timestamp * 1000, timeOrigin, 20, 'start')

      for (const type of ['mark', 'measure', 'paint']) {
        assert.ok(types.includes(type), `${type} among ${types}`)
        checkSpans(sent, type, entries.filter(({ entryType }) => entryType === type).map(extentOf))
      }
      for (const [initiator, path] of [
        ['link', '/app.css'],
        ['script', '/app.js'],
        ['script', '/dist/headwater.js'],
        ['img', '/image'],
      ]) {
        const entry = entries.find(({ name }) => name === site.origin + path)!
        assert.equal(entry.initiatorType, initiator)
        checkSpans({ ...sent, spans: sent.spans.filter(({ description }) => description === path) }, `resource.${initiator}`, [
          { ...extentOf(entry), name: path! },
        ])
      }
      const document = entries.find(({ entryType }) => entryType === 'navigation')!
      // A phase of no length is not sent, apart from the last two. Firefox may fetch before the time origin.
      const happened = Object.entries(phases)
        .map(([op, [start, end]]) => ({ op, start: Math.max(0, Number(document[start])), end: Number(document[end]) }))
        .filter(({ op, start, end }) => end > start || op.endsWith('_event'))
      assert.deepEqual(
        sent.spans
          .filter(({ op }) => op.startsWith('browser.'))
          .map(({ op }) => op)
          .sort(),
        happened.map(({ op }) => op).sort(),
      )
      assert.ok(happened.some(({ op }) => op === 'browser.request'))
      for (const { op, start, end } of happened) {
        const span = sent.spans.find(span => span.op === op)!
        const [sentStart, sentEnd] = extentIn(sent, span)
        near(sentStart, start, 0.002, `start of ${op}`)
        near(sentEnd, end, 0.002, `end of ${op}`)
      }
    },
  },

  "the server's trace is continued": {
    pages: {
      '/list': pageWithHeadwater({
        sampleRate: 0,
        head: `<meta name="sentry-trace" content="${traceId}-${parentId}-1">`,
        afterScript: asks,
        attributes: { 'idle-timeout': 20_000 },
      }),
    },
    async run(site, open) {
      const visit = await open('/list')
      await visit.coreIsThere()
      await visit.leave()
      const sent = await site.waitForTransaction('pageload')
      assert.equal(sent.contexts.trace.trace_id, traceId)
      assert.equal(sent.contexts.trace.parent_span_id, parentId)
      const request = await site.waitForRequest('/api/json')
      assert.deepEqual(sentryTrace(request), { traceId, spanId: spanOf(sent, 'GET /api/json').span_id, sampled: true })
    },
  },

  ...Object.fromEntries(
    (['module', 'inline'] as const).map((as): [string, Scenario] => [
      `Headwater as ${as}`,
      {
        pages: {
          '/list': pageWithHeadwater({ as, afterScript: as === 'inline' ? asks : asks.replace('<script>', '<script type="module">') }),
        },
        async run(site, open) {
          await open('/list')
          const sent = await site.waitForTransaction('pageload')
          assert.equal(sent.transaction, '/list')
          const request = await site.waitForRequest('/api/json')
          assert.equal(sentryTrace(request)?.spanId, spanOf(sent, 'GET /api/json').span_id)
          spanOf(sent, as === 'inline' ? '/dist/headwater.inline.js' : '/dist/headwater.mjs')
          assert.equal(site.requests.filter(({ path }) => path.includes('core')).length, as === 'inline' ? 0 : 1)
        },
      },
    ]),
  ),
}

const extentOf = ({ name, startTime, duration }: Timing): { name: string; start: number; end: number } => ({
  name,
  start: startTime,
  end: startTime + duration,
})
