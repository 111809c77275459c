// Just enough of a page for the shim's modules to run under Node. Import it before them, and them with import().

type Listener = (event: { type: string }) => void

const listeners: { type: string; listener: Listener; options?: unknown }[] = []
const listen = (type: string, listener: Listener, options?: unknown): void => void listeners.push({ type, listener, options })

/** Calls what listens to an event of the document or the window, those who capture it first. */
export function dispatch(type: string): void {
  for (const captures of [true, false]) {
    for (const one of listeners.filter(({ type: its, options }) => its === type && (options === true) === captures)) {
      if ((one.options as AddEventListenerOptions | undefined)?.once) listeners.splice(listeners.indexOf(one), 1)
      one.listener({ type })
    }
  }
}

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
// Nothing asks for a core by itself, however slow the machine is: there is none.
AbortSignal.timeout = () => new AbortController().signal
