import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { files, rows } from '../../wasm/write-commands.ts'

for (const [path, text] of Object.entries(files())) {
  test(`${path} is what \`npm run commands\` writes`, () => {
    assert.equal(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'), text)
  })
}

test('a command is one row, its code the number of the row, that of the trap the last', () => {
  assert.deepEqual(
    rows.map(({ code }) => code),
    [...rows.slice(1).map((_, index) => index + 1), 255],
  )
  for (const { name, numbers, strings } of rows) {
    assert.equal(new Set([...numbers, ...strings]).size, numbers.length + strings.length, `${name} names something twice`)
  }
})
