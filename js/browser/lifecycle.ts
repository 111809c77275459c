/**
 * Says each time the document is hidden or left, and of each error that nobody handled. `visibilitychange` is the last event
 * a phone gives; `pagehide` comes alone when a visible page navigates in some engines.
 */
export function watchLife(onHide: () => void, onError: () => void): void {
  document.addEventListener('visibilitychange', () => document.hidden && onHide())
  addEventListener('pagehide', onHide)
  addEventListener('error', onError)
  addEventListener('unhandledrejection', onError)
}
