import { currency, findProduct } from './catalogue.ts'

export interface CartLine {
  id: string
  name: string
  quantity: number
  price: number
  sum: number
}

export interface CheckedCart {
  lines: CartLine[]
  total: number
  currency: string
}

/** A cart that can't be ordered; the message is for the customer. */
export class CartError extends Error {}

const mostOfOne = 20

/** Prices a cart as the browser sent it (`{ items: [{ id, quantity }] }`), which may hold anything. Throws CartError. */
export function checkCart(body: unknown): CheckedCart {
  const items = (body as { items?: unknown } | undefined)?.items
  if (!Array.isArray(items) || items.length === 0) throw new CartError('The cart is empty.')
  const lines = items.map(checkLine)
  return { lines, total: lines.reduce((total, line) => total + line.sum, 0), currency }
}

function checkLine(item: unknown): CartLine {
  const { id, quantity } = (item ?? {}) as { id?: unknown; quantity?: unknown }
  const product = findProduct(String(id))
  if (!product) throw new CartError('One of the things in the cart is no longer sold.')
  if (!Number.isInteger(quantity) || (quantity as number) < 1 || (quantity as number) > mostOfOne) {
    throw new CartError(`${product.name}: we can send between 1 and ${mostOfOne}.`)
  }
  const count = quantity as number
  return { id: product.id, name: product.name, quantity: count, price: product.price, sum: count * product.price }
}
