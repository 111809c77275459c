import * as Headwater from 'headwater'
import { vueTracing } from 'headwater/vue'
import { createApp, h } from 'vue'
import { dsn } from './dsn.js'
import { page, routesWith } from './routes.js'

/** An application of Vue 3 with the router of one version. */
export function start({ createRouter, createWebHistory, createWebHashHistory, RouterView }, base) {
  Headwater.init({ dsn, tracesSampleRate: 1, idleTimeout: 300 })
  const part = name => ({ name, render: () => [h('h1', name), h(RouterView)] })
  const history = base.includes('#') ? createWebHashHistory() : createWebHistory(base)
  const router = createRouter({ history, routes: routesWith(part) })
  router.beforeEach(async to => {
    if (to.path === '/account') {
      await (await fetch(`/api/json?${page}`)).json()
      return '/login'
    }
    return to.path !== '/refused'
  })
  window.router = router
  window.headwater = Headwater
  createApp({ render: () => h(RouterView) })
    .use(vueTracing({ router, tracingOptions: { timeout: 100 } }))
    .use(router)
    .mount('#app')
}
