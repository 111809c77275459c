/** A page in which very much happens at once keeps its turn, and nothing of it is lost. */
import assert from 'node:assert/strict'
import { pageWithHeadwater } from '../../support/page-with-headwater.ts'
import type { Transaction } from '../../support/received.ts'
import type { Scenario } from '../scenario.ts'

/** Notes in `order` what the core module hands over (`core`), and when the page has its turn meanwhile (`page`). */
const noted = `<script>
  window.order = []
  const { encodeInto } = TextEncoder.prototype
  TextEncoder.prototype.encodeInto = function (...given) {
    order.push('core')
    return encodeInto.apply(this, given)
  }
  window.turn = () => {
    if (order.at(-1) === 'core') order.push('page')
    setTimeout(turn)
  }
</script>`

/** So many marks arrived, or are said to be left out, with the few other spans that are. */
const toldOf = ({ spans, contexts }: Transaction): number => {
  const { dropped = {} } = (contexts.headwater ?? {}) as { dropped?: Record<string, number> }
  const kept = spans.filter(({ op }) => op === 'mark').map(({ data }) => Number(data?.['resource.count'] ?? 1))
  return [dropped.too_many_spans ?? 0, dropped.payload_full ?? 0, ...kept].reduce((one, other) => one + other, 0)
}

export const much: Record<string, Scenario> = {
  '10,000 marks are handed over in several tasks, between which the page has its turn; of 20,000 members no more is read than is kept': {
    pages: {
      '/list': pageWithHeadwater({ head: noted, attributes: { 'idle-timeout': 20_000 } }),
      '/next': pageWithHeadwater({ sampleRate: 0 }),
    },
    async run(site, open) {
      const visit = await open('/list')
      await visit.coreIsThere()
      const { turns, reads } = await visit.call(async () => {
        const { order, turn } = window as unknown as { order: string[]; turn(): void }
        let reads = 0
        const data = Object.defineProperties(
          {},
          Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`key${index}`, { enumerable: true, get: () => ++reads }])),
        )
        Headwater.getActiveTransaction()!.startChild({ op: 'step', data }).finish()
        order.length = 0
        for (let index = 0; index < 10_000; index++) performance.mark(`mark ${index}`)
        turn()
        while (order.filter(who => who === 'core').length < 10_000 / 256) await new Promise(resolve => setTimeout(resolve, 10))
        return { turns: order.filter((who, index) => who === 'page' && order.slice(index).includes('core')).length, reads }
      })
      assert.ok(turns > 1, `${turns} turns`)
      assert.equal(reads, 64)
      // What does not fit into what is sent at the end comes with the next page.
      await visit.goto('/next')
      const told = (): number => site.transactions().reduce((total, transaction) => total + toldOf(transaction), 0)
      await site.waitFor(() => told() >= 10_000, 'all marks, or their number').catch(() => assert.equal(told(), 10_000))
      assert.ok(told() < 10_040, `${told()} marks`)
    },
  },
}
