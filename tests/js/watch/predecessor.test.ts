import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setGlobals } from '../support/core-fakes.ts'
import '../support/page.ts'

const { hasPredecessor } = await import('../../../js/watch/pageload.ts')

test('an earlier page of the tab can have left something, unless the visitor comes from elsewhere or begins here', () => {
  const rows: [type: string | undefined, referrer: string, pages: number, expected: boolean][] = [
    ['navigate', 'https://shop.test/list', 1, true],
    ['navigate', 'https://search.test/', 1, false],
    ['navigate', 'https://search.test/', 9, false],
    // By its address, or from a page that does not say where it is.
    ['navigate', '', 2, true],
    ['navigate', '', 1, false],
    ['reload', 'https://search.test/', 1, true],
    ['back_forward', 'https://search.test/', 3, true],
    ['prerender', '', 1, true],
    // A browser that has no timing yet.
    [undefined, 'https://search.test/', 1, true],
  ]
  for (const [type, referrer, length, expected] of rows) {
    const restore = setGlobals({
      document: { referrer },
      history: { length },
      performance: { getEntriesByType: () => (type ? [{ type }] : []) },
    })
    assert.equal(hasPredecessor(), expected, `${type} from ${referrer}, ${length}`)
    restore()
  }
})
