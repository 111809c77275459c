import type { TestContext } from 'node:test'

/** Of one file of tests: where more than that fail, it is no chance. */
let left = 3

/**
 * Runs a test, and once more when it fails. A real browser shares the machine with others, and now and then takes longer
 * than any test allows; what is wrong fails twice. A line in the output says so, and `npm test` repeats it at the end of
 * the step.
 */
export async function withSecondTry(t: TestContext, run: () => Promise<void>): Promise<void> {
  try {
    await run()
  } catch (error) {
    if (left-- <= 0) throw error
    t.diagnostic(`second try of "${t.name}", which failed: ${error instanceof Error ? error.message : error}`)
    await run()
  }
}
