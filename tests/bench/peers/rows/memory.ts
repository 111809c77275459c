import { setTimeout as delay } from 'node:timers/promises'
import { Arrivals } from '../arrived.ts'
import { atMost, type Group } from '../group.ts'
import { everybody } from '../subjects.ts'
import { inTab, settle } from '../tab.ts'

const count = 1000
const small = { roots: 30, spans: 40 }

/** What a page holds, KB, after garbage collection; after its load without the texts of scripts, whose bytes other rows tell. */
export const memory: Group = {
  name: 'memory',
  rows: {
    unsampled: { name: 'after page load, not sampled, KB', ours: 'unsampled', digits: 0, limit: atMost(120) },
    loaded: { name: 'after page load, sampled, KB', digits: 0, limit: atMost(480) },
    open: { name: '1,000 open spans, KB', digits: 0, limit: atMost(110) },
    later: { name: '  1.5 s later, KB', digits: 0 },
    stay: { name: 'after sending them, KB that stay', digits: 0, limit: atMost(150) },
  },
  subjects: everybody,
  turns: 2,
  added: ['unsampled', 'loaded'],
  visit(site, subject) {
    const from = site.requests.length
    return inTab(
      site,
      `/${subject}/empty`,
      async tab => {
        await settle(site, from)
        const loaded = (await tab.memory()).held
        if (subject === 'none' || subject === 'unsampled') return { loaded, unsampled: loaded }
        // What is compiled, and allocated once, is not theirs.
        const warm = new Arrivals(site)
        await tab.run(`work.few(${small.roots}, ${small.spans})`)
        if (!(await warm.wait(/step \d+\.\d+/g, small.roots * small.spans))) return { loaded, unsampled: loaded }
        const all = async (): Promise<number> => {
          const { held, buffers } = await tab.memory()
          return held + buffers
        }
        const before = await all()
        const arrivals = new Arrivals(site)
        await tab.run(`work.open(${count})`)
        const open = (await all()) - before
        // What is handed on to a core has been.
        await delay(1500)
        const later = (await all()) - before
        await tab.run('void work.close()')
        const isRecorded = await arrivals.wait(new RegExp(`step ${small.roots + 1}\\.\\d+`, 'g'), count)
        const stay = (await all()) - before
        return { loaded, unsampled: loaded, ...(isRecorded && { open, later, stay }) }
      },
      true,
    )
  },
}
