// An application of Vue 2.7, as vue3.js.
import * as Headwater from 'headwater'
import { VueIntegration } from 'headwater/vue'
import Vue from 'vue2'
import { clock } from './clock.js'
import { dsn } from './dsn.js'

window.vueErrors = []
Vue.config.errorHandler = error => window.vueErrors.push(String(error))
Vue.config.productionTip = false
Headwater.init({
  dsn,
  tracesSampleRate: 1,
  integrations: [
    new VueIntegration({
      Vue,
      tracing: true,
      tracingOptions: { trackComponents: true, hooks: ['activate', 'create', 'destroy', 'mount', 'update'], timeout: 700 },
    }),
  ],
})

const text = name => ({ name, render: h => h('p', name) })
const App = {
  name: 'App',
  components: {
    PageHeader: text('PageHeader'),
    TabOne: text('TabOne'),
    TabTwo: text('TabTwo'),
    registeredPart: { render: h => h('i', 'registered') },
    LazyPart: () => import('./lazy.js').then(({ lazy }) => lazy()),
    Clock: {
      ...clock,
      render(h) {
        return h('time', this.ticks)
      },
    },
  },
  data: () => ({ tab: 'TabOne', isDone: false }),
  async mounted() {
    await this.$nextTick()
    this.tab = 'TabTwo'
    await this.$nextTick()
    this.tab = 'TabOne'
    await this.$nextTick()
    this.isDone = true
  },
  render(h) {
    const parts = ['PageHeader', 'registeredPart', 'LazyPart', 'Clock'].map(name => h(name))
    return h('div', [...parts, h('keep-alive', [h(this.tab)]), this.isDone && h('p', { attrs: { id: 'done' } })])
  },
}

new Vue({ render: h => h(App) }).$mount('#app')
new Vue({ name: 'SecondApp', render: h => h('aside', 'two') }).$mount('#second')
// A message, when all has come to rest: a root of its own.
setTimeout(() => {
  new Vue(text('MessagePart')).$mount()
  fetch('/api/json')
    .then(answer => answer.json())
    .then(() => (window.hasMessage = true))
}, 2000)
// Destroyed before it is mounted.
new Vue(text('Never')).$destroy()
