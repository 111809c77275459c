// The minimal runtime answers with a promise that stays pending for ever when the module can't start (refused by the
// page's policy, damaged bytes, no memory), and leaves an unhandled rejection in the page. This makes it answer with the
// promise of the start itself, which also rejects, and lets go of the bytes, which need not stay once they are compiled.
//
//     node reject-on-failure.mjs headwater.mjs

import { readFileSync, writeFileSync } from 'node:fs'

/** What must be there once, and what takes its place. */
const edits = [
  [/\bvar readyPromiseResolve,.*?function ready\(\)\s*\{[^}]*\}/s, ''],
  [/\bvar Module\s*=\s*moduleArg;/, 'var Module={};'],
  [/\bvar noExitRuntime\s*=[^;]*;/, ''],
  [/\bWebAssembly\.instantiate\(Module\["wasm"\]/, 'moduleRtn=WebAssembly.instantiate(moduleArg["wasm"]'],
  [/\binitRuntime\(wasmExports\);\s*ready\(\);?/, 'initRuntime(wasmExports);return Module'],
  [/\bmoduleRtn\s*=\s*readyPromise;/, ''],
]

const [file] = process.argv.slice(2)
let text = readFileSync(file, 'utf8')
for (const [was, becomes] of edits) {
  const parts = text.split(was)
  if (parts.length !== 2) {
    console.error(`${file}: expected ${was} once, found it ${parts.length - 1} times. Has Emscripten's glue changed?`)
    process.exit(1)
  }
  text = parts.join(becomes)
}
writeFileSync(file, text)
