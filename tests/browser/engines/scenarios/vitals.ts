/** Web vitals, where the engine has what they are made of. */
import assert from 'node:assert/strict'
import { near } from '../../support/look.ts'
import { pageWithHeadwater } from '../../support/page-with-headwater.ts'
import type { Scenario } from '../scenario.ts'

/** A button whose handler takes 100 ms, and what the browser says of interactions. */
const slowButton = `<button style="width: 200px; height: 100px" onclick="for (const end = performance.now() + 100; performance.now() < end;);">slow</button>
<script>
  window.durations = []
  new PerformanceObserver((list) => {
    for (const { interactionId, duration } of list.getEntries()) if (interactionId) durations.push(duration)
  }).observe({ type: 'event', buffered: true, durationThreshold: 16 })
</script>`

export const vitals: Record<string, Scenario> = {
  'web vitals are those that the browser measured': {
    pages: { '/list': pageWithHeadwater({ attributes: { 'idle-timeout': 20_000 }, body: `<h1>text</h1>${slowButton}` }) },
    async run(site, open) {
      site.delay('/list', 100)
      const visit = await open('/list')
      const painted = await visit.call(async () => {
        const last = <T extends PerformanceEntry>(type: string): Promise<T | undefined> =>
          new Promise(resolve => {
            if (!PerformanceObserver.supportedEntryTypes.includes(type)) return resolve(undefined)
            const observer = new PerformanceObserver(list => resolve(list.getEntries().at(-1) as T))
            observer.observe({ type, buffered: true })
          })
        await last('paint')
        const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
        return {
          ttfb: navigation!.responseStart,
          fcp: performance.getEntriesByName('first-contentful-paint')[0]!.startTime,
          lcp: (await last('largest-contentful-paint'))?.startTime,
        }
      })
      await visit.coreIsThere()
      await visit.click('button')
      const interaction = await visit.call(async () => {
        const { durations } = window as { durations?: number[] }
        if (!PerformanceObserver.supportedEntryTypes.includes('event')) return undefined
        while (!durations?.length) await new Promise(resolve => setTimeout(resolve, 10))
        return Math.max(...durations)
      })
      await visit.leave()
      const sent = await site.waitForTransaction('pageload')
      const { ttfb, fcp, lcp, inp } = sent.measurements ?? {}
      near(ttfb!.value, painted.ttfb, 0.002, 'ttfb')
      assert.ok(ttfb!.value > 95)
      near(fcp!.value, painted.fcp, 0.002, 'fcp')
      assert.deepEqual([ttfb!.unit, fcp!.unit], ['millisecond', 'millisecond'])
      if (!painted.lcp) assert.equal(lcp, undefined)
      else {
        near(lcp!.value, painted.lcp, 0.002, 'lcp')
        assert.match(String(sent.contexts.trace.data?.['lcp.element']), /button$|h1$/)
      }
      if (!interaction) assert.equal(inp, undefined)
      else {
        near(inp!.value, interaction, 0.002, 'inp')
        // Durations are rounded to 8 ms: https://w3c.github.io/event-timing/#sec-security
        assert.ok(inp!.value >= 96, `${inp!.value} ms`)
        assert.match(String(sent.contexts.trace.data?.['inp.target']), /button$/)
      }
    },
  },
}
