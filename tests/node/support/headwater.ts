import { createRequire } from 'node:module'

/** The published file, as `require('headwater/node')` gives it. */
export const Headwater: typeof import('../../../js/node/index.ts') = createRequire(import.meta.url)('headwater/node')
