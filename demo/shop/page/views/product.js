import { fetchJson } from '../api.js'
import { addToCart } from '../cart.js'
import { fragment, h } from '../dom.js'
import { money } from '../money.js'
import { measured } from '../tracing.js'

export async function productView(id, signal) {
  const { product, currency } = await fetchJson(`/api/products/${id}`, { signal })
  const suggestions = h('div', { 'aria-live': 'polite' }, h('p', { class: 'quiet' }, 'Looking…'))
  void showSuggestions(suggestions, id, signal)
  return {
    title: product.name,
    content: measured('render product', () =>
      fragment(
        h('p', {}, h('a', { href: '/' }, '← All products')),
        h(
          'article',
          { class: 'product' },
          h('img', { src: product.picture, alt: product.pictureText, width: 640, height: 480 }),
          h(
            'div',
            {},
            h('h1', {}, product.name),
            h('p', { class: 'price large' }, money(product.price, currency)),
            h('p', {}, product.description),
            buying(product),
          ),
        ),
        h('section', { class: 'suggestions' }, h('h2', {}, 'Goes well with'), suggestions),
      ),
    ),
  }
}

function buying(product) {
  const said = h('span', { role: 'status' })
  const add = () => {
    addToCart(product.id)
    said.replaceChildren('It is in your cart. ', h('a', { href: '/cart' }, 'See the cart'))
  }
  return h('p', { class: 'actions' }, h('button', { type: 'button', on: { click: add } }, 'Add to cart'), said)
}

// They are extra: the product is shown without waiting for them, and their failure is no more than a note.
async function showSuggestions(place, id, signal) {
  try {
    await fetchJson(`/api/suggestions?for=${id}`, { signal })
    place.replaceChildren()
  } catch {
    if (signal.aborted) return
    place.replaceChildren(h('p', { class: 'notice' }, 'Our suggestions are taking a break. Everything else works as usual.'))
  }
}
