// The files for services: node.cjs is all of it, node.mjs hands out what is in there. So a process has one of it, whether its modules are required
// or imported. They are readable: nobody downloads them, and who debugs a service may have to step through them.
//
//     node js/build/node.mjs     only these two, of the wasm module that was built last

import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as esbuild from 'esbuild'

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')
const { version } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'))

/**
 * `headwater-wasm`: a function that makes an instance at once. The module's glue asks for a promise, of which it uses `then` alone, and hands out
 * what that answers.
 */
const wasmPlugin = {
  name: 'wasm',
  setup(build) {
    build.onResolve({ filter: /^headwater-wasm$/ }, () => ({ path: 'headwater-wasm', namespace: 'wasm' }))
    build.onLoad({ filter: /.*/, namespace: 'wasm' }, () => ({
      resolveDir: root,
      contents: `import instantiate from './build/wasm/headwater.mjs'
        const bytes = '${readFileSync(`${root}/build/wasm/headwater.wasm`).toString('base64')}'
        let module
        const start = imports => {
          module ??= new WebAssembly.Module(Buffer.from(bytes, 'base64'))
          const instance = new WebAssembly.Instance(module, imports)
          return { then: done => done({ instance }) }
        }
        export default () => instantiate(start)`,
    }))
  },
}

/** The texts by name. */
export async function buildNode() {
  const result = await esbuild.build({
    absWorkingDir: root,
    entryPoints: ['js/node/index.ts'],
    bundle: true,
    write: false,
    metafile: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    legalComments: 'none',
    define: { __VERSION__: JSON.stringify(version) },
    plugins: [wasmPlugin],
    logLevel: 'warning',
  })
  const code = result.outputFiles[0].text
  const [, list] = /__export\(index_exports, \{([^}]*)\}/.exec(code)
  const names = [...list.matchAll(/^\s*(\w+):/gm)].map(([, name]) => name)
  return {
    'node.cjs': code,
    'node.mjs': `import headwater from './node.cjs'\nexport const { ${names.join(', ')} } = headwater\nexport default headwater\n`,
  }
}

/** Declarations by name, of those that the build has made of the sources. */
export const nodeTypes = {
  'node.d.mts': `export * from './types/node/index.js'\nimport * as headwater from './types/node/index.js'\nexport default headwater\n`,
  // What is required has the types of a module, which a declaration of this kind can't re-export.
  'node.d.cts': `declare const headwater: typeof import('./types/node/index.js', { with: { 'resolution-mode': 'import' } })\nexport = headwater\n`,
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [name, text] of Object.entries(await buildNode())) writeFileSync(`${root}/dist/${name}`, text)
}
