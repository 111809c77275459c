/** What the published files look up by name when they run: a page may have declared something else by any of them. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { parse } from 'acorn'
import { analyze } from 'eslint-scope'

/** No script can declare these (`globalThis` it could, and breaks everything), and these are what they are read from. */
const allowed = ['globalThis', 'window', 'location', 'NaN', 'Infinity', 'undefined']

for (const file of ['headwater.js', 'headwater.mjs', 'headwater.core.mjs', 'headwater.core-js.mjs', 'headwater.inline.js']) {
  test(`${file} looks up no name of the browser's`, () => {
    const sourceType = file.endsWith('.mjs') ? 'module' : 'script'
    const text = readFileSync(new URL(`../../dist/${file}`, import.meta.url), 'utf8')
    const program = parse(text, { ecmaVersion: 2022, sourceType, ranges: true })
    const { globalScope } = analyze(program as never, { ecmaVersion: 2022, sourceType })
    const names = new Set(globalScope!.through.map(({ identifier }) => (identifier as { name: string }).name))
    assert.deepEqual(
      [...names].filter(name => !allowed.includes(name)),
      [],
    )
  })
}
