import { listen } from '../platform.ts'
import { attempt } from '../values.ts'
import { wrap } from '../wrap.ts'

type Navigating = Window & { navigation?: EventTarget }

/** To be hooked, once. */
const methods: ('pushState' | 'replaceState')[] = ['pushState', 'replaceState']
let inputAt = -1

/**
 * Reports each change of the address, also a repeated one, after it has happened and before whoever caused it goes on: a
 * fetch right after `pushState` belongs to the new page. May be called again when all listeners are gone. `inputAt`: when the user last
 * clicked or pressed a key, which may have caused it; negative: never; Infinity: the history was traversed, as only a user or a script on
 * their behalf does.
 */
export function watchHistory(onChange: (inputAt: number) => void): void {
  const check = (event?: Event & { navigationType?: string }) => {
    // Never the page's concern.
    attempt(() => onChange(/popst|trav/.test(event?.navigationType || event?.type || '') ? Infinity : inputAt))
  }
  for (const type of ['click', 'keydown']) {
    addEventListener(type, event => void (inputAt = event.timeStamp), true)
  }
  addEventListener('popstate', check, true)
  const { navigation } = window as Navigating
  if (navigation) listen(navigation, 'currententrychange', check)
  for (const name of methods.splice(0)) {
    wrap(History.prototype, name, (pass, args) => {
      pass(args)
      check()
    })
  }
}
