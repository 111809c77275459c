// The minimal runtime answers with a promise that stays pending for ever when the module can't start (refused by the
// page's policy, damaged bytes, no memory), and leaves an unhandled rejection in the page. This makes it answer with the
// promise of the start itself, which also rejects, and lets go of the bytes, which need not stay once they are compiled. The
// start is the caller's, of the form of `WebAssembly.instantiate` without the bytes, so that the glue serves JavaScript too.
//
//     node reject-on-failure.mjs headwater.mjs

import { editGenerated } from './edit-generated.mjs'

editGenerated(process.argv[2], [
  [/\bvar readyPromiseResolve,.*?function ready\(\)\s*\{[^}]*\}/s, ''],
  [/\bvar Module\s*=\s*moduleArg;/, 'var Module={};'],
  [/\bvar noExitRuntime\s*=[^;]*;/, ''],
  [/\bWebAssembly\.instantiate\(Module\["wasm"\],/, 'moduleRtn=moduleArg('],
  [/\binitRuntime\(wasmExports\);\s*ready\(\);?/, 'initRuntime(wasmExports);return Module'],
  [/\bmoduleRtn\s*=\s*readyPromise;/, ''],
])
