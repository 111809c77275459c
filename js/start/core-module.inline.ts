import { connect, VERSION } from '../core/index.ts'
import type { CoreModule } from '../seam/host.ts'

/**
 * Empty for the core in WebAssembly, which is in this file. The core in JavaScript is looked for beside the address
 * that `coreUrl` gives; without that option it is empty as well, and nothing is requested: whoever uses a single file
 * serves no second one.
 */
export const coreUrlOf = (isJs: unknown, option?: string): string =>
  isJs && option ? new URL('headwater.core-js.mjs', new URL(option, document.baseURI)).href : ''

export const importCore = async (url: string, isJs: unknown): Promise<CoreModule> => {
  if (isJs && !url) throw 'no coreUrl'
  return url ? import(url) : { connect, VERSION }
}
