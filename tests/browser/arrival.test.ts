/** When the core arrives decides nothing: a visit with it at once, after 2 s and after 40 s is received as the same. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { extentIn, near } from './support/look.ts'
import { finish, leave, openPage, pageWithHeadwater, startSite, type Span, type Transaction } from './support/index.ts'

/** What the page measured of itself: what, start and end in ms since the time origin; no end where it ended otherwise. */
type Measured = [name: string, start: number, end: number | null][]

/** Each step has its time. Some fall into the pageload, one comes after its end, three into a job and two navigations. */
const script = `<script>
  const measured = []
  const at = (time, step) => new Promise((resolve) => setTimeout(resolve, time - performance.now())).then(step)
  // Of a body that nobody reads Chromium makes no entry.
  const read = async (path) => (await fetch(path)).arrayBuffer()
  const ask = async (path) => {
    const start = performance.now()
    await read(path)
    measured.push(['http.client GET ' + path.split('?')[0], start, performance.now()])
  }
  const go = (path) => {
    const start = performance.now()
    history.pushState(null, '', path)
    measured.push(['navigation ' + path, start, null])
  }
  let job, step
  window.done = Promise.all([
    ask('/api/slow?ms=1000'),
    at(700, () => {
      measured.push(['mark first', performance.mark('first').startTime, null])
    }),
    // The page is quiet since 1 s after it began, and over 1 s later, however slowly it began.
    at(4500, () => ask('/api/fail')),
    at(4600, () => {
      job = Headwater.startTransaction({ name: 'job', op: 'task', tags: { size: 3 } })
      measured.push(['task job', performance.now(), null])
      step = job.startChild({ op: 'step', description: 'one' })
      return Headwater.withActiveSpan(step, () => ask('/api/json'))
    }),
    at(5300, () => {
      step.finish()
      job.setStatus('aborted').finish()
    }),
    at(5600, () => {
      go('/second')
      return read('/api/slow?ms=1000') // Over after the next navigation has cancelled its span, and its entry stays with this page.
    }),
    at(5700, () => {
      go('/third')
      return ask('/api/echo')
    }),
    at(8500, () => ask('/image')),
  ]).then(() => measured)
</script>`

/**
 * Ms. The page's readings come as late as a busy machine lets its callbacks run, while ours are those of the browser's entries,
 * which other tests compare exactly. Enough to tell whether something was taken for happening when the core came.
 */
const tolerance = 500

const pages = {
  '/first': pageWithHeadwater({
    attributes: { 'detect-redirects': false },
    head: '<link rel="icon" href="data:,"><link rel="stylesheet" href="/app.css">',
    afterScript: script,
    body: '<p>text</p><img src="/image">',
  }),
  '/app.css': () => ({ headers: { 'content-type': 'text/css' }, body: 'p {}' }),
}

/** Spans that one visit has and the next has not: what the browser had connected already, and a busy machine. */
const chance = /^(browser\.(cache|dns|connect)|ui\.long-)/

/** All of a visit that must not depend on the core's arrival: names, tree, outcomes; ids by what they name. */
function shape(transactions: Transaction[]): unknown[] {
  const names = new Map<string | undefined, string>()
  for (const {
    contexts: { trace },
    transaction,
    spans,
  } of transactions) {
    names.set(trace.span_id, `${trace.op} ${transaction}`)
    for (const { span_id, op, description } of spans) names.set(span_id, `${op} ${description}`)
  }
  return transactions.map(({ contexts: { trace }, transaction, timestamp, spans, tags, measurements = {} }) => ({
    title: `${trace.op} ${transaction}`,
    parent: names.get(trace.parent_span_id),
    status: trace.status,
    reason: trace.data?.['sentry.idle_span_finish_reason'],
    tags,
    measurements: Object.keys(measurements).sort(),
    // By itself only a pageload or navigation does.
    endsWithLastChild: trace.op === 'task' || timestamp === Math.max(...spans.map(span => span.timestamp)),
    spans: spans
      .filter(({ op }) => !chance.test(op!))
      .map(({ op, description, status, parent_span_id, origin }) => ({
        op,
        description,
        status,
        origin,
        parent: names.get(parent_span_id),
      }))
      .map(span => JSON.stringify(span))
      .sort(),
  }))
}

/** Fails unless everything that the page measured was received with those times. */
function checkTimes(transactions: Transaction[], measured: Measured): void {
  const zero = transactions[0]!
  const received = transactions.flatMap(({ contexts: { trace }, transaction, start_timestamp, timestamp, spans }) => [
    { ...trace, description: transaction, start_timestamp, timestamp },
    ...spans,
  ])
  for (const [name, start, end] of measured) {
    const span = received.find(({ op, description }) => `${op} ${description}` === name)
    assert.ok(span, name)
    const [receivedStart, receivedEnd] = extentIn(zero, span as Span)
    near(receivedStart, start, tolerance, `start of ${name}`)
    if (end) near(receivedEnd, end, tolerance, `end of ${name}`)
  }
}

/** A visit with the core `delay` ms after it was asked for; its transactions in the order in which they started. */
async function visit(delay: number): Promise<Transaction[]> {
  const site = await startSite({ pages })
  try {
    site.delay('/dist/headwater.core.mjs', delay)
    const visitor = await openPage(site, '/first')
    const measured = await visitor.page.evaluate<Measured>('window.done')
    assert.equal(await visitor.page.evaluate(() => Headwater.flush(60_000)), true)
    await leave(visitor)
    await finish(site)
    const transactions = site.transactions().sort((a, b) => a.start_timestamp - b.start_timestamp)
    checkTimes(transactions, measured)
    return transactions
  } finally {
    await site.close()
  }
}

test('the same visit with the core at once, after 2 s and after 40 s', { timeout: 120_000 }, async () => {
  const [atOnce, ...later] = await Promise.all([0, 2000, 40_000].map(visit))
  assert.deepEqual(
    atOnce!.map(({ contexts, transaction }) => `${contexts.trace.op} ${transaction}`),
    [
      'pageload /first',
      'pageload.late /first',
      'task job',
      'navigation /second',
      'navigation.late /second',
      'navigation /third',
      'navigation.late /third',
    ],
  )
  for (const other of later) assert.deepEqual(shape(other), shape(atOnce!))
})
