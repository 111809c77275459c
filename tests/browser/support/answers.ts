import { readFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { extname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import type { Received } from './received.ts'

/** What a server says. Defaults: 200, `text/plain`, empty, never cached. */
export interface Answer {
  status?: number
  headers?: Record<string, string>
  body?: string | Uint8Array
}

/** The built files, those of `HEADWATER_DIST` or of the checkout. */
export const dist = process.env.HEADWATER_DIST
  ? pathToFileURL(`${process.env.HEADWATER_DIST}/`)
  : new URL('../../../dist/', import.meta.url)

const types: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.wasm': 'application/wasm',
  '.map': 'application/json',
}

/** A 1 × 1 PNG. */
const image = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')

export const html = (body: string): Answer => ({ headers: { 'content-type': 'text/html; charset=utf-8' }, body })
export const json = (value: unknown, status = 200): Answer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
})

const compressed = new Map<string, { of: Buffer; body: Buffer }>()

/** A built file of `folder`, compressed as the browser likes it best. Readable from any origin, as a CDN serves it. */
export async function distFile(request: Received, folder: URL): Promise<Answer> {
  const name = request.path.slice('/dist/'.length)
  const bytes = /^[\w.-]+$/.test(name) && (await readFile(fileURLToPath(new URL(name, folder))).catch(() => undefined))
  if (!bytes) return { status: 404, body: `no ${name} in dist` }
  const accepted = request.headers['accept-encoding'] ?? ''
  const encoding = /\bbr\b/.test(accepted) ? 'br' : /\bgzip\b/.test(accepted) ? 'gzip' : undefined
  const headers: Record<string, string> = {
    'content-type': types[extname(name)] ?? 'text/plain',
    'access-control-allow-origin': '*',
    vary: 'accept-encoding',
  }
  if (!encoding) return { headers, body: bytes }
  const key = `${encoding} ${name}`
  const known = compressed.get(key)
  const body = known?.of.equals(bytes) ? known.body : encoding === 'br' ? brotliCompressSync(bytes) : gzipSync(bytes)
  compressed.set(key, { of: bytes, body })
  return { headers: { ...headers, 'content-encoding': encoding }, body }
}

/** The small services of every site; undefined for a path that is none of them. */
export async function service(request: Received, response: ServerResponse): Promise<Answer | 'streamed' | undefined> {
  const { path, query } = request
  const ms = Number(query.get('ms') ?? 0)
  switch (path) {
    case '/api/json':
      return json({ ok: true })
    case '/api/slow':
      await delay(ms)
      return json({ ok: true })
    case '/api/fail':
      return json({ ok: false }, Number(query.get('status') ?? 500))
    case '/api/echo':
      return json({ method: request.method, url: request.url, headers: request.rawHeaders, body: request.body.toString() })
    case '/api/redirect':
      return { status: Number(query.get('status') ?? 302), headers: { location: query.get('to') ?? '/api/json' } }
    case '/api/drop':
      response.destroy()
      return 'streamed'
    case '/api/stream':
      await stream(response, Number(query.get('chunks') ?? 3), ms)
      return 'streamed'
    case '/image':
      await delay(ms)
      return { headers: { 'content-type': 'image/png' }, body: image }
    default:
      return undefined
  }
}

async function stream(response: ServerResponse, chunks: number, ms: number): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/plain' })
  for (let index = 0; index < chunks; index++) {
    response.write(`chunk ${index}\n`)
    await delay(ms)
  }
  response.end()
}
