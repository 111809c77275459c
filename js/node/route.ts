/** A request as Express has it; of `node:http` it has none of these members. */
export interface Routed {
  method?: string
  route?: unknown
  baseUrl?: string
  params?: Record<string, unknown>
}

/** Of each request the paths by which it has entered routers, and their patterns: `/users/7` is `/users/:user`. */
const mounts = new WeakMap<object, Map<string, string>>()

/** The pattern of a path: of the longest part of it that a router was entered by, with what is behind that. */
function patternOfBase(known: Map<string, string> | undefined, base: string, ofRest = (rest: string): string => rest): string {
  let longest = ''
  for (const path of known?.keys() ?? []) if (path.length > longest.length && `${base}/`.startsWith(`${path}/`)) longest = path
  return (known?.get(longest) ?? '') + ofRest(base.slice(longest.length))
}

/** Notes that a router was entered: by its `baseUrl`, of which the last part gave these parameters. */
export function noteMount(request: object, base: string, params: Record<string, unknown>): void {
  let known = mounts.get(request)
  const names = new Map(Object.entries(params).map(([name, value]) => [value, name]))
  if (!known && !names.size) return
  if (!known) mounts.set(request, (known = new Map()))
  // Routers are entered from the outermost on: these were left.
  for (const path of known.keys()) if (path.length >= base.length) known.delete(path)
  const named = (part: string): string => (names.has(decode(part)) ? ':' + names.get(decode(part)) : part)
  known.set(
    base,
    patternOfBase(known, base, rest => rest.split('/').map(named).join('/')),
  )
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** A path, list of paths, or RegExp as one text. */
const patternOf = (path: unknown): string => (Array.isArray(path) ? path.map(String).join(',') : String(path))

/**
 * Calls back with the pattern of each route that Express finds for a request, mounts included: `/shop/:category`. Express says it by setting `route`;
 * only at that moment is `baseUrl` that of the route's own router.
 */
export function whenRouted(request: Routed, found: (pattern: string) => void): void {
  let route = request.route
  Object.defineProperty(request, 'route', {
    configurable: true,
    enumerable: true,
    get: () => route,
    set(this: Routed, value: unknown) {
      route = value
      const { path } = (value ?? {}) as { path?: unknown }
      if (path === undefined) return
      const base = this.baseUrl ?? ''
      const whole = patternOfBase(mounts.get(request), base) + patternOf(path)
      // Of a router's own `/` it says nothing.
      found(path === '/' && base ? whole.slice(0, -1) : whole)
    },
  })
}
