import { current, runIn } from './context.ts'
import { isOurs } from './handlers.ts'
import type { Integration } from './options.ts'
import { noteMount, type Routed } from './route.ts'
import { startWatched } from './span.ts'

/** What Express keeps of each function that was given to `use`, `get`…: an entry of a router's stack. Express 4 and 5 alike. */
interface Layer {
  handle: Function & { stack?: unknown }
  name?: string
  /** Of the entry of a route, whose own functions have entries themselves. */
  route?: unknown
}

type Handle = (this: Layer, ...args: any[]) => unknown

/** What is Express's own, and has nothing to tell. */
const OWN = ['query', 'expressInit', 'bound dispatch', 'mounted_app']

/** A router, or the entry of a route: what is in it has spans of its own. */
const isInner = ({ handle, route, name = '' }: Layer): boolean => !!route || !!handle.stack || OWN.includes(name)

/** Wraps the method of all layers by which a function is called: so functions stay what they are, of whatever arity. */
function wrap(layers: Record<string, any>, method: string, isOfErrors: boolean): void {
  const original: Handle = layers[method]
  const wrapped: Handle = function (...args) {
    const next = args.at(-1)
    const request: Routed = args.at(-3)
    if (isInner(this) && !this.route) noteMount(request, request.baseUrl ?? '', request.params ?? {})
    const context = current()
    // A function of four arguments handles errors, and no other does.
    const isSkipped = isInner(this) || isOurs.has(this.handle) || (this.handle.length === 4) !== isOfErrors || typeof next !== 'function'
    const span =
      !isSkipped && context.span && startWatched(context.span, 'middleware.express', this.name || '<anonymous>', 'auto.http.express')
    if (!span || span === context.span) return original.apply(this, args)
    const proceed = (...given: unknown[]): void => {
      span.finish()
      // What comes next is no child of this one; a context that the function itself has made stays.
      if (current().span === span) runIn(context, () => next(...given))
      else next(...given)
    }
    return runIn({ ...context, span }, () => original.apply(this, [...args.slice(0, -1), proceed]))
  }
  layers[method] = wrapped
}

const patched = new WeakSet<object>()

/** Patches what all layers of this router's copy of Express have in common. */
function patchLayers(router: any): void {
  if (patched.has(router)) return
  patched.add(router)
  router.use(function headwater() {})
  const layer = router.stack.pop()
  const layers = layer && Object.getPrototypeOf(layer)
  if (!layers || patched.has(layers)) return
  patched.add(layers)
  for (const method of ['handle_request', 'handleRequest']) if (layers[method]) wrap(layers, method, false)
  for (const method of ['handle_error', 'handleError']) if (layers[method]) wrap(layers, method, true)
}

/**
 * Has `then` called with the router of an application when there is one. Express makes it when it is first used, of the settings of that moment:
 * whoever asks for it sooner would fix them.
 */
function whenRouter(app: any, then: (router: any) => void): void {
  const { lazyrouter } = app
  if (lazyrouter) {
    // Express 4.
    if (app._router) return then(app._router)
    app.lazyrouter = function (...args: unknown[]) {
      lazyrouter.apply(this, args)
      then(this._router)
    }
    return
  }
  const own = Object.getOwnPropertyDescriptor(app, 'router')
  if (!own?.get) return
  Object.defineProperty(app, 'router', {
    ...own,
    get() {
      const router = own.get!.call(app)
      then(router)
      return router
    },
  })
}

/** Options of `Integrations.Express`. */
export interface ExpressOptions {
  /** The answer of `express()`, of Express 4 or 5. */
  app: unknown
}

/** Makes a span `middleware.express` of each function that handles a request: of the application, its routers and routes. */
export class Express implements Integration {
  readonly name = 'Express'
  readonly #options: ExpressOptions

  constructor(options: ExpressOptions) {
    this.#options = options
  }

  /** @internal */
  setup(): void {
    whenRouter(this.#options.app, patchLayers)
  }
}
