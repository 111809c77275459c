/** Most bytes after brotli, by published file. */
export declare const budgets: Record<'headwater.js' | 'headwater.core.mjs' | 'headwater.core-js.mjs', number>
