// npm run build: the published files, into dist/.
//
//     node js/build/build.mjs [--check]     --check fails when a file is larger than its budget
//
//     js/core/index.ts ─┬────► headwater.core.mjs     with the module's glue and bytes
//     wasm + src ───────┴────► headwater.core-js.mjs  with the module as JavaScript, where WebAssembly is refused
//     js/script.ts ──────────► headwater.js           script tag; knows the hashes of the two
//     js/npm.ts ─────────────► headwater.mjs          for bundlers
//     js/vue, js/apm ────────► headwater.vue.mjs, headwater.apm.mjs  what is imported beside it
//     script.ts + core ──────► headwater.inline.js    script tag, one file
//     all of them ───────────► integrity.json         hashes, for pages that pin what they load
//     js/node/index.ts + wasm ► node.cjs, node.mjs    for services (js/build/node.mjs)
//
// Nothing is written before all of it is built, so a failed build leaves the last one in place. The core with the command
// that traps goes to build/trap/, for tests.

import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as esbuild from 'esbuild'
import { minify } from 'terser'
import uglifyJs from 'uglify-js'
import { decode, encode } from '../../wasm/ascii.mjs'
import { names } from '../base/platform-names.mjs'
import { buildNode, nodeTypes } from './node.mjs'
import { reportSizes } from './sizes.mjs'

const { minify: uglify } = uglifyJs
const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')
/** The text of the wasm bytes, in code: a global that comes in after minifying, which chooses identifiers by how frequent letters are. */
const WASM = 'WASM'
/**
 * Most functions of headwater.js run while the page starts. With this line Chromium compiles them all where it parses the file, beside the main
 * thread, instead of each on it when it is first called: of 5.7 ms of script there 3.5 are left, for 58 KB of memory (https://chromestatus.com/feature/5100466238652416).
 * In the core module it would save nothing that can be measured.
 */
const EAGER = '//# allFunctionsCalledOnLoad\n'

/** What all bundles of a page have in common. */
const bundled = {
  absWorkingDir: root,
  bundle: true,
  write: false,
  format: 'esm',
  target: 'es2020',
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
}

/** What of the browser the sources name, as js/base/platform.ts has taken it. */
const taken = {
  ...Object.fromEntries([...names, 'addEventListener', 'document'].map(name => [name, `platform.${name.replace('.', '_')}`])),
  // They may not even be touched where storage is refused, and not before they are needed.
  ...Object.fromEntries(['localStorage', 'sessionStorage', 'indexedDB'].map(name => [name, `window.${name}`])),
}
/** Names that the two sides of js/seam/host.ts have for each other, and nobody else has: shortened, to the same in all files. */
const seam = (
  'heldUntil isClosed isOffline isOpen jsonOf mustWait numberOf openInteraction stash stashed takeHeld takeWaiting ' +
  'traced untilSent wake isWanted since'
).split(' ')
const { version } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'))

run('cmake', ['--preset', 'wasm', '--log-level=WARNING'])
run('cmake', ['--build', '--preset', 'wasm'])
checkCodec()
const cores = {
  'headwater.core.mjs': await core('headwater'),
  'headwater.core-js.mjs': await core('headwater', 'js'),
}
const files = {
  'headwater.js': EAGER + (await tighten(asScript(await bundle('js/script.ts', { shim: 'script', cores: Object.values(cores) })))),
  'headwater.mjs': forBundlers(await bundle('js/npm.ts', { shim: 'npm' })),
  ...cores,
  'headwater.inline.js': await inline('headwater'),
  'headwater.vue.mjs': await addition('js/vue/index.ts'),
  'headwater.apm.mjs': await addition('js/apm/index.ts'),
}
const services = await buildNode()
const traps = {
  'headwater.core.mjs': await core('headwater_trap'),
  'headwater.core-js.mjs': await core('headwater_trap', 'js'),
}
emitTypes()

clear(`${root}/dist`)
for (const [name, text] of Object.entries({ ...files, ...services })) writeFileSync(`${root}/dist/${name}`, text)
writeIntegrity()
writeTypes()
clear(`${root}/build/trap`)
for (const [name, text] of Object.entries(traps)) writeFileSync(`${root}/build/trap/${name}`, text)
if (reportSizes(files) && process.argv.includes('--check')) {
  console.error('A file is larger than its budget.')
  process.exitCode = 1
}

