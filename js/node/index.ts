import { Express } from './express.ts'
import { errorHandler, requestHandler, tracingHandler } from './handlers.ts'
import { Http } from './http.ts'

export { VERSION } from '../base/version.ts'
export { close, flush, init } from './init.ts'
export { getTraceHeaders } from './propagation.ts'
export { configureScope, setContext, setExtra, setExtras, setTag, setTags, setUser, withScope } from './scope-api.ts'
export {
  continueTrace,
  getActiveSpan,
  getActiveTransaction,
  startInactiveSpan,
  startSpan,
  startSpanManual,
  startTransaction,
  withActiveSpan,
} from './transactions.ts'

/** For Express, in this order: the first two above all routes, the last below them. */
export const Handlers = { requestHandler, tracingHandler, errorHandler }

/** For the option `integrations`. */
export const Integrations = { Http, Express }

export type { ExpressOptions } from './express.ts'
export type { ErrorHandler, Handler } from './handlers.ts'
export type { HttpOptions } from './http.ts'
export type { Integration, NodeOptions } from './options.ts'
export type { Primitive, Span, SpanContext, SpanLink, SpanStatus, Transaction } from '../record/span.ts'
export type { Scope } from './scope.ts'
export type { CurrentScope } from './scope-api.ts'
export type { SentSpan, TransactionEvent } from '../seam/event.ts'
export type { Origin, Pattern, SamplingContext } from '../seam/options.ts'
export type { StartSpanOptions, TransactionContext } from './transactions.ts'
export type { TraceHeaders } from '../trace/arriving.ts'
