// Built without the Options API, and so without mixins.
import * as Headwater from 'headwater'
import { vueTracing } from 'headwater/vue'
import { createApp, h } from 'vue'
import { dsn } from './dsn.js'

Headwater.init({ dsn, tracesSampleRate: 1 })
createApp({ name: 'App', setup: () => () => h('p', { id: 'done' }) })
  .use(vueTracing({ tracingOptions: { trackComponents: true, timeout: 100 } }))
  .mount('#app')
