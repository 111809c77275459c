import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import type { Browser } from 'playwright-core'
import { dist as builtFiles, distFile, html, json, service, type Answer } from './answers.ts'
import { connectBrowser } from './chromium.ts'
import { corsHeaders, envelopeCors, type Cors } from './cors.ts'
import { asEnvelope, receive, type Received } from './received.ts'
import { RequestLog } from './record.ts'
import type { Visitor } from './visitor.ts'

export type Page = string | ((site: Site, request: Received) => string | Answer)

export interface SiteOptions {
  /** Pages by path. A text is HTML. */
  pages?: Record<string, Page>
  /** What pages and services answer to another origin. Default `none`. Envelope endpoint and dist files always allow it. */
  cors?: Cors
  /** Whether answers carry `timing-allow-origin: *`. Default false. */
  timingAllowOrigin?: boolean
  /** The folder served at `/dist/`, with a slash at its end. Default: the built files. */
  dist?: URL
}

/** Holds back every answer of a path until released. */
export interface Gate {
  /** Resolves when the first request for it has arrived. */
  requested: Promise<Received>
  release(): void
}

/** The public key of every site. */
export const publicKey = '0123456789abcdef0123456789abcdef'

/** A real server on loopback under three origins, with everything it received. Start it with `startSite`. */
export class Site extends RequestLog {
  /** `http://127.0.0.1:<port>`: pages and the envelope endpoint. */
  origin = ''
  /** The same host on another port: cross-origin, same site. */
  otherOrigin = ''
  /** `localhost`: cross-origin and cross-site. */
  foreignOrigin = ''
  cors: Cors
  /** What the envelope endpoint answers; default 200 with the id. */
  envelopeAnswer: Answer | undefined
  /** Filled by `openPage`. */
  readonly visitors: Visitor[] = []
  readonly #pages: Record<string, Page>
  readonly #timingAllowOrigin: boolean
  readonly #dist: URL
  readonly #before = new Map<string, (request: Received) => Promise<Answer | 'drop' | void>>()
  readonly #servers: Server[] = []
  #browser: Promise<Browser> | undefined

  constructor({ pages = {}, cors = 'none', timingAllowOrigin = false, dist = builtFiles }: SiteOptions) {
    super()
    this.#pages = pages
    this.cors = cors
    this.#timingAllowOrigin = timingAllowOrigin
    this.#dist = dist
  }

  get dsn(): string {
    return `${this.origin.replace('//', `//${publicKey}@`)}/1`
  }

  /** Answers of `path` wait for `release`. */
  hold(path: string): Gate {
    let release = (): void => {}
    const released = new Promise<void>(resolve => (release = resolve))
    this.#before.set(path, () => released)
    return { requested: this.waitForRequest(path), release }
  }

  /** The answer of each request to `path` waits for its own gate, in the order in which they arrive. */
  holdEach(path: string, count: number): (() => void)[] {
    const releases: (() => void)[] = []
    const gates = Array.from({ length: count }, () => new Promise<void>(resolve => releases.push(resolve)))
    this.#before.set(path, async () => gates.shift())
    return releases
  }

  /** Answers of `path` come `ms` later. */
  delay(path: string, ms: number): void {
    this.#before.set(path, () => delay(ms))
  }

  /** `path` answers this instead; `drop` cuts the connection. */
  answer(path: string, answer: Answer | 'drop'): void {
    this.#before.set(path, () => Promise.resolve(answer))
  }

  async listen(): Promise<void> {
    const start = async (): Promise<number> => {
      const server = createServer((message, response) => {
        this.#handle(message, response).catch((error: unknown) => {
          if (!response.headersSent) response.writeHead(500)
          response.end(String(error))
        })
      })
      server.on('clientError', refuse)
      this.#servers.push(server)
      await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
      return (server.address() as AddressInfo).port
    }
    const port = await start()
    this.origin = `http://127.0.0.1:${port}`
    this.foreignOrigin = `http://localhost:${port}`
    this.otherOrigin = `http://127.0.0.1:${await start()}`
  }

  /** This site's connection to the browser; `close` ends it. */
  browser(): Promise<Browser> {
    this.#browser ??= connectBrowser()
    return this.#browser
  }

  /** Closes its pages and stops listening; what was received stays readable. */
  async close(): Promise<void> {
    await Promise.allSettled(this.visitors.map(visitor => visitor.close()))
    await (await this.#browser)?.close()
    for (const server of this.#servers.splice(0)) {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    }
  }

  async #handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await receive(message)
    if (request.path === '/favicon.ico') {
      response.writeHead(204).end()
      return
    }
    this.add(request)
    const toEnvelope = /\/envelope\/$/.test(request.path)
    for (const [name, value] of Object.entries(toEnvelope ? envelopeCors : corsHeaders(this.cors, request))) response.setHeader(name, value)
    response.setHeader('cache-control', 'no-store')
    if (this.#timingAllowOrigin) response.setHeader('timing-allow-origin', '*')

    const instead = await this.#before.get(request.path)?.(request)
    if (instead === 'drop') {
      response.destroy()
      return
    }
    const answer = instead ?? (await this.#answer(request, response))
    if (answer === 'streamed') return
    const { status = 200, headers = {}, body = '' } = answer
    const length = Buffer.byteLength(body)
    response.writeHead(status, { 'content-type': 'text/plain', ...(status === 204 ? {} : { 'content-length': length }), ...headers })
    response.end(body)
  }

  async #answer(request: Received, response: ServerResponse): Promise<Answer | 'streamed'> {
    if (request.method === 'OPTIONS') return { status: 204 }
    const envelope = asEnvelope(request)
    if (envelope) return this.envelopeAnswer ?? json({ id: envelope.header.event_id })
    if (request.path.startsWith('/dist/')) return distFile(request, this.#dist)
    const page = this.#pages[request.path]
    if (page !== undefined) {
      const content = typeof page === 'string' ? page : page(this, request)
      return typeof content === 'string' ? html(content) : content
    }
    return (await service(request, response)) ?? { status: 404, body: 'no such page' }
  }
}

/**
 * Answers what is no HTTP, such as the method `patch`, and takes the rest of the request: Node's own answer cuts the connection, and
 * with it, when the browser is still sending, the answer.
 */
function refuse(_error: Error, socket: Duplex): void {
  socket.removeAllListeners('data').on('data', () => {})
  socket.end('HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n')
}

export async function startSite(options: SiteOptions = {}): Promise<Site> {
  const site = new Site(options)
  await site.listen()
  return site
}
