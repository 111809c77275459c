import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const read = (path: string): string => readFileSync(new URL('../../' + path, import.meta.url), 'utf8')

test('what is shared and what npm exports has the names that index.ts describes', () => {
  const described = [...read('js/index.ts').matchAll(/^export \{([^}]*)\}/gm)].flatMap(([, names]) => names!.split(','))
  const [, shared] = /share\(\{([^}]*)\}/.exec(read('js/api.ts'))!
  const [, exported] = /export const \{([^}]*)\} = api/.exec(read('js/npm.ts'))!
  const sorted = (names: string[]): string[] =>
    names
      .map(name => name.trim())
      .filter(Boolean)
      .sort()
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
    plugins: [
      {
        name: 'npm',
        setup({ onResolve }) {
          const path = fileURLToPath(new URL('../../js/start/core-module.npm.ts', import.meta.url))
          onResolve({ filter: /\/core-module\.ts$/ }, () => ({ path }))
          onResolve({ filter: /\/headwater\.core(-js)?\.mjs$/ }, () => ({ external: true }))
        },
      },
    ],
  })
  const headwater = (await import('data:text/javascript,' + encodeURIComponent(outputFiles[0]!.text))) as typeof import('../../js/index.ts')
  headwater.init({ dsn: 'https://k@host/1', tracesSampleRate: 1 })
  headwater.setTag('a', 'b')
  const transaction = headwater.startTransaction('job')
  assert.match(transaction.startChild({ op: 'x' }).toTraceparent(), /^[0-9a-f]{32}-[0-9a-f]{16}$/)
  transaction.finish()
  assert.deepEqual(headwater.getTraceHeaders(), {})
  assert.equal(headwater.getActiveTransaction(), undefined)
  assert.equal(
    headwater.startSpan({ name: 'a' }, () => 7),
    7,
  )
  assert.equal(await headwater.flush(), true)
})
