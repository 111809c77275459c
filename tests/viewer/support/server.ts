// Stands in for the collector: serves the built page with its policy, and answers the API from memory.

import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buildViewerIfStale, target } from '../../../demo/viewer/build.mjs'
import type { Found } from '../../../demo/viewer/trace/import/read-file.ts'
import { MemoryApi } from './api.ts'
import { choose, QueryFault } from './memory-store.ts'

/** As demo/collector answers it. */
export const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const types: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
}

/** Once for each test file. */
let built: Promise<void> | undefined

export class ViewerServer {
  readonly api = new MemoryApi()
  /** Answers 503 to everything but the page. */
  isDown = false
  /** Bodies by path that are answered as they are. */
  readonly fixed = new Map<string, string>()
  readonly requests: string[] = []
  readonly #live = new Set<{ response: ServerResponse; query: string }>()
  #server!: Server

  static async start(): Promise<ViewerServer> {
    built ??= buildViewerIfStale()
    await built
    const server = new ViewerServer()
    server.#server = createServer((request, response) => server.#answer(request, response)).listen(0, '127.0.0.1')
    await once(server.#server, 'listening')
    return server
  }

  get origin(): string {
    return `http://localhost:${(this.#server.address() as AddressInfo).port}`
  }

  close(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }

  /** Stores a transaction, and tells those who listen. */
  add(...found: Found[]): void {
    this.api.all.push(...found)
    for (const { response, query } of this.#live) {
      const rows = choose(found, query, null, null, this.api.now).map(({ event }) => [event.event_id])
      if (rows.length > 0) response.write(`event: added\ndata: ${JSON.stringify({ rows })}\n\n`)
    }
  }

  get listeners(): number {
    return this.#live.size
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(request.url!, this.origin)
    this.requests.push(request.url!)
    if (!pathname.startsWith('/api/')) return this.#page(pathname, response)
    if (this.isDown) return send(response, 503, { error: { message: 'The file of the collector is gone.', at: null } })
    const fixed = this.fixed.get(pathname)
    if (fixed !== undefined) {
      response.setHeader('Content-Type', 'application/json').end(fixed)
      return
    }
    if (pathname === '/api/live') {
      const listener = { response, query: searchParams.get('query') ?? '' }
      response.setHeader('Content-Type', 'text/event-stream').flushHeaders()
      this.#live.add(listener)
      request.once('close', () => this.#live.delete(listener))
      return
    }
    try {
      const answer = this.api.answer(pathname, searchParams)
      if (answer === undefined) send(response, 404, { error: { message: 'Nothing is known of this id.', at: null } })
      else send(response, 200, answer)
    } catch (error) {
      if (!(error instanceof QueryFault)) throw error
      send(response, 400, { error: { message: error.message, at: error.at } })
    }
  }

  #page(pathname: string, response: ServerResponse): void {
    const name = /^\/(viewer\.js|viewer\.css|icon\.svg)$/.exec(pathname)?.[1] ?? 'index.html'
    response
      .setHeader('Content-Type', types[name.split('.')[1]!]!)
      .setHeader('Content-Security-Policy', policy)
      .end(readFileSync(`${target}/${name}`))
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
}
