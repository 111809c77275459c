declare const __VERSION__: string | undefined

/** The published version, written in by the build from package.json. */
export const VERSION: string = typeof __VERSION__ === 'string' ? __VERSION__ : '0.0.0'

/** The name by which receivers know what sends. Spotlight takes plain text only from names that begin like this. */
export const SDK = 'sentry.javascript.browser.headwater'
