import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CONFIGURE, FINISH, FLUSH, HIDE, SPAN, TAG, TRANSACTION } from '../../../../js/seam/commands.ts'
import { inOrder } from '../../../../js/core/wire/order.ts'
import type { Command } from '../../../../js/seam/host.ts'
import { rows } from '../../../../wasm/write-commands.ts'

/** Codes and first numbers. */
const order = (commands: Command[], now = 1000): string => inOrder(commands, now).map(([code, [t]]) => `${code}@${t}`).join(' ')
const at = (code: number, t: number | undefined): Command => [code, [t, 1], []]

test('what has a time of its own is what the table says', () => {
  for (const { name, code, numbers } of rows) {
    // Only in a test build.
    if (name !== 'trap') assert.equal(inOrder([at(FLUSH, 6), at(code, 5)], 10)[0]![0] === code, numbers[0] === 't', name)
  }
})

// As tests/core/batch_test.cc has it.
test('commands are ordered as the core orders those of one batch', () => {
  assert.equal(order([at(SPAN, 100), at(FINISH, 90), at(TAG, 2)]), '6@90 7@2 5@100')
  assert.equal(order([at(FLUSH, 5), at(HIDE, 5), at(FLUSH, 4)]), '16@4 16@5 15@5')
  assert.equal(order([at(CONFIGURE, 7), at(TAG, 1), at(HIDE, undefined), at(FLUSH, 0)]), '1@7 7@1 15@undefined 16@0')
  const pageload = (t: number, start: number | undefined): Command => [TRANSACTION, [t, 1, 1, start, 0], []]
  for (const [start, isFirst] of [[0, true], [600, false], [undefined, false], [-3, true], [-11, false]] as const) {
    assert.equal(order([at(FLUSH, 100), pageload(500, start)]), isFirst ? '4@500 16@100' : '16@100 4@500', String(start))
  }
  for (const none of [NaN, -1, Infinity, -Infinity]) assert.equal(order([at(FLUSH, 9), at(FLUSH, 8), at(HIDE, none)]), `16@8 15@${none} 16@9`)
  assert.equal(order([at(FLUSH, 101), at(HIDE, 100)], 100), '16@101 15@100')
})
