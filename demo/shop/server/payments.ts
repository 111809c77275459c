import { randomUUID } from 'node:crypto'
import express, { type Express, type RequestHandler } from 'express'
import { answerError } from './api.ts'
import { delay } from './delay.ts'
import { logRequests, type RequestLog } from './request-log.ts'

export interface PaymentsOptions {
  /** Origins of the pages that may ask. */
  allowedOrigins: readonly string[]
  log: RequestLog
}

/** A service of another origin: what it must allow for a trace to reach it is in `allowPages`. */
export function createPayments({ allowedOrigins, log }: PaymentsOptions): Express {
  const payments = express()
  payments.disable('x-powered-by')
  payments.use(allowPages(allowedOrigins))
  payments.use(logRequests('payments', log))
  payments.use(express.json())

  payments.post('/payments', delay(150), (request, response) => {
    const { amount, currency } = request.body ?? {}
    if (!Number.isInteger(amount) || amount <= 0 || typeof currency !== 'string') {
      response.status(422).json({ error: 'There is nothing to pay.' })
      return
    }
    response.status(201).json({ payment: randomUUID(), amount, currency, status: 'authorised' })
  })

  payments.use((_request, response) => {
    response.status(404).json({ error: 'There is nothing here.' })
  })
  payments.use(answerError)
  return payments
}

/** CORS. `sentry-trace` (and `baggage`) must be listed, or the browser refuses every request that carries a trace. */
const allowPages =
  (origins: readonly string[]): RequestHandler =>
  (request, response, next) => {
    const origin = request.get('origin')
    response.vary('Origin')
    if (origin && origins.includes(origin)) {
      response.set({
        'Access-Control-Allow-Origin': origin,
        // Without it the browser shows the page no more of a request's timing than start and end.
        'Timing-Allow-Origin': origin,
      })
      if (request.method === 'OPTIONS') {
        response.set({
          'Access-Control-Allow-Methods': 'POST',
          'Access-Control-Allow-Headers': 'sentry-trace, baggage, content-type',
          'Access-Control-Max-Age': '600',
        })
      }
    }
    if (request.method === 'OPTIONS') response.status(204).end()
    else next()
  }
