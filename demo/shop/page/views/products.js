import { fetchJson } from '../api.js'
import { fragment, h } from '../dom.js'
import { money } from '../money.js'
import { measured } from '../tracing.js'

export async function productsView(signal) {
  const { products, currency } = await fetchJson('/api/products', { signal })
  const list = measured('render product list', () => h('ul', { class: 'products' }, ...products.map(product => card(product, currency))))
  return {
    title: 'Products',
    content: fragment(h('h1', {}, 'Good things for days outside'), h('p', { class: 'lead' }, 'Few of them, made to be repaired.'), list),
  }
}

const card = (product, currency) =>
  h(
    'li',
    {},
    h(
      'a',
      { class: 'card', href: `/products/${product.id}` },
      h('img', { src: product.picture, alt: '', width: 320, height: 240 }),
      h('span', { class: 'name' }, product.name),
      h('span', { class: 'price' }, money(product.price, currency)),
    ),
  )
