import { fileURLToPath } from 'node:url'
import express, { type Express, type Request, type Response } from 'express'
import { shopApi } from './api.ts'
import { findProduct } from './catalogue.ts'
import { delay } from './delay.ts'
import { type PageOptions, pagePolicy, renderPage } from './page.ts'
import { logRequests, type RequestLog } from './request-log.ts'

export interface ShopOptions extends PageOptions {
  /** Folder with headwater.js and headwater.core.mjs. The shop works without them, untraced. */
  dist: string
  log: RequestLog
}

const pageFolder = fileURLToPath(new URL('../page', import.meta.url))

/** Pictures that take their time, in ms. */
const slowPictures = { lantern: 300, tent: 700 }

/** The shop: its page, what the page is made of, and the API at /api. */
export function createShop(options: ShopOptions): Express {
  const shop = express()
  shop.disable('x-powered-by')
  shop.use('/api', logRequests('shop', options.log), shopApi())

  for (const [name, milliseconds] of Object.entries(slowPictures)) {
    shop.get(`/pictures/${name}.svg`, delay(milliseconds))
  }
  shop.use(express.static(pageFolder, { index: false }))
  for (const name of ['headwater.js', 'headwater.core.mjs', 'headwater.core-js.mjs', 'headwater.inline.js']) {
    // A fixed set of names; the rest of the folder is not for pages.
    shop.get(`/${name}`, (_request, response, next) => {
      response.sendFile(name, { root: options.dist }, error => {
        if (error && !response.headersSent) next()
      })
    })
  }

  // One document for all: which view it shows is the page's business. The status is for whoever asks from outside.
  const sendPage =
    (status: number) =>
    (request: Request, response: Response): void => {
      response.set('Content-Security-Policy', pagePolicy(options)).set('Cache-Control', 'no-cache')
      response
        .status(status)
        .type('html')
        .send(renderPage(options, rateOf(request.query.rate)))
    }
  shop.get(['/', '/cart', '/checkout', '/thanks'], sendPage(200))
  shop.get('/products/:id', (request, response) => sendPage(findProduct(request.params.id) ? 200 : 404)(request, response))
  shop.get('*path', (request, response) => {
    // Only who asks for a document gets one: a script that isn't there is no HTML.
    if (/\btext\/html\b/.test(request.get('accept') ?? '')) sendPage(404)(request, response)
    else response.status(404).end()
  })
  return shop
}

/** `?rate=0` shows what a visitor gets whose trace is not recorded. */
function rateOf(query: unknown): number {
  const rate = typeof query === 'string' && query !== '' ? Number(query) : NaN
  return rate >= 0 && rate <= 1 ? rate : 1
}
