import http from 'node:http'
import https from 'node:https'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { secondsOf } from '../core/send/retry-after.ts'
import { outside } from './context.ts'

/** What became of an upload; undefined: it did not arrive, as far as anybody can tell. */
export type Reply = { status: number; retryAfter: number; rateLimits: string } | undefined

const compress = promisify(gzip)

// As they are before anybody has wrapped them: our own uploads are none of the service's requests.
const requests = { 'http:': http.request, 'https:': https.request }
const options = { keepAlive: true, maxSockets: 10 }
const agents = { 'http:': new http.Agent(options), 'https:': new https.Agent(options) }

/** Ms without a sign of the receiver. */
const PATIENCE = 10_000
/** Bytes that go as they are: compressing them takes the service longer than sending them. */
const SMALL = 8192

/** Sends one envelope, compressed, by a connection that stays open for the next. */
export const send = (url: URL, envelope: Uint8Array): Promise<Reply> => outside(() => upload(url, envelope))

async function upload(url: URL, envelope: Uint8Array): Promise<Reply> {
  const isSmall = envelope.length < SMALL
  const body = isSmall ? envelope : await compress(envelope)
  const protocol = url.protocol as keyof typeof agents
  return new Promise(resolve => {
    const request = requests[protocol](url, {
      method: 'POST',
      agent: agents[protocol],
      timeout: PATIENCE,
      headers: {
        'content-type': 'application/x-sentry-envelope',
        'content-length': body.length,
        ...(!isSmall && { 'content-encoding': 'gzip' }),
      },
    })
    // Who wants to end a process need not wait for us.
    request.on('socket', socket => socket.unref())
    request.on('response', response => {
      const { statusCode = 0, headers } = response
      const limits = headers['x-sentry-rate-limits']
      const reply = { status: statusCode, retryAfter: secondsOf(headers['retry-after'] ?? ''), rateLimits: limits ? String(limits) : '' }
      response.on('close', () => resolve(reply))
      response.on('error', () => resolve(reply))
      response.resume()
    })
    request.on('timeout', () => request.destroy())
    request.on('error', () => resolve(undefined))
    request.end(body)
  })
}
