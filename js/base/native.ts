/**
 * Angular's zone.js replaces what calls back (timers, listeners, promises) by functions that have the application checked after
 * each call in its zone, and keeps the browser's own under these names.
 */
export const native = (owner: any, name: string): any => owner['__zone_symbol__' + name] || owner[name]

/** Calls back outside of every zone: what is started there, and what it calls back, is none of the application's. */
export function outside<T>(callback: () => T): T {
  const root = (globalThis as any).Zone?.root
  return root?.run ? root.run(callback) : callback()
}
