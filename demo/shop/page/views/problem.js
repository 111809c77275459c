import { fragment, h } from '../dom.js'

/** Says that a view can't be shown, with a way on; `retry` adds a button for it. */
export function problemView(message, retry) {
  const ways = [h('a', { href: '/', class: 'button quiet' }, 'To the products')]
  if (retry) ways.unshift(h('button', { type: 'button', on: { click: retry } }, 'Try again'))
  return {
    title: 'Sorry',
    content: fragment(h('h1', {}, 'Sorry'), h('p', { role: 'alert' }, message), h('p', { class: 'actions' }, ...ways)),
  }
}
