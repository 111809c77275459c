export { close, flush, init } from './init.ts'
export {
  continueTrace, getActiveSpan, getActiveTransaction, setMeasurement, startInactiveSpan, startSpan, startSpanManual, startTransaction,
} from './manual.ts'
export { reportPageLoaded, setRouteName, withActiveSpan } from './page.ts'
export { explain, getTraceHeaders } from './requests.ts'
export { configureScope, setContext, setExtra, setExtras, setTag, setTags, setUser } from './scope.ts'
export { VERSION } from './version.ts'
export type { SentSpan, TransactionEvent } from './event.ts'
export type { StartSpanOptions, TransactionContext } from './manual.ts'
export type { NavigationContext, Options } from './options.ts'
export type { Origin } from './origins.ts'
export type { Primitive, Span, SpanContext, SpanLink, SpanStatus, Transaction } from './span.ts'
export type { SamplingContext } from './trace.ts'
