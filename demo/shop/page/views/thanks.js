import { fragment, h } from '../dom.js'
import { money } from '../money.js'

export function thanksView() {
  // Kept with the entry of the history, so that reload, back and forward show it again.
  const { order, total, currency } = history.state ?? {}
  return {
    title: 'Thank you',
    content: fragment(
      h('h1', {}, 'Thank you'),
      order
        ? h('p', { 'data-order': order }, `Your order has the number ${order}. It comes to ${money(total, currency)}.`)
        : h('p', {}, 'You have not ordered anything here lately.'),
      h('p', { class: 'actions' }, h('a', { href: '/', class: 'button' }, 'To the products')),
    ),
  }
}
