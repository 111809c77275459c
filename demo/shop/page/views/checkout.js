import { cartItems } from '../cart.js'
import { checkOut } from '../check-out.js'
import { fragment, h } from '../dom.js'

export function checkoutView() {
  if (cartItems().length === 0) {
    return {
      title: 'Checkout',
      content: fragment(
        h('h1', {}, 'Checkout'),
        h('p', {}, 'There is nothing in your cart yet.'),
        h('p', { class: 'actions' }, h('a', { href: '/', class: 'button' }, 'To the products')),
      ),
    }
  }
  const said = h('p', { role: 'status' })
  const submit = h('button', { type: 'submit' }, 'Place the order')
  const place = async event => {
    event.preventDefault()
    submit.disabled = true
    try {
      await checkOut(Object.fromEntries(new FormData(event.target)), text => said.replaceChildren(text))
    } catch (error) {
      console.error(error)
      said.replaceChildren(error.forCustomer ?? 'That did not work. Nothing was charged.')
      submit.disabled = false
    }
  }
  return {
    title: 'Checkout',
    content: fragment(
      h('h1', {}, 'Checkout'),
      h(
        'form',
        { on: { submit: place } },
        field('Name', { name: 'name', autocomplete: 'name' }),
        field('E-mail', { name: 'email', type: 'email', autocomplete: 'email' }),
        h('p', { class: 'actions' }, submit, h('a', { href: '/cart' }, 'Back to the cart')),
        said,
      ),
    ),
  }
}

const field = (label, properties) => h('label', { class: 'field' }, h('span', {}, label), h('input', { required: true, ...properties }))
