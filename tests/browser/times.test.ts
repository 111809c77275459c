import assert from 'node:assert/strict'
import { browserTest, openPage, pageWithHeadwater } from './support/index.ts'

browserTest(
  'times of other clocks: from the start of the page, in whole ms, until now',
  {
    pages: { '/': pageWithHeadwater() },
  },
  async site => {
    const { page } = await openPage(site, '/')
    const timeOrigin = await page.evaluate(async () => {
      const start = performance.timing.navigationStart
      const transaction = Headwater.startTransaction({ name: 'times', op: 'task', startTimestamp: start })
      for (let i = 0; i < 200; i++) {
        transaction.startChild({ op: 'five', startTimestamp: start + 1 }).finish(start + 6)
        transaction.startChild({ op: 'seconds', startTimestamp: (start + 1) / 1000 }).finish(new Date(start + 6))
        transaction.startChild({ op: 'now' }).finish(Date.now())
        transaction.startChild({ op: 'now' }).finish(performance.timeOrigin + performance.now())
      }
      transaction.finish(Date.now())
      await Headwater.flush()
      return performance.timeOrigin
    })
    const { spans, contexts, start_timestamp } = await site.waitForTransaction('task')
    assert.equal(contexts.headwater, undefined, 'nothing was invalid')
    assert.ok(Math.abs(start_timestamp * 1000 - timeOrigin) < 1.5, `${start_timestamp} ${timeOrigin}`)
    for (const span of spans) {
      const duration = (span.timestamp - span.start_timestamp) * 1000
      if (span.op === 'now') assert.ok(duration >= 0 && duration < 2000, `${duration}`)
      else assert.ok(Math.abs(duration - 5) < 0.01, `${span.op} took ${duration}`)
    }
    assert.equal(spans.length, 800)
  },
)
