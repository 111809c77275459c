import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import type { SentSpan } from '../../../js/seam/event.ts'
import { checkRequest } from '../../wire/index.ts'

export interface SentTransaction {
  transaction: string
  transaction_info: { source: string }
  start_timestamp: number
  timestamp: number
  contexts: {
    trace: { trace_id: string; span_id: string; parent_span_id?: string; op: string; status: string; data: Record<string, unknown> }
    [name: string]: Record<string, unknown>
  }
  spans: SentSpan[]
  tags?: Record<string, string>
  user?: Record<string, unknown>
  extra?: Record<string, unknown>
  request?: { url: string }
}

/** What a receiver got in one request. */
export interface Upload {
  headers: IncomingHttpHeaders
  envelopeHeader: { trace?: Record<string, string> }
  transaction: SentTransaction
}

/** A server on this machine that has begun to listen. */
export async function listen(handler: RequestListener): Promise<{ server: Server; url: string; close(): Promise<void> }> {
  const server = createServer(handler)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  open.add(server)
  return {
    server,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      open.delete(server)
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

/** A test that fails leaves its own open. */
const open = new Set<Server>()
function closeServers(): void {
  for (const server of open) {
    server.closeAllConnections()
    server.close()
  }
}

/** A receiver of envelopes, which holds what it gets, or one in so many of them, to the rules of the wire. */
export async function startReceiver(answer: RequestListener = (_, response) => response.end('{}'), one = 1) {
  const uploads: Upload[] = []
  const { url, close, server } = await listen(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part)
    const isCompressed = request.headers['content-encoding'] === 'gzip'
    const body = isCompressed ? gunzipSync(Buffer.concat(parts)) : Buffer.concat(parts)
    const [envelopeHeader, itemHeader, payload] = body
      .toString()
      .split('\n')
      .map(line => line && JSON.parse(line))
    const { url = '', headers } = request
    if (count++ % one === 0)
      problems.push(...checkRequest({ url, headers, body: Buffer.concat(parts) }).filter(({ level }) => level === 'E'))
    if (itemHeader.type === 'transaction') uploads.push({ headers: request.headers, envelopeHeader, transaction: payload })
    answer(request, response)
  })
  const problems: unknown[] = []
  let count = 0
  return {
    uploads,
    /** What is wrong with what has arrived. */
    problems,
    dsn: `${url.replace('//', '//0123456789abcdef0123456789abcdef@')}/1`,
    transactions: () => uploads.map(({ transaction }) => transaction),
    server,
    async close() {
      await close()
      closeServers()
    },
  }
}
