/** What the tarball holds and what of it can be imported. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { decode } from '../../wasm/ascii.mjs'
import { allPages, linksOf } from '../js/docs/pages.ts'
import { createProject, root, runNode } from './support/project.ts'

const { folder, packed } = createProject()
const installed = join(folder, 'node_modules/headwater')
const read = (path: string): string => readFileSync(join(installed, path), 'utf8')

test('the tarball has the published files and nothing else', () => {
  const isInternalType = (path: string): boolean => path.startsWith('dist/types/')
  assert.deepEqual(
    packed.filter(path => !isInternalType(path)),
    [
      'CHANGELOG.md',
      'CONTRIBUTING.md',
      'LICENSE',
      'README.md',
      'SECURITY.md',
      'dist/headwater.apm.d.mts',
      'dist/headwater.apm.mjs',
      'dist/headwater.core-js.d.mts',
      'dist/headwater.core-js.mjs',
      'dist/headwater.core.d.mts',
      'dist/headwater.core.mjs',
      'dist/headwater.d.ts',
      'dist/headwater.inline.js',
      'dist/headwater.js',
      'dist/headwater.mjs',
      'dist/headwater.vue.d.mts',
      'dist/headwater.vue.mjs',
      'dist/integrity.json',
      'dist/node.cjs',
      'dist/node.d.cts',
      'dist/node.d.mts',
      'dist/node.mjs',
      ...allPages.filter(path => path.startsWith('docs/')).sort(),
      'package.json',
    ],
  )
  const entries = [
    'dist/headwater.d.ts',
    ...['core', 'core-js', 'vue', 'apm'].map(name => `dist/headwater.${name}.d.mts`),
    'dist/node.d.mts',
    'dist/node.d.cts',
  ]
  assert.deepEqual(packed.filter(isInternalType), declarationsFrom(...entries))
})

test('links of the pages in it lead to others in it', () => {
  for (const page of packed.filter(path => path.endsWith('.md'))) {
    for (const link of linksOf(page)) {
      const target = join(dirname(page), link.split('#')[0]!)
      assert.ok(link.startsWith('#') || packed.includes(target), `${page} links to ${link}`)
    }
  }
})

/** The other declarations that these import, themselves or through others, sorted. */
function declarationsFrom(...entries: string[]): string[] {
  const reached = new Set<string>(entries)
  for (const path of reached) {
    for (const [, module] of read(path).matchAll(/(?:from |import\()['"](\.[^'"]+)\.js['"]/g)) {
      reached.add(join(dirname(path), `${module}.d.ts`))
    }
  }
  return [...reached].filter(path => !entries.includes(path)).sort()
}

test('nothing comes with it, nothing runs when it is installed, and what is published is built first, in public', () => {
  const { dependencies, peerDependencies, optionalDependencies, bundledDependencies, bundleDependencies, scripts, publishConfig, engines } =
    JSON.parse(read('package.json')) as Record<string, Record<string, unknown> | undefined>
  for (const none of [dependencies, peerDependencies, optionalDependencies, bundledDependencies, bundleDependencies])
    assert.equal(none, undefined)
  for (const hook of ['preinstall', 'install', 'postinstall', 'prepare']) assert.equal(scripts![hook], undefined, hook)
  assert.match(String(scripts!.prepack), /build\.mjs --check$/)
  assert.deepEqual(publishConfig, { access: 'public', provenance: true })
  assert.ok(engines)
})

test('no file tells where it was built', () => {
  const built = packed.filter(path => path.startsWith('dist/')).map(path => [path, read(path)] as const)
  for (const [path, text] of [...built, ['the wasm module', Buffer.from(coreBytes()).toString('latin1')] as const]) {
    for (const place of [root, homedir(), tmpdir(), '.toolchain', 'node_modules']) {
      assert.ok(!text.includes(place), `${path} mentions ${place}`)
    }
  }
})

/** The wasm module inside of the core. */
function coreBytes(): Uint8Array {
  const core = read('dist/headwater.core.mjs')
  const [, text = ''] = /\bWASM=("[^"]{9999,}")/.exec(core) ?? []
  const [, length] = /new (?:[\w$]+\.)?Uint8Array\((\d\w{3,})\)/.exec(core) ?? []
  const bytes = decode(JSON.parse(text), Number(length))
  assert.deepEqual([...bytes.slice(0, 4)], [0, ...Buffer.from('asm')])
  return bytes
}

test('files are ASCII, whatever charset they are served with', () => {
  for (const path of packed.filter(path => /\.m?js$/.test(path))) assert.match(read(path), /^[\0-\x7f]*$/, path)
})

test('integrity.json has the hash of each script, and headwater.js those of the cores', () => {
  // What a page may load.
  const names = packed.filter(path => /headwater[\w.-]*\.m?js$/.test(path)).map(path => path.slice('dist/'.length))
  const hash = (algorithm: string, name: string): string =>
    `${algorithm}-${createHash(algorithm)
      .update(read(`dist/${name}`))
      .digest('base64')}`
  assert.deepEqual(
    JSON.parse(read('dist/integrity.json')),
    Object.fromEntries(
      [
        'headwater.js',
        'headwater.mjs',
        'headwater.core.mjs',
        'headwater.core-js.mjs',
        'headwater.inline.js',
        'headwater.vue.mjs',
        'headwater.apm.mjs',
      ].map(name => [name, hash('sha384', name)]),
    ),
  )
  assert.equal(names.length, 7)
  const cores = ['headwater.core.mjs', 'headwater.core-js.mjs'].map(name => hash('sha256', name)).join(' ')
  assert.ok(read('dist/headwater.js').includes(cores))
})

test('bundlers leave an address alone that is known only at run time, and know what to call the cores', () => {
  const imports = [...read('dist/headwater.mjs').matchAll(/\bimport\(([^)]*)\)/g)].map(([, what]) => what)
  assert.equal(imports.length, 3)
  assert.match(imports[0]!, /^\/\* webpackIgnore: true \*\/\/\* @vite-ignore \*\/\w+$/)
  assert.deepEqual(
    imports.slice(1),
    ['headwater.core-js', 'headwater.core'].map(name => `/* webpackChunkName: "${name}" */"./${name}.mjs"`),
  )
})

test('each export leads to its file, and nothing else can be imported', () => {
  const names = [
    '',
    '/vue',
    '/apm',
    '/node',
    '/headwater.core.mjs',
    '/headwater.core-js.mjs',
    '/headwater.js',
    '/headwater.inline.js',
    '/integrity.json',
    '/package.json',
    '/dist/headwater.mjs',
  ]
  const script = `for (const name of ${JSON.stringify(names)}) {
    try {
      console.log(import.meta.resolve('headwater' + name).split('/node_modules/headwater/')[1])
    } catch (error) {
      console.log(error.code)
    }
  }`
  const resolved = runNode(folder, '--input-type=module', '--eval', script).stdout.trim().split('\n')
  assert.deepEqual(resolved, [
    'dist/headwater.mjs',
    'dist/headwater.vue.mjs',
    'dist/headwater.apm.mjs',
    'dist/node.mjs',
    'dist/headwater.core.mjs',
    'dist/headwater.core-js.mjs',
    'dist/headwater.js',
    'dist/headwater.inline.js',
    'dist/integrity.json',
    'package.json',
    'ERR_PACKAGE_PATH_NOT_EXPORTED',
  ])
  // Resolving does not look whether it is there.
  for (const path of resolved.slice(0, -1)) assert.ok(packed.includes(path), path)
})
