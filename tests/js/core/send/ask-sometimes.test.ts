import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { createAskSometimes } from '../../../../js/core/send/ask-sometimes.ts'
import { setGlobals } from '../../support/core-fakes.ts'

const NOW = 1_700_000_000_000
let restore: () => void

beforeEach(() => {
  restore = setGlobals({ sessionStorage: {} })
})
afterEach(() => restore())

test('the second of a tab session asks, then at most one a minute, across pages', () => {
  // Each stands for a page of the tab.
  let shouldAsk = createAskSometimes()
  assert.equal(shouldAsk(true, NOW), false)
  shouldAsk = createAskSometimes()
  assert.equal(shouldAsk(true, NOW + 1), true)
  assert.equal(shouldAsk(true, NOW + 2), false)
  shouldAsk = createAskSometimes()
  assert.equal(shouldAsk(true, NOW + 60_000), false)
  assert.equal(shouldAsk(true, NOW + 60_001), true)
})

test('a hidden document counts but never asks', () => {
  const shouldAsk = createAskSometimes()
  assert.equal(shouldAsk(false, NOW), false)
  assert.equal(shouldAsk(false, NOW + 1), false)
  assert.equal(shouldAsk(true, NOW + 2), true)
})

test('a clock set back a day does not stop the asking', () => {
  const shouldAsk = createAskSometimes()
  shouldAsk(true, NOW)
  assert.equal(shouldAsk(true, NOW + 1), true)
  assert.equal(shouldAsk(true, NOW - 86_400_000), true)
})

test('where storage is refused the page counts for itself', () => {
  restore()
  restore = setGlobals({ sessionStorage: undefined })
  const shouldAsk = createAskSometimes()
  assert.deepEqual(
    [0, 1, 2, 60_001].map(ms => shouldAsk(true, NOW + ms)),
    [false, true, false, true],
  )
})
