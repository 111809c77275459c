import { countItems, onCartChange } from './cart.js'
import { startRouter } from './router.js'
import { cartView } from './views/cart.js'
import { checkoutView } from './views/checkout.js'
import { productView } from './views/product.js'
import { productsView } from './views/products.js'
import { thanksView } from './views/thanks.js'

const routes = [
  [/^\/$/, productsView],
  [/^\/products\/([\w-]+)$/, productView],
  [/^\/cart$/, cartView],
  [/^\/checkout$/, checkoutView],
  [/^\/thanks$/, thanksView],
]

const badge = document.querySelector('[data-cart-count]')

function showCount() {
  const count = countItems()
  badge.textContent = String(count)
  badge.hidden = count === 0
}

onCartChange(showCount)
showCount()
startRouter(document.querySelector('main'), routes)
