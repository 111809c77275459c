/** Every finished entry arrives once, whatever the page does to the browser's buffers and whenever the core comes. */
import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { browserTest, leave, openPage, pageWithHeadwater, type Site, type Span } from './support/index.ts'

const CORE = '/dist/headwater.core.mjs'

/** Loads so many images, one after another in `lanes`; resolves when all are there. */
const loadImages = (page: Page, count: number, name: string): Promise<void> =>
  page.evaluate(
    async ([count, name]) => {
      const indices = Array.from({ length: count }, (_, index) => index)
      await Promise.all(
        indices.map(index => {
          const image = new Image()
          image.src = `/image?${name}=${index}`
          return image.decode()
        }),
      )
    },
    [count, name] as const,
  )

/** Keeps the pageload open for as long as `work` takes. */
async function whileOpen(page: Page, work: () => Promise<void>): Promise<void> {
  const step = await page.evaluateHandle(() => Headwater.getActiveTransaction()!.startChild({ op: 'step', description: 'loading images' }))
  await work()
  await step.evaluate(span => span.finish())
}

const countOf = ({ data }: Span): number => Number(data?.['resource.count'] ?? 1)
const sum = (spans: Span[]): number => spans.reduce((total, span) => total + countOf(span), 0)
const spansOf = (site: Site, op: string): Span[] => site.transactions().flatMap(({ spans = [] }) => spans.filter(span => span.op === op))

browserTest(
  'five images that finish after the pageload has ended arrive in its follow-up, the others do not again',
  {
    pages: { '/list': pageWithHeadwater({ attributes: { 'idle-timeout': 200 }, body: '<img src="/image?early">' }) },
  },
  async site => {
    const visitor = await openPage(site, '/list')
    const pageload = await site.waitForTransaction('pageload')
    assert.equal(pageload.spans.filter(({ op }) => op === 'resource.img').length, 1)
    await loadImages(visitor.page, 5, 'late')
    await leave(visitor)
    const late = await site.waitForTransaction('pageload.late')
    assert.equal(late.spans.filter(({ op }) => op === 'resource.img').length, 5)
    assert.equal(late.contexts.trace.parent_span_id, pageload.contexts.trace.span_id)
    assert.equal(spansOf(site, 'resource.img').length, 6)
  },
)

browserTest(
  'clearResourceTimings takes nothing away, before the core is there and after',
  {
    pages: { '/list': pageWithHeadwater({ attributes: { 'idle-timeout': 200 } }) },
  },
  async site => {
    const gate = site.hold(CORE)
    const visitor = await openPage(site, '/list')
    const { page } = visitor
    for (const name of ['a', 'b']) {
      await loadImages(page, 3, name)
      await page.evaluate(() => performance.clearResourceTimings())
    }
    gate.release()
    await site.waitForTransaction('pageload')
    await loadImages(page, 3, 'c')
    await page.evaluate(() => performance.clearResourceTimings())
    await leave(visitor)
    await site.waitForTransaction('pageload.late')
    assert.equal(spansOf(site, 'resource.img').length, 9)
  },
)

/** A page's own use of the resource timing buffer. */
const keepsBuffer = `<script>
  window.full = 0
  performance.setResourceTimingBufferSize(8)
  performance.addEventListener('resourcetimingbufferfull', () => {
    full++
    performance.clearResourceTimings()
  })
  performance.onresourcetimingbufferfull = () => full++
</script>`

browserTest(
  'a page that keeps the buffer itself sees what it would see without us',
  {
    pages: {
      '/list': pageWithHeadwater({
        attributes: { 'idle-timeout': 200 },
        head: keepsBuffer,
      }),
      '/plain': `${keepsBuffer}<link rel="icon" href="data:,">`,
    },
  },
  async site => {
    const seenBy = async (page: Page): Promise<[number, number]> => {
      // Whatever the page itself has brought is out of the way.
      await page.evaluate(() => performance.clearResourceTimings())
      const before = await page.evaluate(() => (window as unknown as { full: number }).full)
      for (let index = 0; index < 20; index++) await loadImages(page, 1, `i${index}`)
      return page.evaluate(
        before => [
          (window as unknown as { full: number }).full - before,
          performance.getEntriesByName(`${location.origin}/image?i19=0`).length,
        ],
        before,
      )
    }
    const gate = site.hold(CORE)
    const visitor = await openPage(site, '/list')
    const { page } = await openPage(site, '/plain')
    const [ours, plain] = [await seenBy(visitor.page), await seenBy(page)]
    assert.ok(plain[0] > 0, 'the buffer was full')
    assert.deepEqual(ours, plain)
    gate.release()
    await site.waitForTransaction('pageload')
    await leave(visitor)
    // What is left at the end of a page may have to be folded.
    await site.waitFor(() => sum(spansOf(site, 'resource.img')) >= 20, '20 images')
    assert.equal(sum(spansOf(site, 'resource.img')), 20)
  },
)

