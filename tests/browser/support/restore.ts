import type { Visitor } from './visitor.ts'

/**
 * Goes to another page and back, so that the browser restores this one from its back/forward cache, and calls `meanwhile`
 * there. Fails when it was loaded again instead. Answers the time stamp of the restored page's `pageshow`.
 */
export async function leaveAndRestore({ page }: Visitor, away: string, meanwhile?: () => Promise<void>): Promise<number> {
  await page.evaluate(() => {
    addEventListener('pageshow', ({ persisted, timeStamp }) => {
      if (persisted) Object.assign(window, { restoredAt: timeStamp })
    })
  })
  await page.goto(away)
  await meanwhile?.()
  // The load event that Playwright would wait for never comes.
  await page.evaluate(() => history.back())
  const restored = await page.waitForFunction(() => (window as { restoredAt?: number }).restoredAt, undefined, { polling: 20 })
  return (await restored.jsonValue())!
}
