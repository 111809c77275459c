import { close, flush, init } from './init.ts'
import { getActiveTransaction, startInactiveSpan, startSpan, startTransaction } from './manual.ts'
import { share } from './owner.ts'
import { reportPageLoaded, setRouteName, startNavigation, withActiveSpan } from './page.ts'
import { explain, getTraceHeaders } from './requests.ts'
import { configureScope, setContext, setExtra, setTag, setUser } from './scope.ts'
import { VERSION } from './version.ts'

/** What index.ts describes: an object, because a module namespace costs more bytes. */
export const api: typeof import('./index.ts') = {
  ...share({
    close, configureScope, explain, flush, getActiveTransaction, getTraceHeaders, init, reportPageLoaded, setContext, setExtra,
    setRouteName, setTag, setUser, startInactiveSpan, startNavigation, startSpan, startTransaction, withActiveSpan,
  }),
  VERSION,
}
