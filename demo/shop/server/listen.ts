import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Listening {
  /** As in `location.origin`. */
  origin: string
  port: number
  /** What answers. Requests that come earlier wait for it. */
  answerWith(listener: RequestListener): void
  /** Ends all connections, also those kept alive. */
  close(): Promise<void>
}

/**
 * Listens on loopback. Services that must know each other's address first listen, then get their handlers. Rejects
 * with EADDRINUSE when the port is taken; 0 is any free one.
 */
export async function listen(port: number): Promise<Listening> {
  let ready: (listener: RequestListener) => void
  const listener = new Promise<RequestListener>(resolve => {
    ready = resolve
  })
  const server: Server = createServer((request, response) => {
    void listener.then(answer => answer(request, response))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const { port: bound } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${bound}`,
    port: bound,
    answerWith: answer => ready(answer),
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
