import type { CoreModule } from './host.ts'

/** Address of the script tag, known only while the script first runs. */
const script = (globalThis.document?.currentScript as HTMLScriptElement | null | undefined)?.src

/** Absolute address of the core module: the option, or beside the script. */
export const coreUrlOf = (option?: string): string =>
  new URL(option || 'headwater.core.mjs', (!option && script) || document.baseURI).href

/** Absolute, because a relative `import()` fails in a cross-origin script without `crossorigin`. */
export const importCore = (url: string): Promise<CoreModule> => import(url)
