/** The global of the script tag, for functions that run in the page. */
declare const Headwater: typeof import('../../../js/index.ts')
