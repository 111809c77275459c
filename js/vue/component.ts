/** What Vue 2 and Vue 3 tell of a component, as far as it is read here. */
export interface Component {
  /** Vue 3: the instance behind what hooks get as `this`, which is not always the same object. */
  $?: { root: object; type: object; parent: { type: { components?: Record<string, unknown> } } | null; appContext: { components: object } }
  $root: object
  $options: { name?: string; __name?: string; _componentTag?: string; __file?: string }
}

/** The object that stands for a component, and the one that stands for its application. */
export const identityOf = (component: Component): [self: object, root: object] => {
  const { $ } = component
  return $ ? [$, $.root] : [component, component.$root]
}

/** The name under which Vue 3 finds a component that has none itself; Vue 2 leaves it in `_componentTag`. */
function registeredName({ $ }: Component): string | undefined {
  for (const registry of [$?.parent?.type.components, $?.appContext.components])
    for (const [name, type] of Object.entries(registry || {})) if (type === $!.type) return name
  return
}

/** As compilers name a component after its file: `user-card.vue` is `UserCard`. */
const nameOfFile = (path: string): string =>
  path.replace(/^.*[\\/]|\.\w+$/g, '').replace(/(?:^|[-_])(\w)/g, (_, first: string) => first.toUpperCase())

/** What a component is called: by itself, by who uses it, or by its file. The root of an application is `root` where it has no name. */
export function nameOf(component: Component): string {
  const { name, __name, _componentTag, __file } = component.$options
  const [self, root] = identityOf(component)
  const own = name || __name
  if (own || self === root) return own || 'root'
  return _componentTag || registeredName(component) || (__file && nameOfFile(__file)) || 'anonymous component'
}
