import { setTimeout as delay } from 'node:timers/promises'
import { Arrivals } from '../arrived.ts'
import { atMost, type Group } from '../group.ts'
import { median } from '../table.ts'
import { recorders } from '../subjects.ts'
import { inTab, settle } from '../tab.ts'

const later = 5
/** Who has lost spans of such a number before: it is not waited for again. */
const lost = new Set<string>()

/** Roots of 1,000 spans with two tags, the first of the page and later ones, then one of 10,000. */
export const spans: Group = {
  name: 'spans',
  rows: {
    create: { name: 'create + 2 tags + end, µs a span', digits: 2, limit: atMost(1.1) },
    hundred: { name: '  the first 100 of a page, µs a span', digits: 1, limit: atMost(9) },
    sent: { name: '1,000 spans create → sent, main-thread ms', digits: 2, limit: atMost(3.8) },
    first: { name: '  the first of a page, main-thread ms', digits: 1 },
    wire: { name: 'bytes on the wire, 1,000 spans with 2 tags', digits: 0, limit: atMost(230_000) },
    growth: { name: 'per span at 10,000 ÷ at 1,000, all recorded', digits: 2, limit: atMost(1.1) },
  },
  subjects: recorders,
  turns: 2,
  added: ['sent', 'first'],
  visit(site, subject) {
    const from = site.requests.length
    return inTab(site, `/${subject}/spans`, async tab => {
      await settle(site, from)
      let number = 0
      const run = async (count: number) => {
        if (lost.has(`${subject} ${count}`)) return undefined
        const pattern = new RegExp(`step ${++number}\\.\\d+`, 'g')
        const arrivals = new Arrivals(site)
        const before = await tab.times()
        const { first, all } = await tab.run<{ first: number; all: number }>(`work.spans(${count})`)
        if (subject === 'none') await delay(200)
        else if (!(await arrivals.wait(pattern, count))) {
          lost.add(`${subject} ${count}`)
          return undefined
        }
        // The answer is part of it.
        await delay(100)
        const { task } = await tab.times()
        return { first, all, task: task - before.task, bytes: arrivals.bodies(pattern).reduce((sum, { length }) => sum + length, 0) }
      }
      const first = await run(1000)
      const others = []
      while (first && others.length < later) {
        const one = await run(1000)
        if (!one) return {}
        others.push(one)
      }
      if (!first) return {}
      const sent = median(others.map(({ task }) => task))
      const many = await run(10_000)
      return {
        create: median(others.map(({ all }) => all)),
        hundred: first.first,
        sent,
        first: first.task,
        wire: first.bytes,
        growth: many && many.task / 10 / sent,
      }
    })
  },
}
