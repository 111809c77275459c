// Client-side navigation: links change the address by pushState, and the view for the address is built in place.

import { problemView } from './views/problem.js'

let routes
let outlet
let leaving = new AbortController()

/**
 * Shows the view of the current address in `main`, and from then on that of each one gone to. `table` lists pairs of a
 * pattern for paths and a view. A view is called with what the pattern caught and a signal that aborts when another
 * view takes its place; it answers `{ title, content }`, the content a fragment with one h1.
 */
export function startRouter(main, table) {
  outlet = main
  routes = table
  document.addEventListener('click', followLink)
  addEventListener('popstate', () => show())
  void show(true)
}

/**
 * Goes to a path of the shop and resolves when its view is shown, which finds `state` in `history.state`. The query
 * stays, so that what it asks of the server outlives a reload.
 */
export function goTo(path, state = null) {
  history.pushState(state, '', path + location.search)
  scrollTo(0, 0)
  return show()
}

function followLink(event) {
  const link = event.target.closest('a[href]')
  if (!link || link.origin !== location.origin || !routeOf(link.pathname)) return
  // What opens a tab or saves a file, and what scrolls to a place on this page, is the browser's own.
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
  if (link.target || link.hasAttribute('download') || link.hash) return
  event.preventDefault()
  if (link.pathname !== location.pathname) void goTo(link.pathname)
}

const routeOf = path => routes.find(([pattern]) => pattern.test(path))

async function show(isFirst = false) {
  leaving.abort()
  leaving = new AbortController()
  const { signal } = leaving
  const path = location.pathname
  outlet.setAttribute('aria-busy', 'true')

  const view = await build(path, signal)
  if (signal.aborted) return
  document.title = `${view.title} · Riverbank Supply`
  outlet.replaceChildren(view.content)
  outlet.setAttribute('aria-busy', 'false')
  for (const link of document.querySelectorAll('nav a')) {
    if (link.pathname === path) link.setAttribute('aria-current', 'page')
    else link.removeAttribute('aria-current')
  }
  // A new view without a new document: those who listen to the page are told by the heading.
  const heading = outlet.querySelector('h1')
  heading.tabIndex = -1
  if (!isFirst) heading.focus({ preventScroll: true })
  performance.mark('view shown')
}

async function build(path, signal) {
  const route = routeOf(path)
  if (!route) return problemView('There is no such page.')
  const [pattern, view] = route
  try {
    return await view(...pattern.exec(path).slice(1), signal)
  } catch (error) {
    if (!signal.aborted) console.error(error)
    return problemView(error.forCustomer ?? 'Something went wrong here.', () => show())
  }
}
