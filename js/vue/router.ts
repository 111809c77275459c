import { attempt } from '../base/values.ts'
import { wrap } from '../base/wrap.ts'
import type { Transaction } from '../index.ts'
import { getActiveTransaction, setRouteName, startNavigation } from '../npm.ts'
import type { RouterLike } from './options.ts'
import { endAll } from './rendering.ts'

/** What routes of all versions have. */
interface Route {
  fullPath: string
  matched: { path: string }[]
  /** Since vue-router 4. */
  href?: string
}

/** A router of any version, as far as it is used here. */
interface Router extends RouterLike {
  push(to: unknown): unknown
  replace(to: unknown): unknown
  resolve(to: unknown): { href: string }
}

/** Of a navigation that another has taken the place of: `NavigationFailureType.cancelled` of vue-router 4 and 5. */
const CANCELLED = 8

const named = new WeakSet<Transaction>()
const watched = new WeakSet<object>()

/** The path of the route's record, below the router's base: `/app/users/:id`. */
function nameOf(to: Route, href: string): string | undefined {
  const path = to.matched[to.matched.length - 1]?.path
  const base = href.endsWith(to.fullPath) ? href.slice(0, -to.fullPath.length) : ''
  // `*` of vue-router 3 has no slash.
  return path && (base.includes('#') ? '' : base) + path.replace(/^(?!\/)/, '/')
}

/** Names the page after the route that it has come to. */
function name(to: Route, href: string): void {
  const transaction = getActiveTransaction()
  const text = nameOf(to, href)
  // Where the address has kept its path, as with routes behind a `#`, the page has been another route's before.
  if (!text || (transaction && named.has(transaction))) return
  if (transaction) named.add(transaction)
  setRouteName(text, href)
}

/**
 * Begins a navigation when the router is asked for it, which is before its guards run and what the route needs is loaded, and names pages after
 * routes; once. By what else moves the router (the first route, what a guard leads on to, going back) no navigation begins here.
 */
export function watchRouter(router: Router): void {
  if (watched.has(router)) return
  watched.add(router)
  let pending: { cancel(): void } | undefined

  for (const method of ['push', 'replace'] as const) {
    wrap(router, method, (pass, args) => {
      attempt(() => {
        const { href } = router.resolve(args[0])
        endAll()
        pending = startNavigation({ url: href })
      })
      return pass(args)
    })
  }
  // Vue-router 3 calls only for what has come to its route. An error is told to nobody who doesn't listen to `onError`, which would keep the router
  // from writing it into the console. Such a navigation comes to nothing by itself, or when the next begins.
  router.afterEach((to: Route, _from: Route, failure?: { type?: number }) => {
    attempt(() => {
      if (failure?.type === CANCELLED) return
      if (failure) pending?.cancel()
      else name(to, to.href ?? router.resolve(to).href)
      pending = undefined
    })
  })
}
