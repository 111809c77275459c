import type { CoreModule } from './host.ts'

/** Empty when a bundler decides where the core module is: only the module itself knows then. */
export const coreUrlOf = (option?: string): string => (option ? new URL(option, document.baseURI).href : '')

/** The literal is what bundlers look for. The build adds the comments that they read. */
export const importCore = (url: string): Promise<CoreModule> =>
  url
    ? import(url)
    // @ts-ignore: beside the built file, not beside this one.
    : import('./headwater.core.mjs')
