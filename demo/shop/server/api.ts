import express, { type ErrorRequestHandler, type Router } from 'express'
import { CartError, checkCart } from './cart.ts'
import { currency, findProduct, products } from './catalogue.ts'
import { delay } from './delay.ts'

/**
 * The shop's own JSON API. Placing an order is slow (800 ms), and suggestions always fail with 500: their service is
 * down, so that a trace has something to show.
 */
export function shopApi(): Router {
  const api = express.Router()
  let lastOrder = 1041

  api.use(express.json())

  api.get('/products', (_request, response) => {
    response.json({ products, currency })
  })

  api.get('/products/:id', (request, response) => {
    const product = findProduct(request.params.id)
    if (product) response.json({ product, currency })
    else response.status(404).json({ error: 'There is no such product.' })
  })

  api.get('/suggestions', delay(120), () => {
    throw new Error('suggestions: connection refused')
  })

  api.post('/cart/check', delay(60), (request, response) => {
    response.json(checkCart(request.body))
  })

  api.post('/orders', delay(800), (request, response) => {
    const cart = checkCart(request.body)
    if (typeof request.body.payment !== 'string') throw new CartError('The order has not been paid.')
    lastOrder += 1
    response.status(201).json({ order: lastOrder, total: cart.total, currency: cart.currency })
  })

  api.use((_request, response) => {
    response.status(404).json({ error: 'There is nothing here.' })
  })
  api.use(answerError)
  return api
}

/** Errors as JSON: those the customer can do something about in words, all others without details. */
export const answerError: ErrorRequestHandler = (error, _request, response, next) => {
  if (response.headersSent) return next(error)
  if (error instanceof CartError) {
    response.status(422).json({ error: error.message })
    return
  }
  // What express and its body parser refuse carries its own status.
  const status: unknown = error?.status
  const isTheirs = typeof status === 'number' && status >= 400 && status < 500
  response.status(isTheirs ? status : 500).json({ error: isTheirs ? 'The request can’t be read.' : 'Something broke on our side.' })
}
