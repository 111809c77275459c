/** How long `flush` waits. */
import assert from 'node:assert/strict'
import { browserTest, openPage, pageWithHeadwater } from './support/index.ts'

browserTest(
  'flush waits as long as it is told, and two seconds when that is no time',
  { pages: { '/list': pageWithHeadwater() } },
  async site => {
    const gate = site.hold('/dist/headwater.core.mjs')
    const { page } = await openPage(site, '/list')
    await gate.requested
    await page.evaluate(`
    window.answers = []
    for (const timeout of [0, '0', Infinity, 2e9, NaN, -1, 'soon', {}, Symbol('soon'), undefined, '3000']) {
      Headwater.flush(timeout).then((answer) => answers.push([String(timeout), answer]), (error) => answers.push(String(error)))
    }
    // A timer that comes after those of 0.
    new Promise((resolve) => setTimeout(() => resolve(answers.splice(0)), 20)).then((first) => { window.first = first })
    0`)
    await page.waitForFunction('window.first')
    assert.deepEqual(await page.evaluate('first'), [
      ['0', false],
      ['0', false],
    ])
    gate.release()
    await page.waitForFunction('answers.length === 9')
    assert.deepEqual(
      (await page.evaluate<[string, boolean][]>('answers')).filter(([, answer]) => answer !== true),
      [],
    )
  },
)
