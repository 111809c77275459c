export { close, flush, init } from './start/init.ts'
export {
  continueTrace,
  getActiveSpan,
  getActiveTransaction,
  setMeasurement,
  startInactiveSpan,
  startSpan,
  startSpanManual,
  startTransaction,
} from './page/transactions.ts'
export { withActiveSpan } from './page/active-span.ts'
export { reportPageLoaded, setRouteName, startNavigation } from './page/page-view.ts'
export { explain, getTraceHeaders } from './page/requests.ts'
export { configureScope, setContext, setExtra, setExtras, setTag, setTags, setUser } from './record/scope.ts'
export { VERSION } from './base/version.ts'
export type { SentSpan, TransactionEvent } from './seam/event.ts'
export type { StartSpanOptions, TransactionContext } from './page/transactions.ts'
export type { Integration, NavigationContext, Options, Origin, SamplingContext } from './seam/options.ts'
export type { StartNavigationOptions } from './page/page-view.ts'
export type { Primitive, Span, SpanContext, SpanLink, SpanStatus, Transaction } from './record/span.ts'
