// Shows what the address says: the list (#), or a trace (#trace/<id>). Loads again only when asked.

import { element } from './dom.js'
import { showList } from './list.js'
import { showTrace } from './trace.js'

const main = document.getElementById('main')
const search = document.getElementById('search')
let shown = 0

async function get(address) {
  const response = await fetch(address, { headers: { accept: 'application/json' } })
  const answer = await response.json()
  if (!response.ok) throw new Error([answer.detail, ...(answer.causes ?? [])].join(': '))
  return answer
}

async function show() {
  const turn = ++shown
  // An answer that comes after the reader went elsewhere is not shown: it fills a place that is no longer on the page.
  const place = element('div')
  const trace = /^#trace\/([^/]+)$/.exec(location.hash)
  try {
    if (trace) await showTrace(place, trace[1], get)
    else await showList(place, search.elements.query.value.trim(), get)
  } catch (error) {
    place.replaceChildren(element('p', { class: 'empty failed', role: 'alert', text: error.message }))
  }
  if (turn !== shown) return
  search.hidden = !!trace
  main.replaceChildren(place)
}

search.addEventListener('submit', event => {
  event.preventDefault()
  show()
})
search.elements.query.addEventListener('search', show)
document.getElementById('refresh').addEventListener('click', show)
window.addEventListener('hashchange', () => {
  window.scrollTo(0, 0)
  show()
})
show()
