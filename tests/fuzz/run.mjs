// Runs the fuzz targets, two at a time, each for a while; one line for each.
//
//     node tests/fuzz/run.mjs [--seconds=20] [--seed=1] [name]     --seed=0: another one each time
//
// An input that breaks the core is left in build/fuzz/findings/, and what libFuzzer printed in build/logs/fuzz.<target>.log.

import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { root } from '../../wasm/setup/shell.mjs'

const build = `${root}/build/fuzz`

/** Most bytes of an input: what is longer is slow, and hides what matters in it. */
const targets = [
  { name: 'batch', most: 4096 },
  { name: 'entries', most: 2048 },
  { name: 'envelope', most: 1024 },
  { name: 'names', most: 256 },
  { name: 'url', most: 512 },
  { name: 'collector', most: 4096 },
]

const words = process.argv.slice(2)
const option = (name, otherwise) => words.find(word => word.startsWith(`--${name}=`))?.split('=')[1] ?? otherwise
const seconds = Number(option('seconds', 20))
const seed = Number(option('seed', 1))
const wanted = words.filter(word => !word.startsWith('--'))

// Debian has clang under the name of its version only.
const compiler = existsSync('/usr/bin/clang++-14') ? ['-DCMAKE_CXX_COMPILER=clang++-14'] : []
quietly('cmake', '--preset', 'fuzz', '-DCMAKE_COMPILE_WARNING_AS_ERROR=ON', ...compiler)
quietly('cmake', '--build', '--preset', 'fuzz')
quietly(`${build}/tests/fuzz/make_seeds`, `${build}/seeds`)
const waiting = targets.filter(({ name }) => wanted.length === 0 || wanted.includes(name))
const results = []
await Promise.all([searchOn(), searchOn()])
if (results.length === 0 || results.includes(false)) process.exitCode = 1

function quietly(program, ...args) {
  const result = spawnSync(program, args, { cwd: root, encoding: 'utf8' })
  if (!result.error && result.status === 0) return
  console.error(result.error?.message ?? result.stdout + result.stderr)
  process.exit(1)
}

/** Searches with one target after another, as long as any is waiting. */
async function searchOn() {
  while (waiting.length > 0) results.push(await search(waiting.shift()))
}

/** Whether the target found nothing. */
async function search({ name, most }) {
  const log = `${root}/build/logs/fuzz.${name}.log`
  for (const folder of [`${root}/build/logs`, `${build}/corpus/${name}`, `${root}/tests/fuzz/corpus/${name}`, `${build}/findings`])
    mkdirSync(folder, { recursive: true })
  const args = [
    `-max_total_time=${seconds}`,
    `-max_len=${most}`,
    `-seed=${seed}`,
    `-artifact_prefix=${build}/findings/${name}-`,
    '-timeout=30', // for an input that takes milliseconds, on a machine that does other things too
    // Choosing inputs, and following each allocation, would take half of the time.
    '-entropic=0',
    '-detect_leaks=0',
    // The first is where inputs are added that reach something new.
    `${build}/corpus/${name}`,
    `${root}/tests/fuzz/corpus/${name}`,
    `${build}/seeds/${name}`,
  ]
  const env = { ...process.env, ASAN_OPTIONS: 'malloc_context_size=8:quarantine_size_mb=16', UBSAN_OPTIONS: 'print_stacktrace=1' }
  const output = openSync(log, 'w')
  const child = spawn(`${build}/tests/fuzz/${name}_fuzz`, args, { cwd: root, env, stdio: ['ignore', 'ignore', output] })
  const [status] = await once(child, 'exit')
  closeSync(output)
  const text = readFileSync(log, 'utf8')
  const last = [...text.matchAll(/^#\d+\s.*\bcov: (\d+).*\bcorp: (\d+)/gm)].at(-1)
  const of = /\((\d+) PCs\)/.exec(text)?.[1]
  const runs = /^Done (\d+) runs/m.exec(text)?.[1]
  if (status === 0 && runs && last) {
    console.log(`${name}: ${runs} inputs in ${seconds} s, nothing found; ${last[1]} of ${of} edges by ${last[2]} inputs`)
    return true
  }
  console.log(
    text
      .split('\n')
      .slice(-60)
      .map(line => line.slice(0, 400))
      .join('\n'),
  )
  console.log(`${name}: a finding, see ${log}`)
  return false
}
