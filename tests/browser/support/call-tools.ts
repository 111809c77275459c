/**
 * What the calls of a table describe themselves with. `makeTools` runs in the page, as text: it uses nothing of this
 * file.
 */

export interface Description {
  [key: string]: unknown
}

export type XhrSetup = (xhr: XMLHttpRequest) => void

export interface Tools {
  /** `path` with the query member by which the requests of this call are known. */
  at(path: string): string
  /** The same under the other origin: cross-origin, same site. */
  other(path: string): string
  /** The same under `localhost`: cross-origin, cross-site. */
  foreign(path: string): string
  error(error: unknown): Description
  /** What a promise, or a function that may throw first, comes to. A Response is described with its body. */
  settled(promise: unknown): Promise<unknown>
  /** Calls fetch, also says whether it changed what it was given. */
  fetch(...args: unknown[]): Promise<unknown>
  /** A copy of an object whose every member is a getter, and how often each was read. */
  counted(of: object): { object: any; reads: Record<string, number> }
  /** Opens, sets up and sends; resolves at `loadend`, or once it threw, with its events in order and what it holds. */
  xhr(open: unknown[], options?: { setup?: XhrSetup; body?: unknown; of?: typeof XMLHttpRequest; end?: string }): Promise<unknown>
  /** The log of all events that reach `xhr` from now on. */
  watch(xhr: XMLHttpRequest): string[]
  /** What an XMLHttpRequest holds. */
  held(xhr: XMLHttpRequest): Description
}

/** `key` names the call. */
export type MakeTools = (key: string, origins: { other: string; foreign: string }) => Tools

export const makeTools: MakeTools = (key, origins) => {
  const at = (path: string): string => `${path}${path.includes('?') ? '&' : '?'}call=${encodeURIComponent(key)}`
  // The one header that differs from one answer to the next.
  const sorted = (headers: Iterable<[string, string]>): string[] =>
    [...headers]
      .map(([name, value]) => `${name}: ${value}`)
      .filter(line => !/^date:/i.test(line))
      .sort()
  const error = (error: unknown): Description => {
    if (!(error instanceof Error)) return { reason: String(error) }
    const { name, message } = error
    return { name, message, text: String(error), class: error.constructor.name }
  }

  const response = async (answer: Response): Promise<Description> => {
    const { status, statusText, ok, url, redirected, type, bodyUsed } = answer
    const headers = sorted(answer.headers.entries())
    const seen = { status, statusText, ok, url, redirected, type, bodyUsed, headers, class: answer.constructor.name }
    return { ...seen, body: await answer.text().catch(error), own: Object.getOwnPropertyNames(answer) }
  }
  const settled = async (promise: unknown): Promise<unknown> => {
    let result
    try {
      result = typeof promise === 'function' ? promise() : promise
    } catch (thrown) {
      return { thrown: error(thrown) }
    }
    if (typeof (result as Promise<unknown> | undefined)?.then !== 'function') return { 'not a promise': String(result) }
    try {
      const value: unknown = await result
      return value instanceof Response ? await response(value) : { value: String(value) }
    } catch (reason) {
      return { rejected: error(reason) }
    }
  }

  /** Everything an object shows of itself, one level deep, without calling a getter. */
  const shown = (value: unknown): string => {
    if (Object(value) !== value) return String(value)
    const object = value as object
    const members = Object.entries(Object.getOwnPropertyDescriptors(object)).map(([name, { value, get, ...flags }]) => [
      name,
      get ? 'getter' : value instanceof Object ? inner(value) : String(value),
      JSON.stringify(flags),
    ])
    const headers = object instanceof Headers ? [...object] : object instanceof Request ? [...object.headers] : []
    return JSON.stringify([members, headers, Object.isFrozen(object)])
  }
  const inner = (value: object): string => {
    if (value instanceof Headers || value instanceof URLSearchParams) return JSON.stringify([...value])
    return JSON.stringify(Object.entries(Object.getOwnPropertyDescriptors(value)).map(([name, { value }]) => [name, String(value)]))
  }
  const changes = (args: unknown[]): (() => string[]) => {
    const before = args.map(shown)
    return () => args.map(shown).filter((text, index) => text !== before[index])
  }

  const watch = (xhr: XMLHttpRequest): string[] => {
    const log: string[] = []
    const note = (where: string) => (event: Event) => {
      const { type, target } = event
      // How often these come depends on the network.
      const line = `${where}${type} ${xhr.readyState} ${target === xhr || target === xhr.upload}`
      if (!(/progress|readystatechange 3/.test(line) && log.includes(line))) log.push(line)
    }
    for (const type of ['readystatechange', 'loadstart', 'progress', 'load', 'error', 'timeout', 'abort', 'loadend']) {
      EventTarget.prototype.addEventListener.call(xhr, type, note(''))
    }
    return log
  }
  const held = (xhr: XMLHttpRequest): Description => {
    const { readyState, status, statusText, responseURL, responseType, timeout, withCredentials } = xhr
    const headers = sorted(
      xhr
        .getAllResponseHeaders()
        .split('\r\n')
        .filter(Boolean)
        .map(line => line.split(': ') as [string, string]),
    )
    const { response } = xhr
    const body =
      response instanceof ArrayBuffer
        ? `buffer of ${response.byteLength}`
        : response instanceof Blob
          ? `blob of ${response.size}`
          : response instanceof Document
            ? response.documentElement.outerHTML
            : JSON.stringify(response)
    return {
      readyState,
      status,
      statusText,
      responseURL,
      responseType,
      timeout,
      withCredentials,
      headers,
      body,
      own: Object.getOwnPropertyNames(xhr),
      class: xhr.constructor.name,
    }
  }

  return {
    at,
    other: path => origins.other + at(path),
    foreign: path => origins.foreign + at(path),
    error,
    settled,
    watch,
    held,
    async fetch(...args) {
      const changed = changes(args)
      const result = await settled(() => Reflect.apply(window.fetch, window, args))
      return { result, changed: changed() }
    },
    counted(of) {
      const reads: Record<string, number> = {}
      const object = {}
      for (const [name, value] of Object.entries(of)) {
        reads[name] = 0
        Object.defineProperty(object, name, { enumerable: true, get: () => (reads[name]!++, value) })
      }
      return { object, reads }
    },
    async xhr(open, { setup, body, of = XMLHttpRequest, end = 'loadend' } = {}) {
      const xhr = new of()
      const events = watch(xhr)
      let returned
      const done = new Promise<void>(resolve => EventTarget.prototype.addEventListener.call(xhr, end, () => resolve()))
      try {
        returned = [Reflect.apply(xhr.open, xhr, open), setup?.(xhr), xhr.send(body as undefined)]
      } catch (thrown) {
        return { thrown: error(thrown), events, ...held(xhr) }
      }
      if (open[2] !== false) await done
      return { returned: String(returned), events, ...held(xhr) }
    },
  }
}
