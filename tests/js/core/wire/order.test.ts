import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CONFIGURE, FINISH, FLUSH, HIDE, SPAN, TAG, TRANSACTION } from '../../../../js/seam/commands.ts'
import { inOrder } from '../../../../js/core/wire/order.ts'
import type { Command } from '../../../../js/seam/host.ts'
import { listOf } from '../../support/commands.ts'
import { rows } from '../../../../wasm/write-commands.ts'

/** Codes and first numbers. */
function order(commands: Command[], now = 1000): string {
  const list = listOf(...commands)
  return inOrder(list, now)
    .filter((_, index) => index % 2 === 0)
    .map(number => `${list.numbers[number]}@${list.numbers[number + 1]}`)
    .join(' ')
}
/** A command of this code, whatever else its row has. */
function at(code: number, ...first: (number | undefined)[]): Command {
  const { numbers, strings } = rows.find(row => row.code === code)!
  return [code, numbers.map((_, index) => first[index]), strings.map(() => '')]
}

test('what has a time of its own is what the table says', () => {
  for (const { name, code, numbers } of rows) {
    // In no order with itself, and the trap, which is only in a test build, has nothing.
    if (name !== 'trap' && code !== FLUSH)
      assert.equal(order([at(FLUSH, 6), at(code, 5)], 10).startsWith(`${code}@`), numbers[0] === 't', name)
  }
})

// As tests/core/batch_test.cc has it.
test('commands are ordered as the core orders those of one batch', () => {
  assert.equal(order([at(SPAN, 100), at(FINISH, 90), at(TAG, 2)]), '6@90 7@2 5@100')
  assert.equal(order([at(FLUSH, 5), at(HIDE, 5), at(FLUSH, 4)]), '16@4 16@5 15@5')
  assert.equal(order([at(CONFIGURE, 7), at(TAG, 1), at(HIDE), at(FLUSH, 0)]), '1@7 7@1 15@NaN 16@0')
  const pageload = (t: number, start: number | undefined): Command => at(TRANSACTION, t, 1, 1, start, 0)
  for (const [start, isFirst] of [
    [0, true],
    [600, false],
    [undefined, false],
    [-3, true],
    [-11, false],
  ] as const) {
    assert.equal(order([at(FLUSH, 100), pageload(500, start)]), isFirst ? '4@500 16@100' : '16@100 4@500', String(start))
  }
  for (const none of [NaN, -1, Infinity, -Infinity])
    assert.equal(order([at(FLUSH, 9), at(FLUSH, 8), at(HIDE, none)]), `16@8 15@${none} 16@9`)
  assert.equal(order([at(FLUSH, 101), at(HIDE, 100)], 100), '16@101 15@100')
})
