// Moving between addresses without loading the page again.

import { formatAddress, parseAddress, type Address } from './address.ts'

const changed = new EventTarget()

export const currentAddress = (): Address => parseAddress(location)

/** A step that Back takes back, or with `replace` none: while something is dragged. */
export function navigate(address: Address, { replace = false } = {}): void {
  const target = formatAddress(address)
  if (target === location.pathname + location.search) return
  if (replace) history.replaceState(null, '', target)
  else history.pushState(null, '', target)
  changed.dispatchEvent(new Event('change'))
}

export function onNavigation(listener: () => void): void {
  changed.addEventListener('change', listener)
  addEventListener('popstate', listener)
}

/** Links within the page go through `navigate`; with a modifier key the browser opens them as it does any. */
export function followLinks(): void {
  document.addEventListener('click', event => {
    if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
    const link = (event.target as Element).closest?.('a')
    if (!link || link.origin !== location.origin || link.target || link.hasAttribute('download') || link.pathname.startsWith('/api/'))
      return
    event.preventDefault()
    navigate(parseAddress(link))
    scrollTo(0, 0)
  })
}
