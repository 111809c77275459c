import { subscribe } from 'node:diagnostics_channel'
import { attempt } from '../base/values.ts'
import { config } from './current.ts'
import { startOutgoing, type Outgoing } from './outgoing.ts'

/** As undici hands it out: https://undici.nodejs.org/#/docs/api/DiagnosticsChannel */
interface UndiciRequest {
  origin: string | URL
  path: string
  method: string
  /** Names and values in turn; of old versions the text of the headers. */
  headers: unknown[] | string
  addHeader(name: string, value: string): void
}

const requests = new WeakMap<UndiciRequest, Outgoing>()

/** The value of a header that the request has. */
function ownValue({ headers }: UndiciRequest, name: string): string | undefined {
  const list = typeof headers === 'string' ? headers.split(/: |\r\n/) : headers
  for (let at = 0; at + 1 < list.length; at += 2) if (String(list[at]).toLowerCase() === name) return String(list[at + 1])
  return undefined
}

let isWatched = false

/** Watches `fetch`, and who else uses undici: it tells of each request before it is sent, each of a redirect included. */
export function watchUndici(): void {
  if (isWatched) return
  isWatched = true

  subscribe('undici:request:create', message => {
    const { request } = message as { request: UndiciRequest }
    attempt(() => {
      const outgoing = config && startOutgoing(new URL(request.path, request.origin), request.method, 'auto.http.undici')
      if (!outgoing) return
      requests.set(request, outgoing)
      for (const [name, value] of outgoing.headersBeside(header => ownValue(request, header))) {
        // Nothing of what is there can be changed: what is behind it goes as a second header of the name, which means the same.
        const own = ownValue(request, name)
        const added = own === undefined ? value : value.slice(own.length + 1)
        if (added) request.addHeader(name, added)
      }
    })
  })

  subscribe('undici:request:headers', message => {
    const { request, response } = message as { request: UndiciRequest; response: { statusCode: number } }
    requests.get(request)?.answered(response.statusCode)
  })

  subscribe('undici:request:trailers', message => requests.get((message as { request: UndiciRequest }).request)?.end())

  subscribe('undici:request:error', message => {
    const { request, error } = message as { request: UndiciRequest; error?: Error }
    const outgoing = requests.get(request)
    outgoing?.failed(error?.name === 'AbortError')
    outgoing?.end()
  })
}
