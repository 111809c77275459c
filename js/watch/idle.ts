/** Calls back when it can't hurt the page: after `load` and then idle; at once when the page is already loaded. */
export function whenIdle(callback: () => void): void {
  if (document.readyState === 'complete') callback()
  // Where it is missing, the options are no number: at once.
  else addEventListener('load', () => void (requestIdleCallback || setTimeout)(callback, { timeout: 2000 } as never))
}
