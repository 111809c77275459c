import type { CoreModule } from '../seam/host.ts'

/**
 * The address of a core module by `coreUrl`. Empty without it: a bundler decides where the module is, which only the
 * module itself knows.
 */
export function coreUrlOf(isJs: unknown, option?: string): string {
  if (!option) return ''
  const base = new URL(option, document.baseURI)
  return (isJs ? new URL('headwater.core-js.mjs', base) : base).href
}

/** Bundlers look for an `import()` of a literal text. js/build/build.mjs adds the comments that tell them more. */
export function importCore(url: string, isJs: unknown): Promise<CoreModule> {
  if (url) return import(url)
  // @ts-ignore: beside the built file, not beside this one.
  if (isJs) return import('./headwater.core-js.mjs')
  // @ts-ignore
  return import('./headwater.core.mjs')
}
