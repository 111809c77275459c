import { scriptTag } from '../base/script-tag.ts'
import type { CoreModule } from '../seam/host.ts'

/**
 * The hashes of both core files, as an attribute `integrity` has them: a file must have one of them. Written in by the
 * build.
 */
declare const __INTEGRITY__: string | undefined

/**
 * Absolute address of a core module: `coreUrl`, or else beside the script. `headwater.core-js.mjs` always has this
 * name, and is beside the other.
 */
export function coreUrlOf(isJs: unknown, option?: string): string {
  const base = new URL(option || scriptTag?.src || '', document.baseURI)
  return (isJs ? new URL('headwater.core-js.mjs', base) : option ? base : new URL('headwater.core.mjs', base)).href
}

/**
 * `url` is absolute, because a relative `import()` fails in a cross-origin script without `crossorigin`. An `import()`
 * takes no hash. But it uses what a `modulepreload` has loaded that was begun in the same task, with the same nonce and
 * credentials, and such a link takes one. Not in WebKit, which does not check the hash of the link, and fetches the
 * file twice.
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
