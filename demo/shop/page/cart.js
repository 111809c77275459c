// The cart: [{ id, quantity }], kept by this browser. Names and prices are the server's to say.

const key = 'riverbank.cart'
const changes = new EventTarget()

// Where storage is refused, the cart lives as long as the page.
let items = read()

function read() {
  try {
    const stored = JSON.parse(localStorage.getItem(key) ?? '[]')
    return Array.isArray(stored) ? stored.filter(({ id, quantity }) => typeof id === 'string' && quantity > 0) : []
  } catch {
    return []
  }
}

function replace(next) {
  items = next
  try {
    localStorage.setItem(key, JSON.stringify(items))
  } catch {
    // See above.
  }
  changes.dispatchEvent(new Event('change'))
}

export const cartItems = () => items.map(item => ({ ...item }))

export const countItems = () => items.reduce((count, { quantity }) => count + quantity, 0)

export function addToCart(id) {
  const there = items.find(item => item.id === id)
  if (there) setQuantity(id, there.quantity + 1)
  else replace([...items, { id, quantity: 1 }])
}

/** 0 takes it out. */
export const setQuantity = (id, quantity) =>
  replace(items.map(item => (item.id === id ? { id, quantity } : item)).filter(item => item.quantity > 0))

export const emptyCart = () => replace([])

export const onCartChange = listener => changes.addEventListener('change', listener)

// The same cart in another tab.
addEventListener('storage', event => {
  if (event.key !== key) return
  items = read()
  changes.dispatchEvent(new Event('change'))
})
