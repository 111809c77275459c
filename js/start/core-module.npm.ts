import type { CoreModule } from '../seam/host.ts'

/** Empty when a bundler decides where the core module is: only the module itself knows then. */
export function coreUrlOf(isJs: unknown, option?: string): string {
  if (!option) return ''
  const base = new URL(option, document.baseURI)
  return (isJs ? new URL('headwater.core-js.mjs', base) : base).href
}

/** The literals are what bundlers look for. The build adds the comments that they read. */
export function importCore(url: string, isJs: unknown): Promise<CoreModule> {
  if (url) return import(url)
  // @ts-ignore: beside the built file, not beside this one.
  if (isJs) return import('./headwater.core-js.mjs')
  // @ts-ignore
  return import('./headwater.core.mjs')
}
