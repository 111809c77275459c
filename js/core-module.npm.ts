import type { CoreModule } from './host.ts'

/** Empty when a bundler decides where the core module is: only the module itself knows then. */
export const coreUrlOf = (option?: string): string => (option ? new URL(option, document.baseURI).href : '')

/** The literal is what bundlers look for. */
export const importCore = (url: string): Promise<CoreModule> =>
  url
    ? import(/* webpackIgnore: true */ /* @vite-ignore */ url)
    // @ts-ignore: beside the built file, not beside this one.
    : import('./headwater.core.mjs')
