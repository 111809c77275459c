import { VERSION } from './base/version.ts'
import { share } from './one-copy.ts'
import { withActiveSpan } from './page/active-span.ts'
import { reportPageLoaded, setRouteName, startNavigation } from './page/page-view.ts'
import { explain, getTraceHeaders } from './page/requests.ts'
import {
  continueTrace,
  getActiveSpan,
  getActiveTransaction,
  setMeasurement,
  startInactiveSpan,
  startSpan,
  startSpanManual,
  startTransaction,
} from './page/transactions.ts'
import { configureScope, setContext, setExtra, setExtras, setTag, setTags, setUser } from './record/scope.ts'
import { close, flush, init } from './start/init.ts'

/** The functions that index.ts describes, as an object: a module namespace costs more bytes. */
export const api: typeof import('./index.ts') = {
  ...share({
    close,
    configureScope,
    continueTrace,
    explain,
    flush,
    getActiveSpan,
    getActiveTransaction,
    getTraceHeaders,
    init,
    reportPageLoaded,
    setContext,
    setExtra,
    setExtras,
    setMeasurement,
    setRouteName,
    setTag,
    setTags,
    setUser,
    startInactiveSpan,
    startNavigation,
    startSpan,
    startSpanManual,
    startTransaction,
    withActiveSpan,
  }),
  VERSION,
}
