import { api } from './api.ts'

/** The names that index.ts describes. */
export const {
  close, configureScope, continueTrace, explain, flush, getActiveSpan, getActiveTransaction, getTraceHeaders, init, reportPageLoaded,
  setContext, setExtra, setExtras, setMeasurement, setRouteName, setTag, setTags, setUser, startInactiveSpan, startNavigation, startSpan,
  startSpanManual, startTransaction, VERSION, withActiveSpan,
} = api
