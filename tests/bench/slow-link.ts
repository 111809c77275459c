import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'

/** The port it was given. */
export async function listen(server: Server): Promise<number> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

/**
 * A server whose connections lead to `port`, `roundTrip` ms away: all bytes travel half of it in each direction. The handshake
 * of TCP is over at once here, so what a client says first waits for the round trip that it would have taken.
 */
export function slowLink(port: number, roundTrip: number): Server {
  return createServer({ allowHalfOpen: true }, near => {
    const far = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true })
    near.setNoDelay()
    carry(near, far, roundTrip / 2, performance.now() + roundTrip)
    carry(far, near, roundTrip / 2, 0)
  })
}

/** What `from` says and that it ends, also by being cut, reaches `to` in order. */
function carry(from: Socket, to: Socket, oneWay: number, notBefore: number): void {
  const travelling: (Buffer | undefined)[] = []
  const deliver = (): void => {
    const bytes = travelling.shift()
    if (bytes) to.write(bytes)
    else to.end()
  }
  const depart = (bytes?: Buffer): void => {
    travelling.push(bytes)
    setTimeout(deliver, Math.max(notBefore - performance.now(), 0) + oneWay)
  }
  from.on('data', depart)
  from.once('close', () => depart())
  from.once('end', () => depart())
  from.on('error', () => {})
}
