import type { Page as BrowserPage } from 'playwright-core'
import { memoryOf, type Memory } from './memory.ts'
import type { Site } from './site.ts'

/** How often each is done: requests half by fetch and half by XHR, spans in manual transactions where Headwater is. */
export interface Work {
  requests: number
  spans: number
  navigations: number
}

/**
 * What the page holds when the work is done, all of it was sent to `site` and the core knows what became of it. `end`: where the page
 * is then; of a page that sends nothing, `isSent` is false.
 */
export async function memoryAfter(page: BrowserPage, work: Work, end: string, site: Site, isSent: boolean): Promise<Memory> {
  await keepBusy(page, work, end)
  if (isSent) await site.waitForTransaction(({ transaction }) => transaction === end)
  // Each tells the core what became of what the one before has sent, which it keeps until then.
  for (let round = 0; round < 3; round++)
    await page.evaluate(() => (globalThis as { Headwater?: { flush(): Promise<boolean> } }).Headwater?.flush())
  return memoryOf(page)
}

/** Does the work in as many rounds as there are navigations, then navigates to `end`. The page keeps nothing of it. */
async function keepBusy(page: BrowserPage, work: Work, end: string): Promise<void> {
  await page.evaluate(
    async ({ requests, spans, navigations, end }) => {
      const { Headwater } = globalThis as unknown as { Headwater?: typeof import('../../../js/index.ts') }
      for (let round = 0; round < navigations; round++) {
        history.pushState(null, '', `/busy/page/${round}`)
        const answers: Promise<unknown>[] = []
        for (let number = 0; number < requests / navigations; number++) {
          const url = `/api/json?number=${number}`
          if (number % 2) answers.push(fetch(url).then(answer => answer.text()))
          else {
            answers.push(
              new Promise(resolve => {
                const xhr = new XMLHttpRequest()
                xhr.open('GET', url)
                xhr.onloadend = resolve
                xhr.send()
              }),
            )
          }
        }
        const transaction = Headwater?.startTransaction({ name: 'work', op: 'task' })
        for (let number = 0; number < spans / navigations; number++) {
          transaction
            ?.startChild({ op: 'step', description: `step ${number}`, data: { number } })
            .setTag('round', String(round))
            .finish()
        }
        transaction?.finish()
        await Promise.all(answers)
      }
      history.pushState(null, '', end)
    },
    { ...work, end },
  )
}
