import { close, flush, init } from './init.ts'
import { getActiveTransaction, startInactiveSpan, startSpan, startTransaction } from './manual.ts'
import type { Options } from './options.ts'
import { reportPageLoaded, setRouteName, withActiveSpan } from './page.ts'
import { explain, getTraceHeaders } from './requests.ts'
import { configureScope, setContext, setExtra, setTag, setUser } from './scope.ts'
import { VERSION } from './version.ts'
import { warn } from './warn.ts'

/** The same names as index.ts exports: an object, because a module namespace costs more bytes. */
const api = {
  close, configureScope, explain, flush, getActiveTransaction, getTraceHeaders, init, reportPageLoaded, setContext, setExtra,
  setRouteName, setTag, setUser, startInactiveSpan, startSpan, startTransaction, VERSION, withActiveSpan,
}

const target = window as unknown as { Headwater?: Partial<typeof api> }

if (target.Headwater?.VERSION) warn('started again; ignored')
else {
  target.Headwater = api
  const attributes = (document.currentScript as HTMLElement | null)?.dataset
  if (attributes && (attributes.dsn || attributes.tunnel)) init(attributes as Options, true)
}
