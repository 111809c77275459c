// `./App.vue` of the documentation, for Vue 3.
import { h } from 'vue'

const RwvHeader = { name: 'RwvHeader', render: () => h('header', 'Hello') }

export default { name: 'App', render: () => h('main', { id: 'done' }, [h(RwvHeader)]) }
