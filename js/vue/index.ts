import { textOf } from '../base/values.ts'
import { warn } from '../base/warn.ts'
import { watchComponents } from './hooks.ts'
import { readOptions, type VueLike, type VueOptions, type VueTracingOptions } from './options.ts'
import { watchRouter } from './router.ts'

export type { Hook, RouterLike, TracingOptions, VueLike, VueOptions, VueTracingOptions } from './options.ts'

/** An application is never kept from starting. */
function start(work: () => void): void {
  // On a server nothing is rendered that anybody waits for here.
  if (!globalThis.document) return
  try {
    work()
  } catch (error) {
    warn(`Vue is not traced: ${textOf(error)}`)
  }
}

/**
 * Records how an application renders, as a span `ui.vue.render` of the page's transaction, with those of its components below. For the option
 * `integrations` of `init`. With `router` pages are named after its routes.
 */
export class VueIntegration {
  readonly name = 'Vue'
  /** Called by `init`. */
  readonly setup: () => void

  constructor(given: VueOptions) {
    this.setup = () =>
      start(() => {
        const { Vue, tracing, router, tracingOptions } = readOptions(given, ['Vue', 'tracing', 'tracingOptions', 'router'])
        if (tracing && Vue) watchComponents(Vue, tracingOptions)
        if (router) watchRouter(router as never)
      })
  }
}

/** The same as a plugin, before or after `init`: `app.use(vueTracing({ router }))`, in Vue 2 `Vue.use(vueTracing())`. */
export const vueTracing = (given: VueTracingOptions = {}): { install(app: VueLike): void } => ({
  install: app =>
    start(() => {
      const { router, tracingOptions } = readOptions(given, ['tracingOptions', 'router'])
      watchComponents(app, tracingOptions)
      if (router) watchRouter(router as never)
    }),
})
