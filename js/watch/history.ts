import { listen } from '../base/platform.ts'
import { attempt } from '../base/values.ts'
import { wrap } from '../base/wrap.ts'

type Navigating = Window & { navigation?: EventTarget }
interface NavigateEvent extends Event {
  destination: { url: string }
}

/** To be hooked, once. */
const methods: ('pushState' | 'replaceState')[] = ['pushState', 'replaceState']
let begun: NavigateEvent | undefined

/**
 * Reports each input of the user that may lead to a change of the address, and each change, also a repeated one, after it has happened and before
 * whoever caused it goes on: a fetch right after `pushState` belongs to the new page. May be called again when all listeners are gone.
 * `isTraversal`: the history was traversed, as only a user or a script on their behalf does. `begunAt`: when the browser said that it began,
 * in page ms.
 */
export function watchHistory(onInput: (event: Event) => void, onChange: (isTraversal: boolean, begunAt?: number) => void): void {
  const check = (event?: Event & { navigationType?: string }) => {
    // Never the page's concern.
    attempt(() =>
      onChange(
        /popst|trav/.test(event?.navigationType || event?.type || ''),
        begun?.destination.url === location.href ? begun?.timeStamp : undefined,
      ),
    )
  }
  for (const type of ['click', 'keydown', 'submit']) addEventListener(type, onInput, true)
  addEventListener('popstate', check, true)
  const { navigation } = window as Navigating
  if (navigation) {
    listen(navigation, 'currententrychange', check)
    // Of one that leads to another document, a download or nowhere there is no change: https://html.spec.whatwg.org/multipage/nav-history-apis.html#navigate-event-firing
    listen(navigation, 'navigate', event => void (begun = event as NavigateEvent))
  }
  for (const name of methods.splice(0)) {
    wrap(History.prototype, name, (pass, args) => {
      pass(args)
      check()
    })
  }
}
