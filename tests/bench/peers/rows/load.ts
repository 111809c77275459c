import { setTimeout as delay } from 'node:timers/promises'
import { atMost, type Group } from '../group.ts'
import { everybody } from '../subjects.ts'
import { inTab } from '../tab.ts'

/** A page with 50 resources, 30 marks and measures, until 0.4 s after its load. */
export const load: Group = {
  name: 'load',
  rows: {
    unsampled: { name: 'script to load + 0.4 s, not sampled, ms', ours: 'unsampled', digits: 2, limit: atMost(2.8) },
    script: { name: 'script to load + 0.4 s, sampled, ms', digits: 2, limit: atMost(4.5) },
    task: { name: '  all main-thread work until then, ms', digits: 1 },
  },
  subjects: everybody,
  turns: 5,
  added: ['unsampled', 'script', 'task'],
  visit: (site, subject) =>
    inTab(site, `/${subject}/load`, async tab => {
      await delay(400)
      const { script, task } = await tab.times()
      return { script, unsampled: script, task }
    }),
}
