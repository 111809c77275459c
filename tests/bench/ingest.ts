import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:https'
import type { Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { envelopeCors } from '../browser/support/cors.ts'
import { asEnvelope, receive, type ReceivedEnvelope } from '../browser/support/received.ts'
import { listen, slowLink } from './slow-link.ts'

/** An envelope endpoint over TLS and HTTP/1.1 on `localhost`, at any distance. */
export interface Ingest {
  /** In order of arrival. */
  envelopes: ReceivedEnvelope[]
  /** A port under which it is `roundTrip` ms away. */
  portAt(roundTrip: number): Promise<number>
  close(): void
}

export async function startIngest(): Promise<Ingest> {
  const envelopes: ReceivedEnvelope[] = []
  const server = createServer(certificate(), (message, response) => {
    const answer = async (): Promise<void> => {
      const envelope = asEnvelope(await receive(message))
      if (envelope) envelopes.push(envelope)
      response.writeHead(200, { ...envelopeCors, 'content-type': 'application/json' }).end('{}')
    }
    // What is cut off halfway has not arrived.
    answer().catch(() => response.destroy())
  })
  const port = await listen(server)
  const links: Server[] = []
  return {
    envelopes,
    portAt(roundTrip) {
      const link = slowLink(port, roundTrip)
      links.push(link)
      return listen(link)
    },
    close() {
      for (const one of [server, ...links]) one.close()
      server.closeAllConnections()
    },
  }
}

/** For `localhost`, signed by itself: the browser is told not to mind. */
function certificate(): { key: Buffer; cert: Buffer } {
  const folder = mkdtempSync(join(tmpdir(), 'headwater-certificate-'))
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const words = 'req -x509 -nodes -days 2 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -subj /CN=localhost'.split(' ')
  try {
    execFileSync('openssl', [...words, '-keyout', key, '-out', cert], { stdio: 'pipe' })
    return { key: readFileSync(key), cert: readFileSync(cert) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
