/** How a page is left, as the shim tells the core module: the document is only hidden, or the page may be gone the next moment. */
export const HIDDEN = 1
export const GONE = 2
