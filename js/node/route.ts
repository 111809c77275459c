/** A request as Express has it; of `node:http` it has none of these members. */
interface Routed {
  method?: string
  route?: unknown
  baseUrl?: string
}

/** Where routers were mounted by a path with parameters: what the path was of this request, and its pattern. */
const mounts = new WeakMap<object, [path: string, pattern: string][]>()

/** Notes that a router was entered by this path, with the parameters that it gave. */
export function noteMount(request: object, path: string, params: Record<string, unknown>): void {
  const names = new Map(Object.entries(params).map(([name, value]) => [value, name]))
  const pattern = path
    .split('/')
    .map(part => (names.has(decode(part)) ? ':' + names.get(decode(part)) : part))
    .join('/')
  if (pattern === path) return
  if (!mounts.has(request)) mounts.set(request, [])
  mounts.get(request)!.push([path, pattern])
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
      let base = this.baseUrl ?? ''
      for (const [mounted, pattern] of mounts.get(request) ?? []) base = base.replace(mounted, () => pattern)
      found((base + patternOf(path)).replace(/(?<=.)\/$/, '') || '/')
    },
  })
}
