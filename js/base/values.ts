/** Ms since `performance.timeOrigin`, the clock of all commands. */
export const now = (): number => performance.now()

/** The answer of `work`; undefined when it throws. For whatever touches a value of the page: its code may run. */
export function attempt<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {}
}

export const isObject = (value: unknown): boolean => Object(value) === value

/** Any value as the text of a command: at most 16,384 UTF-16 units; empty when it has no text, or is a list of more than so many. */
export function textOf(value: any): string {
  if (typeof value === 'string' && value.length <= 16384) return value
  const text = attempt(() => (typeof value === 'object' && value.length > 16384 ? '' : String(value ?? ''))) || ''
  // Engines keep the whole of a text as long as a slice of it.
  return text.length > 16384 ? JSON.parse(JSON.stringify(text.slice(0, 16384))) : text
}

/**
 * Any value as JSON, or `?` when it can't be (a function, NaN, a throwing getter or `toJSON`, more than `limit` UTF-16 units): cut JSON is no
 * JSON; the core counts it. Strings are cut instead, to `most`: what the core keeps. A value inside itself and a bigint are texts. No more is looked
 * at than `limit` has room for; engines list the names of all members of an object before the first is read, by whatever means: 300,000 take
 * Chromium 50 ms.
 */
export function jsonOf(value: unknown, limit = 16384, most = 8000): string {
  let room = limit
  /** The objects and lists around the value that is looked at, outermost first. */
  const around: unknown[] = []
  const json = attempt(() =>
    JSON.stringify(value, function (this: any, key, item) {
      // Old libraries give arrays a `toJSON` that answers a text.
      if (typeof item === 'string') item = Array.isArray(this[key]) ? this[key] : item.slice(0, most)
      if (typeof item === 'bigint') item = `${item}`
      around.length = around.indexOf(this) + 1
      if (around.includes(item)) item = '[Circular ~]'
      around.push(item)
      // The least that its text can have, a separator included.
      room -= 2 + (Array.isArray(this) ? 0 : key.length) + (typeof item === 'string' ? item.length : 0)
      // Of bytes all keys would be listed first.
      if (room < (Array.isArray(item) ? item.length * 2 : 0) || ArrayBuffer.isView(item)) throw 0
      return item
    }),
  )
  return !json || json.length > limit || (json === 'null' && value !== null) ? '?' : json
}

/** Whether what is read of a value by name are members of its own: no class has given it any, and nobody has put any into all objects. */
export function isPlain(value: unknown): boolean {
  for (const _ in {}) return false
  return isObject(value) && Object.getPrototypeOf(value) === Object.prototype
}

/**
 * A copy of what the page gave as an object, without a prototype that anybody may have extended: its own members, each read once,
 * the first 64. `lose` is called for each that can't be read, without a name when there are none to read, or more.
 */
export function membersOf(given: unknown, lose: (name?: string) => void): Record<string, any> {
  const members: Record<string, any> = { __proto__: null }
  let room = 64
  try {
    // A text would have its letters as members, and a list all that is in it.
    if (typeof (given ??= {}) !== 'object' || Array.isArray(given) || ArrayBuffer.isView(given)) throw 0
    // Of a proxy `Object.keys` would ask for each member before the first is read. Inherited ones come last.
    for (const name in given) {
      if (!{}.hasOwnProperty.call(given, name)) break
      if (!room--) throw 0
      try {
        members[name] = given[name as never]
      } catch {
        lose(name)
      }
    }
  } catch {
    lose()
  }
  return members
}

// Missing in old browsers.
let origin = globalThis.performance?.timeOrigin

/**
 * Ms since 1970 at page time 0. One value for as long as the clocks keep together, so that times given by the page keep their
 * distances: single readings differ by what `Date.now()` and coarse clocks cut off. Read anew when the clocks are more than 5 ms
 * apart: they drift, the machine slept, or its clock was set.
 */
export function timeOrigin(): number {
  const read = Date.now() - now()
  return Math.abs(read - origin) < 5 ? origin : (origin = read)
}

/**
 * A point in time given by the page (seconds since the epoch, above 1e11 milliseconds, or a Date) on the clock of
 * `now`. NaN when absent, infinite (the core counts it) when it is no time.
 */
export function pageTime(value?: number | Date): number {
  if (value == null) return NaN
  const time = attempt(() => +value!) || Infinity
  return (time > 1e11 ? time : time * 1000) - timeOrigin()
}

/** An address as the page's own calls would resolve it; undefined when it is none. */
export const urlOf = (address: string | URL, base?: string): URL | undefined =>
  attempt(() => new URL(address, base || (globalThis.document ? document.baseURI : location.href)))

/** An address as people write it: without escapes of spaces and of what is beyond ASCII (src/text/readable.h). */
export const asWritten = (address: string): string =>
  address.replace(/(%(20|[89a-f].))+/gi, run => attempt(() => decodeURIComponent(run)) || run)

/**
 * The page's origin, `null` for one that has none of its own (a sandbox): that of its address is then not the origin by which the platform judges
 * its requests, and neither is that of a document without an address (`about:srcdoc`).
 */
export const pageOrigin = (): string => {
  const { origin } = globalThis
  return origin === 'null' || location.origin === 'null' ? textOf(origin) : location.origin
}

/** Of a text in UTF-8. A `Blob` says it too, but the first one of a page takes milliseconds. */
export const byteLength = (text: string): number => new TextEncoder().encode(text).length

/** The URL of a receiver without our version: envelopes that one version has kept another sends. */
export const receiverOf = (url: string): string => url.split('&sentry_client')[0]!
