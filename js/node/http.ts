import http, { type ClientRequest } from 'node:http'
import https from 'node:https'
import { syncBuiltinESMExports } from 'node:module'
import { attempt } from '../base/values.ts'
import { config } from './current.ts'
import { addressOf, isSentAtOnce, withHeaders } from './http-arguments.ts'
import type { Integration } from './options.ts'
import { startOutgoing, watchOutgoing, type Outgoing } from './outgoing.ts'
import { watchUndici } from './undici.ts'

/** Adds headers to a request that has sent none. */
function addHeaders(request: ClientRequest, outgoing: Outgoing): void {
  if (request.headersSent) return
  const own = (name: string): string | undefined => {
    const value = request.getHeader(name)
    return value === undefined ? undefined : String(value)
  }
  for (const [name, value] of outgoing.headersBeside(own)) request.setHeader(name, value)
}

/**
 * Sees how a request goes on without listening: a response that nobody listens for is thrown away by Node, and an error that nobody listens for
 * is thrown. Both must stay so.
 */
function watch(request: ClientRequest, outgoing: Outgoing): void {
  const { emit } = request
  request.emit = function (this: ClientRequest, ...event: any): boolean {
    const [name, value] = event
    if (name === 'response') outgoing.answered(value.statusCode)
    else if (name === 'upgrade' || name === 'connect') {
      outgoing.answered(value.statusCode)
      outgoing.end()
    } else if (name === 'abort') outgoing.failed(true)
    else if (name === 'error') outgoing.failed(value?.name === 'AbortError')
    else if (name === 'close') outgoing.end()
    return emit.apply(this, event)
  }
}

let isPatched = false

function patch(module: typeof http | typeof https, protocol: string): void {
  const { request: original } = module
  const request = function (this: unknown, ...args: any): ClientRequest {
    const outgoing = config && attempt(() => startOutgoing(...addressOf(args, protocol), 'auto.http.node'))
    if (!outgoing) return original.apply(this, args)
    let made: ClientRequest
    try {
      const isEarly = attempt(() => isSentAtOnce(args))
      made = original.apply(this, (isEarly && attempt(() => withHeaders(args, outgoing))) || args)
    } catch (error) {
      outgoing.failed(false)
      outgoing.end()
      throw error
    }
    attempt(() => addHeaders(made, outgoing))
    attempt(() => watch(made, outgoing))
    return made
  }
  // Node's own does the same, with a `request` that nobody can replace.
  const get = function (this: unknown, ...args: any): ClientRequest {
    const made = request.apply(this, args)
    made.end()
    return made
  }
  module.request = request as typeof module.request
  module.get = get as typeof module.get
}

/** Options of `Integrations.Http`. */
export interface HttpOptions {
  /** Whether outgoing requests become spans. Without it they only carry the trace. Default false, as it always was. */
  tracing?: boolean
}

/** Watches outgoing requests: `http` and `https` (`request`, `get`), `fetch` and all else that undici sends. */
export class Http implements Integration {
  readonly name = 'Http'
  readonly #options: HttpOptions

  constructor(options: HttpOptions = {}) {
    this.#options = options
  }

  /** @internal */
  setup(): void {
    watchOutgoing(!!this.#options.tracing)
    watchUndici()
    if (isPatched) return
    isPatched = true
    patch(http, 'http:')
    patch(https, 'https:')
    // For those who import functions by their names.
    syncBuiltinESMExports()
  }
}
