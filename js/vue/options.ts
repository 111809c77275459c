import { isObject, membersOf, textOf } from '../base/values.ts'
import { warn } from '../base/warn.ts'

/** Vue 2.7's constructor, or an application of Vue 3. */
export interface VueLike {
  mixin(mixin: any): unknown
}

/** A router of vue-router 3, 4 or 5. */
export interface RouterLike {
  push(to: any): unknown
  afterEach(hook: any): unknown
}

export type Hook = 'activate' | 'create' | 'destroy' | 'mount' | 'update'

export interface TracingOptions {
  /** Components that have spans of their own: all, none, or those of these names (case-sensitive). Default false. */
  trackComponents?: boolean | string[]
  /** What of them is recorded. Default `['mount', 'update']`. */
  hooks?: Hook[]
  /** The application has rendered when no component has done any of that for so many ms. Default 2000. */
  timeout?: number
}

/** The argument of `vueTracing`. */
export interface VueTracingOptions {
  tracingOptions?: TracingOptions
  /** Names page loads and navigations after the routes of this router. */
  router?: RouterLike
}

/** The argument of `VueIntegration`. */
export interface VueOptions extends VueTracingOptions {
  Vue: VueLike
  /** Whether rendering is recorded. Default false. */
  tracing?: boolean
}

/** Checked options. */
export interface Read {
  trackComponents: true | string[]
  hooks: Hook[]
  timeout: number
}

const HOOKS: unknown[] = ['activate', 'create', 'destroy', 'mount', 'update']

const isName = (value: unknown): boolean => typeof value === 'string'

/** What each option may be. */
const checks: Record<string, (value: any) => boolean> = {
  trackComponents: value => typeof value === 'boolean' || (Array.isArray(value) && value.every(isName)),
  hooks: Array.isArray,
  timeout: value => typeof value === 'number' && value >= 0 && value < 2 ** 31,
}

/** Checks options of which `known` may be given; what is none of these or can't be used is named in one warning. */
export function readOptions(given: unknown, known: (keyof VueOptions)[]): Omit<VueOptions, 'tracingOptions'> & { tracingOptions: Read } {
  const wrong: string[] = []
  const lose = (name = 'options') => void wrong.push(name)
  const options = membersOf(given, lose)
  for (const name in options) if (!known.includes(name as never)) lose(name)
  const tracing = membersOf(options.tracingOptions, () => lose('tracingOptions'))
  const read: Record<string, any> = {}
  for (const name in tracing) {
    const value = tracing[name]
    if (value === undefined) continue
    if (checks[name]?.(value)) read[name] = value
    else lose(checks[name] ? `${name} "${textOf(value)}"` : name)
  }
  const hooks = ((read.hooks || ['mount', 'update']) as unknown[]).filter(
    hook => HOOKS.includes(hook) || lose(`hook "${textOf(hook)}" (there are ${HOOKS.join(', ')})`),
  ) as Hook[]
  for (const name of ['Vue', 'router'] as const) {
    const value = options[name]
    const isWanted = name === 'Vue' ? known.includes(name) && options.tracing : value != null
    if (isWanted && !(isObject(value) && typeof value[name === 'Vue' ? 'mixin' : 'afterEach'] === 'function')) {
      options[name] = undefined
      lose(value == null ? `no ${name}` : name)
    }
  }
  if (wrong[0]) warn(`of the options for Vue these can't be used: ${wrong.join(', ')}`)
  const { trackComponents = [], timeout = 2000 } = read
  return { ...options, tracingOptions: { trackComponents: trackComponents || [], hooks, timeout } } as never
}
