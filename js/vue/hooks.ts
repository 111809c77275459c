import { attempt, now } from '../base/values.ts'
import { wrap } from '../base/wrap.ts'
import { identityOf, nameOf, type Component } from './component.ts'
import type { Hook, Read, VueLike } from './options.ts'
import { record, renderingOf, type Rendering } from './rendering.ts'

/** So many updates of a component count in one rendering: what updates more often is a clock or an animation. */
const MOST_UPDATES = 10

/** The hooks of each verb: the one before, where there is one, and those after. */
const hooksOf = (isVue2: boolean): Record<Hook, [before: string, ...after: string[]]> => ({
  activate: ['', 'activated', 'deactivated'],
  create: ['beforeCreate', 'created'],
  destroy: isVue2 ? ['beforeDestroy', 'destroyed'] : ['beforeUnmount', 'unmounted'],
  mount: ['beforeMount', 'mounted'],
  update: ['beforeUpdate', 'updated'],
})

/** What is known of a component in a rendering. */
interface Seen {
  rendering: Rendering
  /** The name, if it is tracked. */
  tracked: string | false
  updates: number
  /** When the hook before ran, by verb. */
  before: { [verb in Hook]?: number }
}

/** The mixin that watches all components of an application. */
function mixinOf(isVue2: boolean, options: Read): Record<string, () => void> {
  const { trackComponents, hooks } = options
  const all = new WeakMap<object, Seen>()

  // Of a root without a name the rendering itself says as much.
  const isTracked = (name: string): boolean => (trackComponents === true ? name !== 'root' : trackComponents.includes(name))

  function seenIn(rendering: Rendering, component: Component, self: object): Seen {
    const known = all.get(self)
    if (known?.rendering === rendering) return known
    const name = nameOf(component)
    const seen = { rendering, tracked: isTracked(name) && name, updates: 0, before: {} }
    all.set(self, seen)
    return seen
  }

  function run(component: Component, verb: Hook, hook: string, isBefore: boolean): void {
    const at = now()
    const [self, root] = identityOf(component)
    const rendering = renderingOf(root, at, verb !== 'update' && verb !== 'destroy', options)
    if (!rendering) return
    const seen = seenIn(rendering, component, self)
    if (verb === 'update' && (isBefore ? ++seen.updates : seen.updates) > MOST_UPDATES) return
    rendering.lastAt = at
    const start = hook === 'activated' ? at : seen.before[verb]
    seen.before[verb] = isBefore ? at : undefined
    if (start !== undefined && !isBefore && seen.tracked && hooks.includes(verb)) record(rendering, verb, seen.tracked, start, at)
  }

  const mixin: Record<string, () => void> = {}
  const names = hooksOf(isVue2)
  // These begin a rendering, whatever is recorded of it.
  for (const verb of new Set<Hook>(['mount', 'activate', ...hooks])) {
    names[verb].forEach((hook, i) => {
      if (!hook) return
      mixin[hook] = function (this: Component) {
        attempt(() => run(this, verb, hook, !i))
      } as () => void
    })
  }
  return mixin
}

/** Without the Options API (`__VUE_OPTIONS_API__: false`) an application of Vue 3 has no mixins: then its first rendering alone is seen. */
function watchMount(app: any, options: Read): void {
  wrap(app, 'mount', (pass, args) => {
    const rendering = attempt(() => renderingOf(app, now(), true, options))
    try {
      return pass(args)
    } finally {
      if (rendering) rendering.lastAt = now()
    }
  })
}

const watched = new WeakSet<object>()

/** Watches the components of an application, or of all that a constructor of Vue 2 makes; once. */
export function watchComponents(Vue: VueLike, options: Read): void {
  if (watched.has(Vue)) return
  watched.add(Vue)
  const isVue2 = typeof Vue === 'function'
  const mixin = mixinOf(isVue2, options)
  Vue.mixin(mixin)
  if (!isVue2 && attempt(() => !(Vue as any)._context.mixins.includes(mixin))) watchMount(Vue, options)
}
