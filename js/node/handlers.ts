import type { IncomingMessage, ServerResponse } from 'node:http'
import { attempt } from '../base/values.ts'
import { readArriving } from '../trace/arriving.ts'
import { current, enter, runIn, type Context } from './context.ts'
import { config } from './current.ts'
import { bindListeners } from './in-context.ts'
import { whenRouted } from './route.ts'
import type { Root } from './span.ts'
import { openTransaction } from './transactions.ts'
import { beginTrace } from './trace.ts'

/** A handler of Express, or of a function `(request, response)` that says with `next` what is to be done. */
export type Handler = (request: IncomingMessage, response: ServerResponse, next?: (error?: unknown) => void) => void
export type ErrorHandler = (error: any, request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void

/** What Express adds to a request. */
interface ExpressRequest extends IncomingMessage {
  originalUrl?: string
}

/** Requests that have a transaction. */
const transactions = new WeakMap<IncomingMessage, Root>()

/** Requests whose handling has failed, whatever the response says. */
const failed = new WeakSet<IncomingMessage>()

/** @internal Ours: they are no middleware that anybody wants to see. */
export const isOurs = new WeakSet<Function>()

/** Goes on in a context: what handles the request, and all that it starts. */
function proceed(context: Context, request: IncomingMessage, response: ServerResponse, next?: (error?: unknown) => void): void {
  bindListeners(request, context)
  bindListeners(response, context)
  if (next) runIn(context, next)
  else enter(context)
}

/** Gives each request a scope of its own: what is set while it is handled (tags, the user…) is none of any other's. */
export function requestHandler(): Handler {
  const handler: Handler = (request, response, next) => {
    const { span, trace, scope } = current()
    proceed({ span, trace, scope: scope._fork() }, request, response, next)
  }
  isOurs.add(handler)
  return handler
}

/**
 * Makes a transaction `http.server` of each request, which goes on with the trace that its headers name, with the decision yes or no. Its name is
 * the method and the route (`GET /shop/:category`), or the path where no route is known. It ends with the response, or when the client has gone.
 * In it each request has a scope of its own, as by `requestHandler`.
 */
export function tracingHandler(): Handler {
  const handler: Handler = (request, response, next) => {
    if (!config || transactions.has(request)) return next?.()
    const scope = current().scope._fork()
    const root = attempt(() => startRequest(request, scope))
    // What stands for a request may lack what requests have.
    if (!root) return next?.()
    transactions.set(request, root)
    if (root._handle) {
      whenRouted(request, pattern => root.setName(`${request.method} ${pattern}`, 'route'))
      response.once('finish', () => end(root, request, response, true))
      response.once('close', () => end(root, request, response, response.writableFinished))
    }
    proceed({ span: root, trace: undefined, scope }, request, response, next)
  }
  isOurs.add(handler)
  return handler
}

function startRequest(request: ExpressRequest, scope: Context['scope']): Root {
  const { headers, method = 'GET', socket } = request
  const [path] = (request.originalUrl ?? request.url ?? '/').split(/[?#]/, 1) as [string]
  const name = `${method} ${path}`
  const text = (header: string): string => String(headers[header] ?? '')
  const arriving = readArriving({
    sentryTrace: text('sentry-trace'),
    baggage: text('baggage'),
    traceparent: text('traceparent'),
    tracestate: text('tracestate'),
  })
  const trace = beginTrace(name, 'http.server', arriving, true)
  const url = `${socket && 'encrypted' in socket ? 'https' : 'http'}://${headers.host ?? headers[':authority'] ?? 'localhost'}${path}`
  const naming = { name, source: 'url', op: 'http.server', origin: 'auto.http.node', url }
  return openTransaction(trace, naming, NaN, scope).setData('http.request.method', method).setData('url.path', path) as Root
}

function end(root: Root, request: IncomingMessage, response: ServerResponse, isWhole: boolean): void {
  if (!root.isRecording()) return
  if (isWhole) root.setHttpStatus(response.statusCode)
  // The connection was closed before all was written.
  else root.setStatus('cancelled')
  if (failed.has(request)) root.setStatus('internal_error')
  root.finish()
}

/** Marks the transaction of a request whose handling has failed, and passes the error on. Below all routes, above other error handlers. */
export function errorHandler(): ErrorHandler {
  const handler: ErrorHandler = (error, request, _response, next) => {
    const status = Number(error?.status ?? error?.statusCode ?? 500)
    if (!(status < 500)) failed.add(request)
    next(error)
  }
  isOurs.add(handler)
  return handler
}
