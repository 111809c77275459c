import { fetchJson, postByXhr } from './api.js'
import { cartItems, emptyCart } from './cart.js'
import { goTo } from './router.js'
import { startTransaction, step, within } from './tracing.js'

const payments = document.body.dataset.payments

/**
 * Orders what is in the cart and shows the confirmation: one transaction with a span for each step, the requests of a
 * step below it. `say` is told what goes on. Rejects with an ApiError when a step failed; the cart is then untouched.
 */
export async function checkOut(customer, say) {
  const transaction = startTransaction({ name: 'shopCheckout', op: 'checkout' })
  const items = cartItems()
  transaction.setTag('cart.items', String(items.length))
  try {
    say('Checking your cart…')
    const cart = await step(transaction, { op: 'task', description: 'validate cart' }, span =>
      within(span, () => postByXhr('/api/cart/check', { items })),
    )

    await step(transaction, { op: 'task', description: 'process cart result', data: { lines: cart.lines } }, span =>
      span.setData('total', inspect(cart, items)),
    )

    say('Paying…')
    const { payment } = await step(transaction, { op: 'task', description: 'pay' }, span =>
      within(span, () => fetchJson(`${payments}/payments`, { body: { amount: cart.total, currency: cart.currency } })),
    )

    say('Placing your order. This takes a moment…')
    const order = await step(transaction, { op: 'task', description: 'submit order' }, span =>
      within(span, () => fetchJson('/api/orders', { body: { items, payment, customer } })),
    )

    emptyCart()
    await step(transaction, { op: 'ui.render', description: 'show confirmation' }, () => goTo('/thanks', order))
    transaction.setStatus('ok')
  } catch (error) {
    transaction.setStatus('internal_error')
    throw error
  } finally {
    transaction.finish()
  }
}

/** What the server priced must be what was asked for; answers the total. */
function inspect(cart, items) {
  const asked = items.every(({ id, quantity }) => cart.lines.some(line => line.id === id && line.quantity === quantity))
  if (!asked) throw new Error('the priced cart is another one')
  return cart.total
}
