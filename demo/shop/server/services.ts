import { type Listening, listen } from './listen.ts'
import { createPayments } from './payments.ts'
import type { RequestLog } from './request-log.ts'
import { createShop } from './shop.ts'

export interface ServicesOptions {
  /** 0: any free one. */
  shopPort: number
  paymentsPort: number
  collector: string
  dist: string
  log: RequestLog
}

export interface Services {
  shop: string
  payments: string
  close(): Promise<void>
}

/** Starts shop and payments on loopback. Rejects when a port is taken; then nothing is left running. */
export async function startServices({ shopPort, paymentsPort, collector, dist, log }: ServicesOptions): Promise<Services> {
  const shop = await listen(shopPort)
  let payments: Listening
  try {
    payments = await listen(paymentsPort)
  } catch (error) {
    await shop.close()
    throw error
  }
  const allowedOrigins = [shop.origin, `http://localhost:${shop.port}`]
  payments.answerWith(createPayments({ allowedOrigins, log }))
  shop.answerWith(createShop({ collector, payments: payments.origin, dist, log }))
  return {
    shop: shop.origin,
    payments: payments.origin,
    close: async () => {
      await Promise.all([shop.close(), payments.close()])
    },
  }
}