function run(program, args) {
  const result = spawnSync(program, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
  if (result.error) throw result.error
  if (result.status !== 0) process.exit(result.status ?? 1)
}

function clear(folder) {
  mkdirSync(folder, { recursive: true })
  for (const name of readdirSync(folder)) rmSync(`${folder}/${name}`, { recursive: true })
}

function checkCodec() {
  const all = Uint8Array.from({ length: 256 }, (_, i) => i)
  const text = encode(all)
  if (Buffer.compare(decode(text, 256), all) !== 0) throw new Error('decode(encode(bytes)) differs from the bytes')
  if (!/^[ !&()*+,\-./0-9:;=>?@A-Z[\]^_a-z{|}~#%]+$/.test(text)) throw new Error('encode used a character that is not safe')
}

/**
 * One ES module. `shim` chooses how the shim finds the core, `cores` are the texts of those it accepts (default: any), `module` says
 * which wasm module the core contains, `form` whether its bytes (default) or `js`.
 */
async function bundle(entry, { shim, cores, module, form }) {
  const define = { __VERSION__: JSON.stringify(version), ...taken }
  // 16 bytes more would be no safer, and each is on the page.
  if (cores) define.__INTEGRITY__ = JSON.stringify(cores.map(text => hashOf('sha256', text)).join(' '))
  const result = await esbuild.build({
    ...bundled,
    entryPoints: [entry],
    // Private by convention, and the seam.
    mangleProps: new RegExp(`^_[a-z]|^(${seam.join('|')})$`),
    mangleCache: Object.fromEntries(seam.map((name, i) => [name, String.fromCharCode(65 + i)])),
    define,
    inject: [shim ? 'js/base/platform.ts' : 'js/core/platform.ts'],
    plugins: [coreModulePlugin(shim), wasmPlugin(module, form)],
  })
  return result.outputFiles[0].text
}

/** What an application bundles beside headwater.mjs, whose functions it imports. What it looks up by name is the application's business. */
async function addition(entry) {
  const result = await esbuild.build({
    ...bundled,
    entryPoints: [entry],
    charset: 'ascii',
    plugins: [
      {
        name: 'headwater',
        setup: build => build.onResolve({ filter: /\/npm\.ts$/ }, () => ({ path: './headwater.mjs', external: true })),
      },
    ],
  })
  return result.outputFiles[0].text
}

/** The bytes come last: between two pieces of code they would cost 0.1 KB more after brotli. */
async function core(module, form) {
  const code = await tighten(await bundle('js/core/index.ts', { module, form }), true)
  return form === 'js' ? code : `${code}var ${WASM}=${textOf(module)}\n`
}

async function inline(module) {
  const parts = (await tighten(asScript(await bundle('js/script.ts', { shim: 'inline', module })))).split(WASM)
  if (parts.length !== 2) throw new Error(`headwater.inline.js names ${WASM} ${parts.length - 1} times instead of once`)
  return parts.join(textOf(module))
}

/** js/start/core-module.ts stands for one of core-module.{script,npm,inline}.ts: how a published file comes by the core. */
function coreModulePlugin(shim) {
  return {
    name: 'core-module',
    setup(build) {
      build.onResolve({ filter: /\/core-module\.ts$/ }, () => ({ path: `${root}/js/start/core-module.${shim}.ts` }))
      // Left as it is written: the user's bundler finds the file beside headwater.mjs and splits it off.
      build.onResolve({ filter: /\/headwater\.core(-js)?\.mjs$/ }, ({ path }) => ({ path, external: true }))
    },
  }
}

function bytesOf(module) {
  return readFileSync(`${root}/build/wasm/${module}.wasm`)
}

function textOf(module) {
  return JSON.stringify(encode(bytesOf(module)))
}

/** `headwater-wasm`: a function that makes one instance of the wasm module. Its bytes become part of the text later. */
function wasmPlugin(module, form) {
  const start =
    form === 'js'
      ? `import instance from './build/wasm/${module}.js'
       const start = async imports => ({ instance: { exports: instance(imports) } })`
      : `import { decode } from './wasm/ascii.mjs'
       const start = imports => WebAssembly.instantiate(decode(${WASM}, ${module && bytesOf(module).length}), imports)`
  return {
    name: 'wasm',
    setup(build) {
      build.onResolve({ filter: /^headwater-wasm$/ }, () => ({ path: 'headwater-wasm', namespace: 'wasm' }))
      build.onLoad({ filter: /.*/, namespace: 'wasm' }, () => ({
        resolveDir: root,
        contents: `import instantiate from './build/wasm/${module}.mjs'
          ${start}
          export default () => instantiate(start)`,
      }))
    },
  }
}

/**
 * Says to bundlers again what minifying drops: that an address known only at run time is none of their business, and
 * what to call the files that the cores become.
 */
function forBundlers(text) {
  let count = 0
  const result = text.replace(/\bimport\((?=(\w+|"[^"]*")\))/g, (start, what) => {
    count++
    const [name] = /headwater[\w.-]*(?=\.mjs)/.exec(what) ?? []
    return start + (name ? `/* webpackChunkName: "${name}" */` : '/* webpackIgnore: true *//* @vite-ignore */')
  })
  if (count !== 3) throw new Error(`headwater.mjs has ${count} import() instead of 3`)
  return result
}

/** The module as a classic script with the global `Headwater`. esbuild's own form for that is 0.3 KB larger. */
function asScript(text) {
  const match = /^(.*)export\{([^{}]*)\};\s*$/s.exec(text)
  if (!match) return `(()=>{"use strict";${text}})();\n`
  const members = match[2].split(',').map(part => {
    const [local, exported = local] = part.trim().split(' as ')
    return local === exported ? local : `${exported}:${local}`
  })
  return `var Headwater=(()=>{"use strict";${match[1]}return{${members.join(',')}}})();\n`
}

/** What visitors wait for, again through terser, which inlines what is used once (0.15 KB of the shim, 0.35 of the core), and uglify (0.1 KB of each). */
async function tighten(text, module = false) {
  // pure_new: views of the memory that the module's glue makes and nobody reads. No code of ours makes an object in vain.
  // unsafe_methods: no code of ours calls a method with `new`. The core in JavaScript grows by it.
  const compress = { passes: 3, unsafe_arrows: true, unsafe_methods: !module, hoist_funs: true, lhs_constants: false, pure_new: module }
  const { code } = await minify(text, { ecma: 2020, module, compress, mangle: true, format: { ascii_only: true } })
  // Without these the text of headwater.js is longer, and what brotli makes of it smaller: 0.06 KB.
  const repeats = module ? {} : { if_return: false, inline: false, strings: false, varify: false }
  const { code: uglified, error } = uglify(code, {
    module,
    compress: { passes: 3, ...repeats },
    mangle: true,
    output: { ascii_only: true },
  })
  if (error) throw error
  return `${uglified}\n`
}

function emitTypes() {
  mkdirSync(`${root}/build`, { recursive: true })
  rmSync(`${root}/build/types`, { recursive: true, force: true })
  const config = {
    extends: '../tsconfig.json',
    compilerOptions: {
      noEmit: false,
      declaration: true,
      emitDeclarationOnly: true,
      stripInternal: true,
      rootDir: '../js',
      outDir: 'types',
      paths: { 'headwater-wasm': ['../wasm/bindings.d.ts'] },
    },
    include: [],
    files: ['../js/index.ts', '../js/node/index.ts', '../js/seam/host.ts', '../js/vue/index.ts', '../js/apm/index.ts'],
  }
  writeFileSync(`${root}/build/types.tsconfig.json`, JSON.stringify(config, null, 2))
  run(`${root}/node_modules/.bin/tsc`, ['-p', 'build/types.tsconfig.json'])
}

/** Of all declarations those that the entries lead to; the others are of what is internal. */
function writeTypes() {
  const reached = ['index', 'node/index', 'seam/host', 'vue/index', 'apm/index']
  for (const name of reached) {
    const path = `${root}/dist/types/${name}.d.ts`
    const text = readFileSync(`${root}/build/types/${name}.d.ts`, 'utf8').replace(
      // The sources import each other by their own names; there are only declarations here.
      /((?:from |import\()(['"]))(\.[^'"]*)\.ts\2/g,
      (_, before, quote, module) => {
        const next = join(dirname(name), module)
        if (!reached.includes(next)) reached.push(next)
        return `${before}${module}.js${quote}`
      },
    )
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
  writeFileSync(`${root}/dist/headwater.d.ts`, `export * from './types/index.js'\nexport as namespace Headwater\n`)
  for (const [name, text] of Object.entries(nodeTypes)) writeFileSync(`${root}/dist/${name}`, text)
  for (const name of ['vue', 'apm']) writeFileSync(`${root}/dist/headwater.${name}.d.mts`, `export * from './types/${name}/index.js'\n`)
  for (const name of Object.keys(cores)) {
    writeFileSync(
      `${root}/dist/${name.replace('.mjs', '.d.mts')}`,
      `import type { CoreModule } from './types/seam/host.js'
export declare const VERSION: CoreModule['VERSION']
export declare const connect: CoreModule['connect']
`,
    )
  }
}

/** As `integrity` in script tags and import maps has them. */
function writeIntegrity() {
  const hashes = Object.entries(files).map(([name, text]) => [name, hashOf('sha384', text)])
  writeFileSync(`${root}/dist/integrity.json`, `${JSON.stringify(Object.fromEntries(hashes), null, 2)}\n`)
}

function hashOf(algorithm, text) {
  return `${algorithm}-${createHash(algorithm).update(text).digest('base64')}`
}
