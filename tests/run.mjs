// npm test: prepares the machine, then runs every check, each also after another one failed.
//
//     npm test                          everything
//     npm test -- --only=js,browser     some steps
//     npm test -- --only=js trace       of a step that runs test files, those with `trace` in their path
//
// What a step prints goes to build/logs/<step>.log, and here too when it fails.

import { spawnSync } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync } from 'node:fs'
import { root } from '../wasm/setup/shell.mjs'
import { setUp } from '../wasm/setup/setup.mjs'
import { countTests } from './count-tests.mjs'

const bin = `${root}/node_modules/.bin`
const logs = `${root}/build/logs`

/** A step: programs run one after another until one fails. `tests`: they print how many tests they ran. */
const steps = [
  { name: 'format', programs: () => [['clang-format', '--dry-run', '--Werror', ...cppFiles()]] },
  { name: 'lint', programs: () => [[`${bin}/biome`, 'check', 'js', 'tests', 'demo', 'wasm', 'docs']] },
  { name: 'types', programs: () => [[`${bin}/tsc`, '-p', 'tsconfig.json']] },
  { name: 'native', tests: true, programs: () => cmake('native') },
  { name: 'asan', tests: true, programs: () => cmake('asan') },
  { name: 'wasm-test', tests: true, programs: () => cmake('wasm-test') },
  { name: 'fuzz', shown: true, programs: () => [['node', 'tests/fuzz/run.mjs']] },
  { name: 'build', programs: () => [['node', 'js/build/build.mjs']] },
  // On its own: a file that is too large is no reason not to test it.
  { name: 'size', shown: true, needs: ['build'], programs: () => [['node', 'js/build/check-sizes.mjs']] },
  { name: 'js', tests: true, needs: ['build'], programs: () => nodeTest(['js/**', 'wire', 'golden']) },
  { name: 'node', tests: true, needs: ['build'], programs: () => nodeTest(['node']) },
  { name: 'browser', tests: true, needs: ['build'], programs: () => nodeTest(['browser'], 2) },
  { name: 'engines', tests: true, needs: ['build'], programs: () => nodeTest(['browser/engines']) },
  { name: 'package', tests: true, needs: ['build'], programs: () => nodeTest(['package']) },
  { name: 'demo', tests: true, needs: ['build', 'native'], programs: () => nodeTest(['demo']) },
]

function cmake(preset) {
  return [
    ['cmake', '--preset', preset, '-DCMAKE_COMPILE_WARNING_AS_ERROR=ON'],
    ['cmake', '--build', '--preset', preset],
    ['ctest', '--preset', preset, '--verbose'],
  ]
}

// One file at a time where times are measured: browsers, servers and the time they are given share two cores with nothing else.
function nodeTest(folders, concurrency = 1) {
  const files = folders.flatMap(testFiles).filter(file => filters.every(text => file.includes(text)))
  if (files.length === 0) return []
  return [['node', '--import', 'tsx', '--test', '--test-reporter=spec', `--test-concurrency=${concurrency}`, ...files]]
}

/** Of a folder, and with `/**` behind its name of all below it. */
function testFiles(folder) {
  const path = `tests/${folder.replace('/**', '')}`
  if (!existsSync(`${root}/${path}`)) return []
  return readdirSync(`${root}/${path}`, { recursive: folder.endsWith('/**') })
    .filter(name => name.endsWith('.test.ts'))
    .sort()
    .map(name => `${path}/${name}`)
}

function cppFiles() {
  return ['src', 'wasm', 'tests', 'demo'].flatMap(folder =>
    readdirSync(`${root}/${folder}`, { recursive: true })
      .filter(name => /\.(cc|h)$/.test(name))
      .map(name => `${folder}/${name}`),
  )
}

/** Runs one step; how many tests passed and failed in it, a failure elsewhere counting as one. */
function runStep({ name, programs, tests = false, shown = false }) {
  const log = `${logs}/${name}.log`
  const started = Date.now()
  console.log(`\n=== ${name}`)
  const output = openSync(log, 'w')
  let failure
  const list = programs()
  for (const [program, ...args] of list) {
    // Brief: only what failed, and the totals.
    const env = { ...process.env, GTEST_BRIEF: '1', GTEST_COLOR: 'no', NO_COLOR: '1', FORCE_COLOR: '0' }
    const result = spawnSync(program, args, { cwd: root, env, stdio: ['ignore', output, output], timeout: 30 * 60_000 })
    if (result.error || result.status !== 0) {
      failure = `${program} ${args.slice(0, 3).join(' ')}: ${result.error?.message ?? `ended with ${result.status ?? result.signal}`}`
      break
    }
  }
  closeSync(output)
  const text = readFileSync(log, 'utf8')
  const count = tests ? countTests(text) : { passed: failure ? 0 : 1, failed: 0 }
  if (!failure && tests && count.passed + count.failed === 0) failure = 'no test ran'
  if (!failure && count.failed > 0) failure = 'a test failed'
  if (failure && count.failed === 0) count.failed = 1
  if (failure || shown) console.log(endOf(text))
  if (failure) console.log(`${name} failed: ${failure} (${log})`)
  else for (const line of text.match(/^ *ℹ second try.*$/gm) ?? []) console.log(line.trim())
  const seconds = Math.round((Date.now() - started) / 1000)
  console.log(`--- ${name}: ${count.passed} passed, ${count.failed} failed, ${seconds} s`)
  return { ...count, seconds }
}

// An assertion may print a whole envelope in one line: what matters is which one failed, the rest is in the log.
function endOf(text) {
  return text
    .trim()
    .split('\n')
    .slice(-400)
    .map(line => line.slice(0, 300))
    .join('\n')
}

const words = process.argv.slice(2)
const only = words
  .find(word => word.startsWith('--only='))
  ?.slice('--only='.length)
  .split(',')
const filters = words.filter(word => !word.startsWith('--'))
const unknown = [
  ...words.filter(word => word.startsWith('--') && !word.startsWith('--only=')),
  ...(only ?? []).filter(name => !steps.some(step => step.name === name)),
]
if (unknown.length > 0) {
  console.error(`unknown: ${unknown.join(' ')}. Steps: ${steps.map(step => step.name).join(' ')}`)
  process.exit(2)
}

setUp('test')
mkdirSync(logs, { recursive: true })
const results = new Map()
for (const step of steps.filter(({ name }) => !only || only.includes(name))) {
  const missing = (step.needs ?? []).filter(name => results.get(name)?.failed)
  if (missing.length > 0) {
    console.log(`\n=== ${step.name}\nnot run: ${missing.join(' and ')} failed`)
    results.set(step.name, { passed: 0, failed: 1, seconds: 0 })
  } else {
    results.set(step.name, runStep(step))
  }
}

console.log('')
let passed = 0
let failed = 0
for (const [name, result] of results) {
  passed += result.passed
  failed += result.failed
  const numbers = [result.passed, result.failed, result.seconds].map(value => String(value).padStart(6))
  console.log(`${name.padEnd(12)}${numbers[0]} passed${numbers[1]} failed${numbers[2]} s`)
}
console.log(`\n${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
