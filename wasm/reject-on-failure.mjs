// The minimal runtime answers with a promise that stays pending for ever when the module can't start (refused by the
// page's policy, damaged bytes, no memory), and leaves an unhandled rejection in the page. This puts the missing branch in.
//
//     node reject-on-failure.mjs headwater.mjs

import { readFileSync, writeFileSync } from 'node:fs'

const [file] = process.argv.slice(2)
const text = readFileSync(file, 'utf8')

// The end of `WebAssembly.instantiate(...).then(output => { ... initRuntime(wasmExports); ready() })`.
const end = /(initRuntime\(wasmExports\);\s*ready\(\);?\s*\}\s*\))/g
const count = text.match(end)?.length ?? 0
if (count !== 1 || !text.includes('readyPromiseReject')) {
  console.error(`${file}: expected one place where the runtime becomes ready, found ${count}. Has Emscripten's glue changed?`)
  process.exit(1)
}
writeFileSync(file, text.replace(end, '$1.catch(readyPromiseReject)'))
