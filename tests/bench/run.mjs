// npm run bench: what Headwater costs, with the built files, printed as tables. Fails only when a published file is larger
// than its budget. Times are this machine's, and only comparable on it.

import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { reportSizes } from '../../js/sizes.mjs'
import { setUp } from '../../wasm/setup/setup.mjs'
import { root } from '../../wasm/setup/shell.mjs'

setUp('test')
// Quick when nothing has changed.
const build = spawnSync('node', ['js/build.mjs'], { cwd: root, encoding: 'utf8' })
if (build.status !== 0) {
  console.error(build.stdout + build.stderr)
  process.exit(1)
}
console.log(`\n${new Date().toISOString().slice(0, 10)}\n`)
const names = ['headwater.js', 'headwater.mjs', 'headwater.core.mjs', 'headwater.core-js.mjs', 'headwater.inline.js']
const isOver = reportSizes(Object.fromEntries(names.map(name => [name, readFileSync(`${root}/dist/${name}`)])))
// A process of its own, where nothing is to be reported by the test runner that the harness is made for.
const words = ['--import', 'tsx', '--test-reporter=spec', 'tests/bench/measure.ts']
const { status } = spawnSync('node', words, { cwd: root, stdio: 'inherit' })
process.exitCode = isOver ? 1 : status ?? 1
