import { stop } from './record/command-buffer.ts'

type Functions = Record<string, (...args: any[]) => unknown>

const realm = globalThis as unknown as Record<symbol, Functions>
/** Where a page's owner is, for copies of all versions. */
const OWNER = Symbol.for('headwater')

/**
 * Several copies of Headwater on one page, of whatever versions, are one: the first that is called owns the page, and these
 * functions call the owner's of the same name. One that the owner's version lacks is this copy's own, which was never started
 * and records nothing.
 */
export function share<T extends object>(api: T): T {
  const own = api as unknown as Functions
  const shared: Functions = {}
  for (const name in own) {
    shared[name] = (...args) => {
      // In a worker or on a server nothing is left behind in the global object.
      const owner = globalThis.document ? realm[OWNER] || (realm[OWNER] = own) : own
      return owner[name] ? owner[name](...args) : (stop(), own[name]!(...args))
    }
  }
  return shared as unknown as T
}
