import type { CoreModule } from './host.ts'

/** The hashes of both core files, any of which will do; written in by the build. */
declare const __INTEGRITY__: string | undefined

/** The script tag, known only while the script first runs. */
const script = (globalThis.document?.currentScript || {}) as HTMLScriptElement

/** Absolute address of a core module: the option, or beside the script. The one in JavaScript keeps its name, beside the other. */
export function coreUrlOf(isJs: boolean, option?: string): string {
  const base = new URL(option || script.src || '', document.baseURI)
  return (option && !isJs ? base : new URL(isJs ? 'headwater.core-js.mjs' : 'headwater.core.mjs', base)).href
}

/**
 * Absolute, because a relative `import()` fails in a cross-origin script without `crossorigin`. It takes no hash, but joins a
 * preload of the same task that has one, made with the nonce and the credentials that `import()` has from its script. Not in
 * WebKit: there the preload heeds no hash, and the file is fetched twice.
 */
export function importCore(url: string, _isJs: boolean): Promise<CoreModule> {
  if (typeof __INTEGRITY__ === 'string' && !/^Apple/.test(navigator.vendor)) {
    const { nonce, crossOrigin } = script
    const link = Object.assign(document.createElement('link'), {
      rel: 'modulepreload', href: url, integrity: __INTEGRITY__, nonce, crossOrigin,
    })
    document.head?.append(link)
    link.remove()
  }
  return import(url)
}
