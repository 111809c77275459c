// What the browser gives that Headwater uses, by the names that the sources write. js/build/build.mjs makes each of these names a
// member of `platform` (js/base/platform.ts), whose dots are underscores: `performance.now` is `platform.performance_now`.
//
// `globalThis`, `window` and `location` are not here: no script can declare something else by their names (globalThis could
// be, and nobody does).

export const names = (
  'AbortController AbortSignal Array ArrayBuffer Blob Boolean Date Document Error Float32Array Float64Array Function Headers History Int16Array Int32Array Int8Array Map Math ' +
  'Number Object PerformanceObserver Promise Proxy Reflect RegExp Request Set String Symbol TextDecoder TextEncoder TypeError URL ' +
  'Uint16Array Uint32Array Uint8Array WeakMap WebAssembly XMLHttpRequest clearTimeout console decodeURIComponent fetch fetchLater ' +
  'isFinite navigator performance queueMicrotask requestAnimationFrame requestIdleCallback setTimeout ' +
  'Date.now JSON.parse JSON.stringify crypto.getRandomValues navigator.sendBeacon performance.now'
).split(' ')
