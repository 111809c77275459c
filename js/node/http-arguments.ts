import type { RequestOptions } from 'node:http'
import { attempt } from '../base/values.ts'
import type { Outgoing } from './outgoing.ts'

/** The arguments of `http.request`: an address, options, both, and a callback. */
export type Arguments = [string | URL | RequestOptions, ...unknown[]]

/** Options as the platform would read them: those of an address and, over them, those that are given as such. */
function readArguments([first, second]: Arguments): RequestOptions & { href?: string } {
  const isAddress = typeof first === 'string' || first instanceof URL
  const options = (isAddress ? (typeof second === 'object' ? second : {}) : first) as RequestOptions
  return isAddress ? { href: String(first), ...options } : options
}

/** The address of a request; undefined where there is none that can be named. */
export function addressOf(args: Arguments, protocol: string): [url: URL | undefined, method: string] {
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

/** Whether the headers make Node send them all before anybody can add one: a list, and with `Expect`. */
export function isSentAtOnce(args: Arguments): boolean {
  const { headers } = readArguments(args)
  return (
    Array.isArray(headers) || (typeof headers === 'object' && headers !== null && Object.keys(headers).some(name => /^expect$/i.test(name)))
  )
}

/** The same arguments, with headers added, in a copy: they are the caller's. */
export function withHeaders(args: Arguments, outgoing: Outgoing): Arguments {
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
