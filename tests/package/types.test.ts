/** The published declarations, as a strict TypeScript project finds them. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { createProject, root } from './support/project.ts'

const { folder } = createProject()

function compile(module: string, moduleResolution: string, files: string[], more = {}): string {
  const compilerOptions = {
    target: 'es2022',
    lib: ['es2022', 'dom'],
    types: [],
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    // Declarations that don't compile by themselves are ours to find.
    skipLibCheck: false,
    noUncheckedSideEffectImports: true,
    module,
    moduleResolution,
    ...more,
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }))
  const { stdout, stderr, status } = spawnSync(`${root}/node_modules/.bin/tsc`, ['-p', '.'], { cwd: folder, encoding: 'utf8' })
  return status === 0 ? '' : stdout + stderr
}

for (const [module, resolution] of [
  ['esnext', 'bundler'],
  ['nodenext', 'nodenext'],
] as const) {
  test(`usage and misuse are told apart, moduleResolution ${resolution}`, () => {
    assert.equal(compile(module, resolution, ['usage.ts']), '')
  })
}

test('a service has types, imported and required', () => {
  // Those of Node are no part of what is published.
  const more = { types: ['node'], typeRoots: [`${root}/node_modules/@types`], skipLibCheck: true }
  assert.equal(compile('nodenext', 'nodenext', ['service.mts', 'service.cts'], more), '')
})

test('they show nothing internal', () => {
  const types = join(root, 'dist/types')
  const files = readdirSync(types, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.d.ts'))
  assert.ok(files.length > 5)
  for (const name of files) assert.doesNotMatch(readFileSync(join(types, name), 'utf8'), /[\s{,(]_[a-z]\w*[?:(,} ]/, name)
})

test('the script tag has a typed global', () => {
  assert.equal(compile('esnext', 'bundler', ['script-tag.ts']), '')
})
