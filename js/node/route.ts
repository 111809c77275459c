/** A request as Express has it; of `node:http` it has none of these members. */
export interface Routed {
  method?: string
  route?: unknown
  baseUrl?: string
  params?: Record<string, unknown>
}

/** Of each request the paths by which its routers were entered that have parameters, and their patterns: `/users/7` is `/users/:user`. */
const mounts = new WeakMap<object, Map<string, string>>()

/** Notes that a router was entered: by its `baseUrl`, of which the last part gave these parameters. */
export function noteMount(request: object, base: string, params: Record<string, unknown>): void {
  const names = new Map(Object.entries(params).map(([name, value]) => [value, name]))
  if (!names.size) return
  if (!mounts.has(request)) mounts.set(request, new Map())
  const known = mounts.get(request)!
  // Routers are entered from the outermost on.
  const outer = [...known.keys()].filter(path => base.startsWith(path)).sort((a, b) => b.length - a.length)[0] ?? ''
  const own = base
    .slice(outer.length)
    .split('/')
    .map(part => (names.has(decode(part)) ? ':' + names.get(decode(part)) : part))
  known.set(base, (known.get(outer) ?? '') + own.join('/'))
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
      const whole = (mounts.get(request)?.get(base) ?? base) + patternOf(path)
      // Of a router's own `/` it says nothing.
      found(path === '/' && base ? whole.slice(0, -1) : whole)
    },
  })
}
