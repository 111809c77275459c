// An application of Vue 3 with whatever may leave a hook without its other one, and a second application beside it.
import * as Headwater from 'headwater'
import { VueIntegration, vueTracing } from 'headwater/vue'
import { createApp, defineAsyncComponent, h, KeepAlive, nextTick, ref, Suspense } from 'vue'
import { clock } from './clock.js'
import { dsn } from './dsn.js'

const tab = ref(1)
const hasPending = ref(true)
const isDone = ref(false)

const text = name => ({ name, render: () => h('p', name) })
const [TabOne, TabTwo, PageHeader, PassingPart, Sibling] = ['TabOne', 'TabTwo', 'PageHeader', 'PassingPart', 'Sibling'].map(text)
const Registered = { render: () => h('i', 'registered') }
const LazyPart = defineAsyncComponent(() => import('./lazy.js').then(({ lazy }) => lazy(h)))
const AsyncSetup = {
  name: 'AsyncSetup',
  async setup() {
    await nextTick()
    return () => h('p', 'set up')
  },
}
const NeverReady = { name: 'NeverReady', setup: () => new Promise(() => {}) }
const ItemList = {
  name: 'ItemList',
  data: () => ({ items: [] }),
  async mounted() {
    this.items = Object.keys(await (await fetch('/api/json')).json())
  },
  render() {
    return h(
      'ul',
      this.items.map(item => h('li', item)),
    )
  },
}
const Clock = {
  ...clock,
  render() {
    return h('time', String(this.ticks))
  },
}
const App = {
  name: 'App',
  components: { 'registered-part': Registered },
  // As `<script setup>` does: what the page gets of the root is another object than what its hooks get.
  setup(_, { expose }) {
    expose({})
  },
  render: () => [
    h(PageHeader),
    h(ItemList),
    h(Registered),
    h(LazyPart),
    h(Clock),
    h(KeepAlive, () => (tab.value === 1 ? h(TabOne) : h(TabTwo))),
    h(Suspense, () => h(AsyncSetup)),
    hasPending.value && h(PassingPart),
    hasPending.value && h(Suspense, null, { default: () => h('div', [h(Sibling), h(NeverReady)]), fallback: () => h('p', '…') }),
    isDone.value && h('p', { id: 'done' }),
  ],
}

const query = new URLSearchParams(location.search)
window.headwater = Headwater
window.vueErrors = []
const app = createApp(App)
app.config.errorHandler = error => window.vueErrors.push(String(error))
const hooks = ['activate', 'create', 'destroy', 'mount', 'update']
Headwater.init({
  dsn,
  tracesSampleRate: query.get('rate') ?? 1,
  integrations: [
    new VueIntegration({
      Vue: app,
      tracing: true,
      tracingOptions: { trackComponents: true, hooks, timeout: Number(query.get('timeout') ?? 700) },
    }),
  ],
})
app.mount('#app')
createApp({ name: 'SecondApp', render: () => h('aside', 'two') })
  .use(vueTracing({ tracingOptions: { trackComponents: ['SecondApp'], timeout: 300 } }))
  .mount('#second')

const steps = [() => (tab.value = 2), () => (tab.value = 1), () => (hasPending.value = false), () => (isDone.value = true)]
for (const step of steps) {
  await nextTick()
  step()
}
