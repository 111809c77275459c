/** Ms since `performance.timeOrigin`, the clock of all commands. */
export const now = (): number => performance.now()

/** Any value as the text of a command: at most 16,384 UTF-16 units; empty when it has no text. */
export function textOf(value: unknown): string {
  try {
    return value == null ? '' : String(value).slice(0, 16384)
  } catch {
    return ''
  }
}

/**
 * Any value as JSON, or '' when it can't be (cyclic, a function, NaN, a throwing `toJSON`, too long): cut JSON is no
 * JSON. A string is cut instead, to what the core keeps.
 */
export function jsonOf(value: unknown): string {
  try {
    const json = JSON.stringify(typeof value === 'string' ? value.slice(0, 8000) : value) as string | undefined
    return !json || json.length > 16384 || (json === 'null' && value !== null) ? '' : json
  } catch {
    return ''
  }
}

/**
 * A point in time given by the page (seconds since the epoch, above 1e11 milliseconds, or a Date) on the clock of
 * `now`. NaN when absent or no number. Counted from now, so that a clock that stood still in a sleep does not shift it.
 */
export function pageTime(value?: number | Date): number {
  const time = +(value ?? NaN)
  return now() + (time > 1e11 ? time : time * 1000) - Date.now()
}

/** An address as the page's own calls would resolve it; undefined when it is none. */
export function urlOf(address: string | URL, base?: string): URL | undefined {
  try {
    return new URL(address, base || (globalThis.document ? document.baseURI : location.href))
  } catch {}
}
