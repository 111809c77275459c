/** Long animation frames, and what in them took so long. */
import assert from 'node:assert/strict'
import { near, extentIn } from './support/look.ts'
import { browserTest, openPage, pageWithHeadwater } from './support/index.ts'

browserTest(
  'a long frame is one span that names the script in it that ran longest',
  {
    pages: {
      '/list': pageWithHeadwater({
        attributes: { 'idle-timeout': 1500 },
        body: `<p>text</p><button id="save">save</button><script src="/busy.js"></script>`,
      }),
      '/busy.js': () => ({
        headers: { 'content-type': 'text/javascript' },
        body: `function block(ms) { const end = performance.now() + ms; while (performance.now() < end); }
        addEventListener('load', () => setTimeout(function late() { block(160) }, 300))`,
      }),
    },
  },
  async site => {
    const { page } = await openPage(site, '/list')
    const pageload = await site.waitForTransaction('pageload')
    const frames = pageload.spans.filter(({ op }) => op === 'ui.long-animation-frame')
    const entries = await page.evaluate(
      () =>
        new Promise<{ startTime: number; duration: number }[]>(resolve => {
          new PerformanceObserver(list => resolve(list.getEntries().map(entry => entry.toJSON()))).observe({
            type: 'long-animation-frame',
            buffered: true,
          })
        }),
    )
    assert.equal(pageload.spans.filter(({ op }) => op === 'ui.long-task').length, 0, 'not also as a long task')
    const late = frames.find(({ data }) => Number(data?.['browser.script.duration']) >= 155)
    assert.ok(late, `a frame of the script, among ${JSON.stringify(frames)}`)
    assert.equal(
      frames.length,
      entries.filter(({ startTime }) => startTime < (pageload.timestamp - pageload.start_timestamp) * 1000).length,
    )
    const [start, end] = extentIn(pageload, late)
    const entry = entries.find(({ startTime }) => Math.abs(startTime - start) < 1)!
    near(end - start, entry.duration, 0.01, 'duration')
    assert.equal(late.data?.['code.filepath'], `${site.origin}/busy.js`)
    assert.equal(late.data?.['code.function'], 'late')
    assert.equal(late.data?.['browser.script.invoker_type'], 'user-callback')
    assert.equal(late.data?.['browser.script.invoker'], 'TimerHandler:setTimeout')
    assert.ok(Number(late.data?.['browser.blocking_duration']) >= 100)
  },
)
