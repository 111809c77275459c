/** Never run: what must compile against the types of Vue and vue-router, in all their versions. */
import { createApp, type App } from 'vue'
import { createRouter, createWebHistory } from 'vue-router'
import vueRouter3 from 'vue-router3'
import { createRouter as createRouter5, createWebHistory as createWebHistory5 } from 'vue-router5'
import vue2 from 'vue2'
import { Integrations } from '../../../js/apm/index.ts'
import { init } from '../../../js/index.ts'
import { VueIntegration, vueTracing, type Hook } from '../../../js/vue/index.ts'

const app: App = createApp({})
const router = createRouter({ history: createWebHistory(), routes: [] })
const Vue2 = vue2.default
const router3 = new vueRouter3.default({})
const router5 = createRouter5({ history: createWebHistory5(), routes: [] })
const hooks: Hook[] = ['mount', 'destroy']

app.use(vueTracing({ router, tracingOptions: { trackComponents: ['App'], hooks, timeout: 4000 } })).use(vueTracing())
Vue2.use(vueTracing({ router: router3 }))
init({
  integrations: [
    new Integrations.Tracing({ tracingOrigins: ['api.example.com'], idleTimeout: 500 }),
    new VueIntegration({ Vue: Vue2, tracing: true, router: router3 }),
    new VueIntegration({ Vue: app, router: router5 }),
    { name: 'mine', options: { debug: true }, setup: headwater => headwater.setTag('a', 1) },
  ],
})

// @ts-expect-error: hooks are verbs
new VueIntegration({ Vue: app, tracingOptions: { hooks: ['beforeUpdate'] } })
// @ts-expect-error: no Vue
new VueIntegration({ tracing: true })
// @ts-expect-error: misspelt
new Integrations.Tracing({ tracingOrigin: [] })
