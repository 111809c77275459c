import http, { type ClientRequest, type RequestOptions } from 'node:http'
import https from 'node:https'
import { syncBuiltinESMExports } from 'node:module'
import { attempt } from '../base/values.ts'
import { config } from './current.ts'
import type { Integration } from './options.ts'
import { startOutgoing, type Outgoing } from './outgoing.ts'
import { watchUndici } from './undici.ts'

/** The arguments of `http.request`: an address, options, both, and a callback. */
type Arguments = [string | URL | RequestOptions, ...unknown[]]

/** Options as the platform would read them: those of an address and, over them, those that are given as such. */
function readArguments([first, second]: Arguments): RequestOptions & { href?: string } {
  const isAddress = typeof first === 'string' || first instanceof URL
  const options = (isAddress ? (typeof second === 'object' ? second : {}) : first) as RequestOptions
  return isAddress ? { href: String(first), ...options } : options
}

/** The address of a request; undefined where there is none that can be named. */
function addressOf(args: Arguments, protocol: string): [url: URL | undefined, method: string] {
  const { href, host, hostname, port, path, method = 'GET', defaultPort, socketPath } = readArguments(args)
  const name = hostname ?? host ?? undefined
  const url = attempt(() => {
    if (socketPath) return undefined
    const base = new URL(href ?? `${protocol}//localhost`)
    // An address of IPv6 is written in brackets there.
    if (name) base.hostname = name.includes(':') && !name.startsWith('[') ? `[${name}]` : name
    if (port || defaultPort) base.port = String(port || defaultPort)
    return path ? new URL(base.origin + path) : base
  })
  return [url, String(method).toUpperCase()]
}

const listOfPairs = (headers: readonly string[]): [string, string][] =>
  headers.flatMap((name, index): [string, string][] => (index % 2 ? [] : [[name, headers[index + 1]!]]))

/** Headers that make Node send them all before anybody can add one: a list, and with `Expect`. */
function isSentAtOnce(headers: unknown): boolean {
  return (
    Array.isArray(headers) || (typeof headers === 'object' && headers !== null && Object.keys(headers).some(name => /^expect$/i.test(name)))
  )
}

/** The same arguments, with headers added, in a copy: they are the caller's. */
function withHeaders(args: Arguments, outgoing: Outgoing): Arguments {
  const at = typeof args[0] === 'object' && !(args[0] instanceof URL) ? 0 : 1
  const options = args[at] as RequestOptions
  const given: unknown = options.headers
  // A list is one of names and values in turn, or of pairs.
  const pairs: [string, unknown][] = !Array.isArray(given)
    ? Object.entries(given as object)
    : Array.isArray(given[0])
      ? (given as [string, string][])
      : listOfPairs(given as string[])
  const own = (name: string): string | undefined => {
    const found = pairs.find(([key]) => key.toLowerCase() === name)
    return found && String(found[1])
  }
  const added = outgoing.headersBeside(own)
  const kept = pairs.filter(([key]) => !added.some(([name]) => name === key.toLowerCase()))
  const all = [...kept, ...added]
  const headers = !Array.isArray(given) ? Object.fromEntries(all) : Array.isArray(given[0]) ? all : all.flat()
  return args.map((arg, index) => (index === at ? { ...options, headers } : arg)) as Arguments
}

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

/** Whether spans are made; headers are the targets' business. */
let isTracing = false
let isPatched = false

function patch(module: typeof http | typeof https, protocol: string): void {
  const { request: original } = module
  const request = function (this: unknown, ...args: any): ClientRequest {
    const outgoing = config && attempt(() => startOutgoing(...addressOf(args, protocol), 'auto.http.node', isTracing))
    if (!outgoing) return original.apply(this, args)
    let made: ClientRequest
    try {
      const isEarly = attempt(() => isSentAtOnce(readArguments(args).headers))
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
    isTracing = !!this.#options.tracing
    watchUndici(isTracing)
    if (isPatched) return
    isPatched = true
    patch(http, 'http:')
    patch(https, 'https:')
    // For those who import functions by their names.
    syncBuiltinESMExports()
  }
}
