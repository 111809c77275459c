// How numbers are shown.

/** A length of time given in seconds: "0 ms", "12.3 ms", "4.56 s", "3 min 20 s"; "–" when there is none. */
export function duration(seconds) {
  if (seconds === null || seconds === undefined) return '–'
  const size = Math.abs(seconds)
  const sign = seconds < 0 ? '−' : ''
  if (size < 0.0000005) return '0 ms'
  if (size < 0.001) return `${sign}${(size * 1000).toFixed(3)} ms`
  if (size < 0.9995) return `${sign}${(size * 1000).toFixed(size < 0.1 ? 1 : 0)} ms`
  if (size < 60) return `${sign}${size.toFixed(2)} s`
  const whole = Math.round(size)
  return `${sign}${Math.floor(whole / 60)} min ${whole % 60} s`
}

/**
 * A moment given in seconds since 1970, as the local time of day; with the date unless it is today's, and the
 * year unless it is this one.
 */
export function moment(seconds, now = new Date()) {
  const date = new Date(seconds * 1000)
  const time = date.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit' })
  if (date.toDateString() === now.toDateString()) return time
  const year = date.getFullYear() === now.getFullYear() ? undefined : 'numeric'
  return `${date.toLocaleDateString([], { year, month: 'short', day: 'numeric' })}, ${time}`
}

/** The colour class of an operation: its first part, where that is a known one. */
export function family(op) {
  const first = (op ?? '').split(/[.:]/)[0]
  const known = {
    pageload: 'page',
    navigation: 'page',
    http: 'http',
    resource: 'resource',
    browser: 'browser',
    paint: 'browser',
    ui: 'ui',
    mark: 'ui',
    measure: 'ui',
    db: 'db',
    cache: 'db',
  }
  return Object.hasOwn(known, first) ? known[first] : 'other'
}

/** Whether a status says that something went wrong; none at all does not. */
export function failed(status) {
  return !!status && !['ok', 'success', 'cancelled', 'unknown'].includes(status)
}
