/** The hooks of the mixin, whatever Vue calls them on. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import '../support/page.ts'

const { watchComponents } = await import('../../../js/vue/hooks.ts')
const { readOptions } = await import('../../../js/vue/options.ts')

type Mixin = Record<string, (this: unknown) => void>

/** The mixins that an application, or a constructor of Vue 2, is given. */
function mixinsOf(Vue: { mixin(mixin: Mixin): void }, given: object): Mixin[] {
  const mixins: Mixin[] = []
  Vue.mixin = mixin => void mixins.push(mixin)
  const { tracingOptions } = readOptions({ tracingOptions: given }, ['tracingOptions'])
  watchComponents(Vue, tracingOptions)
  watchComponents(Vue, tracingOptions)
  return mixins
}

const constructor = () => Object.assign(() => {}, { mixin() {} }) as unknown as { mixin(mixin: Mixin): void }
const all = { hooks: ['activate', 'create', 'destroy', 'mount', 'update'] }

test('each version has its hooks, once, and what begins a rendering is always watched', () => {
  const both = ['activated', 'beforeCreate', 'beforeMount', 'beforeUpdate', 'created', 'deactivated', 'mounted', 'updated']
  const names = (mixins: Mixin[]) => mixins.map(mixin => Object.keys(mixin).sort())
  assert.deepEqual(names(mixinsOf(constructor(), all)), [[...both, 'beforeDestroy', 'destroyed'].sort()])
  assert.deepEqual(names(mixinsOf({ mixin() {} }, all)), [[...both, 'beforeUnmount', 'unmounted'].sort()])
  assert.deepEqual(names(mixinsOf(constructor(), { hooks: [] })), [['activated', 'beforeMount', 'deactivated', 'mounted']])
})

test('nothing is thrown into Vue', () => {
  const hostile = new Proxy(
    {},
    {
      get() {
        throw new Error('mine')
      },
    },
  )
  for (const mixin of [...mixinsOf(constructor(), all), ...mixinsOf({ mixin() {} }, all)]) {
    for (const hook of Object.values(mixin)) for (const self of [undefined, null, {}, 5, hostile]) hook.call(self)
  }
})
