// Just enough of a page for the shim's modules to run under Node. Import it before them, and them with import().

type Listener = (event: { type: string }) => void

const listeners: Record<string, Listener[]> = {}
const listen = (type: string, listener: Listener): void => void (listeners[type] ||= []).push(listener)

/** Calls what listens to an event of the document or the window. */
export const dispatch = (type: string): void => listeners[type]?.forEach(listener => listener({ type }))

/** What `console.warn` was given since it was last emptied. */
export const warnings: string[] = []
console.warn = (message: string) => void warnings.push(message)

const location = new URL('https://shop.test/cart?id=1#top')
Object.assign(globalThis, {
  location,
  document: {
    baseURI: location.href,
    readyState: 'loading',
    visibilityState: 'visible',
    referrer: 'https://search.test/',
    querySelector: () => null,
    addEventListener: listen,
  },
  window: globalThis,
  addEventListener: listen,
  requestAnimationFrame: () => 0,
  requestIdleCallback: undefined,
})
Object.defineProperty(globalThis, 'navigator', { value: { userAgent: 'Test/1.0' }, configurable: true })
