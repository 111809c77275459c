// The module as JavaScript, for pages where WebAssembly is refused: the shipped bytes, translated by Binaryen's wasm2js.
//
//     node as-javascript.mjs <wasm2js> headwater.wasm headwater.js <features, as Binaryen's programs name them>
//
// What it writes exports a function that takes the imports and answers the exports of one instance.

import { execFileSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { editGenerated } from './edit-generated.mjs'

const [wasm2js, from, to, ...features] = process.argv.slice(2)
const source = `${to}.wat`
// wasm2js can't translate the conversions of doubles to 64-bit integers that saturate. Those that would trap have the same value
// where both have one, and trap no more in JavaScript.
const text = execFileSync(`${dirname(wasm2js)}/wasm-dis`, [...features, from], { encoding: 'utf8', maxBuffer: 1e9 })
writeFileSync(source, text.replaceAll('.trunc_sat_', '.trunc_'))
execFileSync(wasm2js, [...features, '--emscripten', '-Oz', source, '-o', to], { stdio: ['ignore', 'inherit', 'inherit'] })
rmSync(source)

editGenerated(to, [
  // Memory would grow to 4 GB, and a growth that failed would answer as if it had not. 512 pages are the maximum of
  // CMakeLists.txt; an engine's own refusal (of the ArrayBuffer) throws as well, which is what a trap is to the caller.
  [/if \(\(oldPages < newPages\) && \(newPages < 65536\)\) \{/, 'if (newPages > 512) wasm2js_trap(); {'],
  [/^function instantiate\(/m, 'export default function ('],
])
