const tag = globalThis.document && document.currentScript

/**
 * The tag of the script that runs, known only while it first runs. Nothing else that somebody has put into the page by the name
 * `currentScript`: it would say where the core comes from, and where all is sent.
 */
export const scriptTag = tag?.localName === 'script' ? (tag as HTMLScriptElement) : undefined