browserTest(
  '1,000 images, 500 marks and 500 measures before the core is there are all in the pageload',
  {
    pages: { '/list': pageWithHeadwater({ attributes: { 'idle-timeout': 1000, 'child-span-timeout': 60_000, 'final-timeout': 60_000 } }) },
  },
  async site => {
    const gate = site.hold(CORE)
    const { page } = await openPage(site, '/list')
    await page.evaluate(() => {
      for (let index = 0; index < 500; index++) {
        performance.mark(`mark ${index}`)
        performance.measure(`measure ${index}`, { start: index, end: index + 1 })
      }
    })
    await whileOpen(page, () => loadImages(page, 1000, 'i'))
    gate.release()
    const pageload = await site.waitForTransaction('pageload', 30_000)
    const sent = (op: string): Span[] => pageload.spans.filter(span => span.op === op)
    assert.equal(sum(sent('resource.img')), 1000)
    assert.equal(sum(sent('mark')), 500)
    assert.equal(sum(sent('measure')), 500)
    assert.equal(site.transactions().length, 1)
  },
)

browserTest(
  'more than the shim holds is counted',
  {
    pages: { '/list': pageWithHeadwater({ attributes: { 'idle-timeout': 1000, 'child-span-timeout': 60_000, 'final-timeout': 60_000 } }) },
  },
  async site => {
    const gate = site.hold(CORE)
    const { page } = await openPage(site, '/list')
    await whileOpen(page, async () => {
      for (const name of ['a', 'b', 'c']) await loadImages(page, 700, name)
    })
    const others = await page.evaluate(
      () => performance.getEntriesByType('resource').filter(entry => (entry as PerformanceResourceTiming).initiatorType !== 'img').length,
    )
    gate.release()
    const pageload = await site.waitForTransaction('pageload', 30_000)
    const images = sum(pageload.spans.filter(({ op }) => op === 'resource.img'))
    assert.ok(images >= 2000 - others - 5 && images < 2000, `${images} images, ${others} others`)
    assert.match(JSON.stringify(pageload), /"buffer_full":\d+/)
  },
)

/** Finds CLS (shifts by session windows) and INP from the first moment, and can make many shifts. */
const shifting = `<script>
  const state = window.state = { count: 0, cls: 0, inp: 0 }
  let first = -1e9, last = -1e9, sum = 0
  new PerformanceObserver((list) => {
    for (const { value, startTime, hadRecentInput } of list.getEntries()) {
      state.count++
      if (hadRecentInput) continue
      if (startTime - last >= 1000 || startTime - first >= 5000) {
        first = startTime
        sum = 0
      }
      last = startTime
      sum += value
      state.cls = Math.max(state.cls, sum)
    }
  }).observe({ type: 'layout-shift' })
  new PerformanceObserver((list) => {
    for (const { interactionId, duration } of list.getEntries()) if (interactionId) state.inp = Math.max(state.inp, duration)
  }).observe({ type: 'event', durationThreshold: 16 })
  let frames = 0
  window.shake = (times) => new Promise((resolve) => requestAnimationFrame(function move() {
    spacer.style.height = (frames++ % 10) * 8 + 'px'
    state.count >= times ? resolve() : requestAnimationFrame(move)
  }))
</script>`

browserTest(
  'layout shifts and slow events before the core is there count, also those that the browser does not keep',
  {
    pages: {
      '/list': pageWithHeadwater({
        attributes: { 'idle-timeout': 500 },
        head: shifting,
        body: `<div id="spacer"></div><p>text</p><button id="slow">slow</button><script>
        slow.onclick = () => {
          // Shorter than what browsers keep for late observers.
          const end = performance.now() + 50
          while (performance.now() < end);
        }
      </script>`,
      }),
    },
  },
  async site => {
    const gate = site.hold(CORE)
    const visitor = await openPage(site, '/list')
    const { page } = visitor
    await page.evaluate('shake(180)')
    await page.click('#slow')
    await page.waitForFunction('state.inp')
    const { count, cls, inp } = (await page.evaluate('state')) as { count: number; cls: number; inp: number }
    assert.ok(count >= 180 && cls > 0)
    gate.release()
    await site.waitForTransaction('pageload')
    await leave(visitor)
    // It was quiet long before the last of this.
    const { measurements } = await site.waitForTransaction('pageload.late')
    const measured = (name: string): number => measurements?.[name]?.value ?? NaN
    assert.ok(Math.abs(measured('cls') - cls) < 0.0001, `${measured('cls')}, expected ${cls}`)
    assert.equal(measured('inp'), inp)
  },
)
