import type { RequestHandler } from 'express'

/** One request that a service has answered. */
export interface ServedRequest {
  service: string
  method: string
  /** Without the query. */
  path: string
  /** 0 when the caller went away before the answer. */
  status: number
  /** When it came, in ms since 1970. */
  start: number
  milliseconds: number
  /** The `sentry-trace` header exactly as received. */
  sentryTrace: string | undefined
}

/** Told about each request of a service's API when it is over. */
export type RequestLog = (request: ServedRequest) => void

export const logRequests =
  (service: string, log: RequestLog): RequestHandler =>
  (request, response, next) => {
    const start = Date.now()
    const began = performance.now()
    response.once('close', () =>
      log({
        service,
        method: request.method,
        path: request.originalUrl.replace(/\?.*/s, ''),
        status: response.writableFinished ? response.statusCode : 0,
        start,
        milliseconds: Math.round(performance.now() - began),
        sentryTrace: request.get('sentry-trace'),
      }),
    )
    next()
  }

/** The request on one line: who answered what, how fast, and the trace it belongs to. */
export function requestLine({ service, method, path, status, milliseconds, sentryTrace }: Omit<ServedRequest, 'start'>): string {
  const outcome = status === 0 ? 'aborted' : String(status)
  return `${service.padEnd(8)} ${method} ${path} ${outcome} ${milliseconds} ms  sentry-trace: ${printable(sentryTrace) ?? 'none'}`
}

// Whoever asks chooses the header's text; a terminal acts on control characters.
const printable = (text: string | undefined): string | undefined => text?.replace(/[^\x20-\x7e]/g, '?').slice(0, 200)
