import { gunzipSync } from 'node:zlib'
import type { Received, Site } from '../../browser/support/index.ts'

const texts = new WeakMap<Received, string>()

function textOf(request: Received): string {
  let text = texts.get(request)
  if (text === undefined) {
    text = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(request.body) : request.body).toString()
    texts.set(request, text)
  }
  return text
}

/** What a site received from its request number `from` on, whoever sent it and in whatever format. */
export class Arrivals {
  readonly #site: Site
  readonly #from: number
  constructor(site: Site) {
    this.#site = site
    this.#from = site.requests.length
  }

  #posts(): Received[] {
    return this.#site.requests.slice(this.#from).filter(({ method, body }) => method === 'POST' && body.length > 0)
  }

  /** How many different texts of a pattern are in it. */
  count(pattern: RegExp): number {
    return new Set(this.#posts().flatMap(post => textOf(post).match(pattern) ?? [])).size
  }

  /** Sum of the numbers that a pattern's group has. */
  sum(pattern: RegExp): number {
    return this.#posts()
      .flatMap(post => [...textOf(post).matchAll(pattern)])
      .reduce((sum, [, number]) => sum + Number(number), 0)
  }

  /** Bodies in which a pattern is. */
  bodies(pattern: RegExp): Buffer[] {
    return this.#posts()
      .filter(post => textOf(post).match(pattern))
      .map(({ body }) => body)
  }

  /** Whether so many arrive within `timeout` ms. */
  wait(pattern: RegExp, count: number, timeout = 5000): Promise<boolean> {
    return this.#site
      .waitFor(() => this.count(pattern) >= count, `${count} of ${pattern}`, timeout)
      .then(
        () => true,
        () => false,
      )
  }
}
