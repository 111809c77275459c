/**
 * Says when the document is interactive (once, at once if it is) and each time it is hidden or left. `visibilitychange`
 * is the last event a phone gives; `pagehide` comes alone when a visible page navigates in some engines.
 */
export function watchLife(onInteractive: () => void, onHide: () => void): void {
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', onInteractive)
  else onInteractive()
  document.addEventListener('visibilitychange', () => document.hidden && onHide())
  addEventListener('pagehide', onHide)
}
