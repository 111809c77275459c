// `./App.vue` of the documentation, for Vue 2.
const RwvHeader = { name: 'RwvHeader', render: h => h('header', 'Hello') }
const RwvFooter = { name: 'RwvFooter', render: h => h('footer', 'Bye') }

export default {
  name: 'App',
  data: () => ({ isShort: false }),
  async mounted() {
    await this.$nextTick()
    this.isShort = true
  },
  render(h) {
    return h('main', { attrs: { id: 'done' } }, [h(RwvHeader), this.isShort || h(RwvFooter)])
  },
}
