import { api } from './api.ts'

/** The names that index.ts describes. */
export const {
  close, configureScope, explain, flush, getActiveTransaction, getTraceHeaders, init, reportPageLoaded, setContext, setExtra,
  setRouteName, setTag, setUser, startInactiveSpan, startNavigation, startSpan, startTransaction, VERSION, withActiveSpan,
} = api
