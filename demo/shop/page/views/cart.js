import { fetchJson } from '../api.js'
import { cartItems, setQuantity } from '../cart.js'
import { fragment, h } from '../dom.js'
import { money } from '../money.js'

export async function cartView(signal) {
  const items = cartItems()
  if (items.length === 0) return { title: 'Cart', content: emptyCartContent() }
  const place = h('div', {})
  place.append(await table(items, signal, place))
  return { title: 'Cart', content: fragment(h('h1', {}, 'Your cart'), place) }
}

const emptyCartContent = () =>
  fragment(
    h('h1', {}, 'Your cart'),
    h('p', {}, 'It is empty.'),
    h('p', { class: 'actions' }, h('a', { href: '/', class: 'button' }, 'To the products')),
  )

async function table(items, signal, place) {
  const cart = await fetchJson('/api/cart/check', { body: { items }, signal })
  const change = async (id, quantity) => {
    setQuantity(id, quantity)
    const left = cartItems()
    const next = left.length ? await table(left, signal, place) : emptyCartContent()
    // Without its last thing it is another page, heading and all.
    if (left.length) place.replaceChildren(next)
    else place.parentElement.replaceChildren(next)
  }
  return fragment(
    h(
      'table',
      {},
      h('thead', {}, h('tr', {}, ...['Product', 'Quantity', 'Price', 'Sum', ''].map(name => h('th', { scope: 'col' }, name)))),
      h('tbody', {}, ...cart.lines.map(line => row(line, cart.currency, change))),
      h(
        'tfoot',
        {},
        h(
          'tr',
          {},
          h('th', { scope: 'row' }, 'Total'),
          h('td', {}),
          h('td', {}),
          h('td', { class: 'number' }, money(cart.total, cart.currency)),
          h('td', {}),
        ),
      ),
    ),
    h('p', { class: 'actions' }, h('a', { href: '/checkout', class: 'button' }, 'Check out')),
  )
}

function row(line, currency, change) {
  const choose = h('input', {
    type: 'number',
    min: 1,
    max: 20,
    required: true,
    value: line.quantity,
    'aria-label': `Quantity of ${line.name}`,
    on: { change: () => choose.reportValidity() && change(line.id, choose.valueAsNumber) },
  })
  const remove = { type: 'button', class: 'quiet', 'aria-label': `Take ${line.name} out`, on: { click: () => change(line.id, 0) } }
  return h(
    'tr',
    {},
    h('th', { scope: 'row' }, h('a', { href: `/products/${line.id}` }, line.name)),
    h('td', {}, choose),
    h('td', { class: 'number' }, money(line.price, currency)),
    h('td', { class: 'number' }, money(line.sum, currency)),
    h('td', {}, h('button', remove, 'Remove')),
  )
}
