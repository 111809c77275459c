import { close, flush, init } from './init.ts'
import {
  continueTrace, getActiveSpan, getActiveTransaction, setMeasurement, startInactiveSpan, startSpan, startSpanManual, startTransaction,
} from './manual.ts'
import { share } from './owner.ts'
import { reportPageLoaded, setRouteName, startNavigation, withActiveSpan } from './page.ts'
import { explain, getTraceHeaders } from './requests.ts'
import { configureScope, setContext, setExtra, setExtras, setTag, setTags, setUser } from './scope.ts'
import { VERSION } from './version.ts'

/** What index.ts describes: an object, because a module namespace costs more bytes. */
export const api: typeof import('./index.ts') = {
  ...share({
    close, configureScope, continueTrace, explain, flush, getActiveSpan, getActiveTransaction, getTraceHeaders, init, reportPageLoaded,
    setContext, setExtra, setExtras, setMeasurement, setRouteName, setTag, setTags, setUser, startInactiveSpan, startNavigation, startSpan,
    startSpanManual, startTransaction, withActiveSpan,
  }),
  VERSION,
}
