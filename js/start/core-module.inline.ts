import { connect, VERSION } from '../core/index.ts'
import type { CoreModule } from '../seam/host.ts'

/**
 * The core has no address of its own. The one in JavaScript is beside where the option says that it would be; without the
 * option nothing is asked for: who has one file serves no second.
 */
export const coreUrlOf = (isJs: unknown, option?: string): string =>
  isJs && option ? new URL('headwater.core-js.mjs', new URL(option, document.baseURI)).href : ''

export const importCore = async (url: string, isJs: unknown): Promise<CoreModule> => {
  if (isJs && !url) throw 'no coreUrl'
  return url ? import(url) : { connect, VERSION }
}
