// How numbers are shown.

/** A length of time in ms: "0 ms", "0.012 ms", "12.3 ms", "4.56 s", "3 min 20 s"; "–" when there is none. */
export function duration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined || Number.isNaN(ms)) return '–'
  const size = Math.abs(ms)
  const sign = ms < 0 ? '−' : ''
  if (size < 0.0005) return '0 ms'
  if (size < 1) return `${sign}${size.toFixed(3)} ms`
  if (size < 999.5) return `${sign}${size.toFixed(size < 99.95 ? 1 : 0)} ms`
  if (size < 59_995) return `${sign}${(size / 1000).toFixed(2)} s`
  const seconds = Math.round(size / 1000)
  if (seconds < 3600) return `${sign}${Math.floor(seconds / 60)} min ${seconds % 60} s`
  const minutes = Math.round(seconds / 60)
  return `${sign}${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** A point of an axis whose ticks are `step` ms apart: all of one axis have the same unit and as many digits. */
export function tickLabel(ms: number, step: number): string {
  const inSeconds = step >= 500
  const unit = inSeconds ? 1000 : 1
  const digits = Math.max(0, Math.min(4, Math.ceil(-Math.log10(step / unit) - 1e-9)))
  return `${(ms / unit).toFixed(digits)} ${inSeconds ? 's' : 'ms'}`
}

/** Local time of day, with the date unless it is today's, and the year unless it is this one. */
export function moment(ms: number, now = new Date()): string {
  const date = new Date(ms)
  const time = date.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit' })
  if (date.toDateString() === now.toDateString()) return time
  const year = date.getFullYear() === now.getFullYear() ? undefined : 'numeric'
  return `${date.toLocaleDateString([], { year, month: 'short', day: 'numeric' })}, ${time}`
}

/** How long ago: "3 s ago", "5 min ago", "2 d ago". */
export function ago(ms: number, now = Date.now()): string {
  const seconds = Math.max(0, Math.round((now - ms) / 1000))
  if (seconds < 60) return `${seconds} s ago`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`
  return `${Math.floor(seconds / 86_400)} d ago`
}

export function bytes(size: number): string {
  if (size < 1000) return `${Math.round(size)} B`
  if (size < 999_500) return `${(size / 1000).toFixed(size < 99_950 ? 1 : 0)} kB`
  return `${(size / 1_000_000).toFixed(1)} MB`
}

/** A number with its thousands apart, of at most three decimals. */
export const number = (value: number): string => value.toLocaleString('en', { maximumFractionDigits: 3 })

export function percent(share: number): string {
  const size = share * 100
  return `${size > 0 && size < 0.05 ? '<0.1' : size.toFixed(size >= 9.95 || size === 0 ? 0 : 1)} %`
}

export const plural = (count: number, word: string): string => `${number(count)} ${word}${count === 1 ? '' : 's'}`

/** Whether a status says that something went wrong; none at all does not. */
export function failed(status: string | null | undefined): boolean {
  return !!status && !['ok', 'success', 'cancelled', 'unknown'].includes(status)
}

/** Any value of a tag or of data as one line of text. */
export function text(value: unknown): string {
  if (typeof value === 'string') return value
  return JSON.stringify(value) ?? ''
}
