import * as Headwater from 'headwater'
import { VueIntegration } from 'headwater/vue'
import Vue from 'vue2'
import VueRouter from 'vue-router3'
import { dsn } from './dsn.js'
import { page, routesWith } from './routes.js'

Vue.use(VueRouter)
const part = name => ({ name, render: h => h('div', [h('h1', name), h('router-view')]) })
const router = new VueRouter({ mode: 'history', base: '/router3/', routes: routesWith(part) })
Headwater.init({
  dsn,
  tracesSampleRate: 1,
  idleTimeout: 300,
  integrations: [new VueIntegration({ Vue, router, tracing: true, tracingOptions: { timeout: 100 } })],
})
router.beforeEach((to, from, next) => {
  if (to.path === '/account')
    fetch(`/api/json?${page}`)
      .then(answer => answer.json())
      .then(() => next('/login'))
  else next(to.path !== '/refused')
})
window.router = router
window.headwater = Headwater
new Vue({ router, render: h => h('router-view') }).$mount('#app')
