import { setTimeout as delay } from 'node:timers/promises'
import { Arrivals } from '../arrived.ts'
import { atMost, type Group } from '../group.ts'
import { recorders, type Subject } from '../subjects.ts'
import { inTab } from '../tab.ts'

const all = 2000
/** What is named by itself, but for the image that is the largest contentful paint's as well. */
const named = /(?<!"lcp\.url":"[^"]*)\/pixel\/\d+\.gif|"(?:mark|measure) \d+"/g
/** What Headwater tells as a sum. */
const folded = /"(\d+) more(?: from [^"]*)?"/g

/** Who has not recorded them before: it is not asked again. */
const lost = new Set<Subject>()

/** A page with 1,000 resources, 500 marks and 500 measures. */
export const entries: Group = {
  name: 'entries',
  rows: {
    script: { name: '1,000 resources, 1,000 marks and measures: script ms', digits: 1, limit: atMost(14) },
    arrived: { name: '  of these 2,000 arrived, also as a sum', digits: 0, limit: { all }, more: true },
  },
  subjects: recorders,
  turns: 2,
  added: ['script'],
  async visit(site, subject) {
    if (lost.has(subject)) return {}
    const arrivals = new Arrivals(site)
    const arrived = (): number => arrivals.count(named) + arrivals.sum(folded)
    return inTab(site, `/${subject}/entries`, async tab => {
      await delay(1000)
      await tab.run('void bench.flush()')
      if (subject !== 'none') await site.waitFor(() => arrived() >= all, 'all entries', 2000).catch(() => {})
      const { script } = await tab.times()
      if (subject === 'none') return { script }
      // A peer that does not look at marks has done half of the work.
      const count = arrived()
      if (count >= 0.95 * all) return { arrived: count, script }
      lost.add(subject)
      return { arrived: count }
    })
  },
}
