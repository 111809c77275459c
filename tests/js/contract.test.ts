import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import * as codes from '../../js/seam/commands.ts'
import { rows } from './support/commands.ts'

const read = (path: string): string => readFileSync(new URL('../../' + path, import.meta.url), 'utf8')

test('wasm/commands.md, src/commands/commands.h and js/seam/commands.ts list the same commands', () => {
  assert.equal(rows.length, 40)
  const camel = (name: string): string => name.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase())
  const header = read('src/commands/commands.h')
  const inHeader = [...header.matchAll(/^ {2}k(\w+) = (\d+),/gm)].map(([, name, code]) => [name, Number(code)])
  assert.deepEqual(inHeader, rows.map(({ name, code }) => [camel(name), code]))
  const inScript = Object.entries(codes).filter(([name]) => rows.some(row => row.name.toUpperCase() === name))
  assert.deepEqual(
    Object.fromEntries(inScript), Object.fromEntries(rows.map(({ name, code }) => [name.toUpperCase(), code])))
})

test('src/commands/commands.h counts the numbers and strings that the table lists, and times what begins with t', () => {
  const shapes = [...read('src/commands/commands.h').matchAll(/\{Command::k(\w+), (\d+), (\d+), (true|false)\}/g)]
  assert.deepEqual(
    shapes.map(([, , numbers, strings, timed]) => [Number(numbers), Number(strings), timed === 'true']),
    rows.map(({ numbers, strings }) => [numbers.length, strings.length, numbers[0] === 't']))
})

test('what is shared and what npm exports has the names that index.ts describes', () => {
  const described = [...read('js/index.ts').matchAll(/^export \{([^}]*)\}/gm)].flatMap(([, names]) => names!.split(','))
  const [, shared] = /share\(\{([^}]*)\}/.exec(read('js/api.ts'))!
  const [, exported] = /export const \{([^}]*)\} = api/.exec(read('js/npm.ts'))!
  const sorted = (names: string[]): string[] => names.map(name => name.trim()).filter(Boolean).sort()
  assert.ok(described.length > 10)
  assert.deepEqual(sorted([...shared!.split(','), 'VERSION']), sorted(described))
  assert.deepEqual(sorted(exported!.split(',')), sorted(described))
})

test('the npm entry works where there is no document: nothing happens', async () => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('../../js/npm.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'esm',
    plugins: [{
      name: 'npm',
      setup({ onResolve }) {
        const path = fileURLToPath(new URL('../../js/start/core-module.npm.ts', import.meta.url))
        onResolve({ filter: /\/core-module\.ts$/ }, () => ({ path }))
        onResolve({ filter: /\/headwater\.core(-js)?\.mjs$/ }, () => ({ external: true }))
      },
    }],
  })
  const headwater = await import('data:text/javascript,' + encodeURIComponent(outputFiles[0]!.text)) as typeof import('../../js/index.ts')
  headwater.init({ dsn: 'https://k@host/1', tracesSampleRate: 1 })
  headwater.setTag('a', 'b')
  const transaction = headwater.startTransaction('job')
  assert.match(transaction.startChild({ op: 'x' }).toTraceparent(), /^[0-9a-f]{32}-[0-9a-f]{16}$/)
  transaction.finish()
  assert.deepEqual(headwater.getTraceHeaders(), {})
  assert.equal(headwater.getActiveTransaction(), undefined)
  assert.equal(headwater.startSpan({ name: 'a' }, () => 7), 7)
  assert.equal(await headwater.flush(), true)
})
