// npm run bench: what Headwater costs and keeps, with the built files, printed as tables.
//
//     npm run bench                    everything, about 19 minutes
//     npm run bench -- sizes leaks     some parts
//     npm run bench -- node --turns=5  services, beside other SDKs
//     npm run bench -- peers --only=spans,memory --turns=1 --json
//                                      of peers some rows (peers/groups.ts), so often, as JSON
//
// Fails only when a published file is larger than its budget. Times are this machine's, and only comparable on it.

import { spawnSync } from 'node:child_process'
import { builtFiles, reportSizes } from '../../js/build/sizes.mjs'
import { setUp } from '../../wasm/setup/setup.mjs'
import { root } from '../../wasm/setup/shell.mjs'
import { collectorLoad } from './collector-load.mjs'
import { installPeers, preparePeers } from './peers/prepare.mjs'

/** Each prints its tables and answers whether all is well. */
const parts = {
  sizes: () => {
    const names = ['headwater.js', 'headwater.mjs', 'headwater.core.mjs', 'headwater.core-js.mjs', 'headwater.inline.js']
    return !reportSizes(builtFiles(names))
  },
  costs: () => runScript('measure.ts'),
  leaving: () => runScript('leaving.ts'),
  tasks: () => runScript('tasks.ts'),
  leaks: () => runScript('leaks.ts'),
  peers: () => {
    preparePeers()
    return runScript('peers/main.ts', options)
  },
  node: () => {
    installPeers(`${root}/tests/bench/node/`)
    return runScript('node/main.mjs', options)
  },
  collector: async () => console.log(`\n${(await collectorLoad({ posts: 10_000, connections: 100 })).line}`) ?? true,
}

const isOption = word => word.startsWith('--')
const options = process.argv.slice(2).filter(isOption)
const words = process.argv.slice(2).filter(word => !isOption(word))
const unknown = words.filter(word => !Object.hasOwn(parts, word))
if (unknown.length > 0) {
  console.error(`unknown: ${unknown.join(' ')}. Parts: ${Object.keys(parts).join(' ')}`)
  process.exit(2)
}

setUp('test')
// Quick when nothing has changed.
const build = spawnSync('node', ['js/build/build.mjs'], { cwd: root, encoding: 'utf8' })
if (build.status !== 0) {
  console.error(build.stdout + build.stderr)
  process.exit(1)
}
if (!options.includes('--json')) console.log(`\n${new Date().toISOString().slice(0, 10)}\n`)
for (const [name, run] of Object.entries(parts)) {
  if ((words.length === 0 || words.includes(name)) && !(await run())) process.exitCode = 1
}

/** In a process of its own, where nothing is to be reported by the test runner that the harness is made for. */
function runScript(name, args = []) {
  const { status } = spawnSync('node', ['--import', 'tsx', '--test-reporter=spec', `tests/bench/${name}`, ...args], {
    cwd: root,
    stdio: 'inherit',
  })
  return status === 0
}
