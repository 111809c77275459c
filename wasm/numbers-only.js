// embind for functions that take and give numbers only. WebAssembly converts numbers by itself, so nothing is left to do for
// a function but to find its name and its entry in the table: a call goes straight to the module, without the wrappers that
// check, convert and clean up, and 2.8 KB (brotli) of JavaScript stay away. Addresses and lengths are below 2^31 (the memory ends
// at 16 MB), so the sign of a 32-bit result needs no care.
//
// embind also registers every C++ type it knows when the module starts; here those calls come to nothing.
//
// Only in the module itself: where Emscripten runs the same libraries to generate something else, MODULARIZE is off.

#if MODULARIZE
const ignored = [
  'void', 'bool', 'integer', 'bigint', 'float', 'std_string', 'std_wstring', 'emval', 'memory_view',
]
const library = {
  _embind_register_function__deps: ['$wasmTable'],
  _embind_register_function: (name, argCount, types, signature, invoker, fn) => {
    let text = ''
    while (HEAPU8[name]) text += String.fromCharCode(HEAPU8[name++])
    Module[text] = wasmTable.get(invoker).bind(null, fn)
  },
}
for (const type of ignored) {
  library[`_embind_register_${type}`] = () => {}
  library[`_embind_register_${type}__deps`] = []
}
addToLibrary(library)
#endif
