/**
 * Says each time the document is hidden (`isHidden`) or left, when it is shown again or the browser back online, and of each error that
 * nobody handled. `visibilitychange` is the last event a phone gives; `pagehide` comes alone when a visible page navigates in
 * some engines.
 */
export function watchLife(onHide: (isHidden?: boolean) => void, onReturn: () => void, onError: (event: unknown) => void): void {
  document.addEventListener('visibilitychange', () => document.hidden ? onHide(true) : onReturn())
  addEventListener('online', onReturn)
  addEventListener('pagehide', () => onHide())
  addEventListener('error', onError)
  addEventListener('unhandledrejection', onError)
}
