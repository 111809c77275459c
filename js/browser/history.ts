import { wrap } from '../wrap.ts'

type Navigating = Window & { navigation?: EventTarget }

/**
 * Reports each change of the path, once, after it has happened and before whoever caused it goes on: a fetch right
 * after `pushState` belongs to the new page. Several sources may see one change; the path tells whether it is new.
 */
export function watchHistory(onChange: () => void): void {
  let last = location.pathname
  const check = () => {
    try {
      if (last !== (last = location.pathname)) onChange()
    } catch {
      // Never the page's concern.
    }
  }
  for (const name of ['pushState', 'replaceState'] as const) {
    wrap(History.prototype, name, (native, args) => {
      native(args)
      check()
    })
  }
  addEventListener('popstate', check, true)
  ;(window as Navigating).navigation?.addEventListener('currententrychange', check)
}
