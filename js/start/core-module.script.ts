import { scriptTag } from '../base/script-tag.ts'
import type { CoreModule } from '../seam/host.ts'

/** The hashes of both core files, any of which will do; written in by the build. */
declare const __INTEGRITY__: string | undefined

/** Absolute address of a core module: the option, or beside the script. The one in JavaScript keeps its name, beside the other. */
export function coreUrlOf(isJs: unknown, option?: string): string {
  const base = new URL(option || scriptTag?.src || '', document.baseURI)
  return (isJs ? new URL('headwater.core-js.mjs', base) : option ? base : new URL('headwater.core.mjs', base)).href
}

/**
 * Absolute, because a relative `import()` fails in a cross-origin script without `crossorigin`. It takes no hash, but joins a
 * preload of the same task that has one, made with the nonce and the credentials that `import()` has from its script. Not in
 * WebKit: there the preload heeds no hash, and the file is fetched twice.
 */
export function importCore(url: string, _isJs: unknown): Promise<CoreModule> {
  if (typeof __INTEGRITY__ === 'string' && !/^Apple/.test(navigator.vendor)) {
    const { nonce, crossOrigin } = scriptTag || {}
    const link = Object.assign(document.createElement('link'), {
      rel: 'modulepreload',
      href: url,
      integrity: __INTEGRITY__,
      nonce,
      crossOrigin,
    })
    document.head?.append(link)
    link.remove()
  }
  return import(url)
}
