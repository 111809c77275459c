/** What components are called. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

const { nameOf } = await import('../../../js/vue/component.ts')

/** A component of Vue 2 below another. */
const below = ($options: object) => nameOf({ $options, $root: {} })

test('by itself, by its tag, by its file', () => {
  assert.equal(below({ name: 'RwvHeader', _componentTag: 'rwv-header' }), 'RwvHeader')
  assert.equal(below({ __name: 'UserCard', __file: '/src/x.vue' }), 'UserCard')
  assert.equal(below({ _componentTag: 'user-card', __file: '/src/x.vue' }), 'user-card')
  for (const file of ['/src/parts/user-card.vue', 'C:\\src\\user_card.vue', 'UserCard.vue'])
    assert.equal(below({ __file: file }), 'UserCard')
  assert.equal(below({}), 'anonymous component')
})

test('the root of an application', () => {
  const root = { $options: {}, $root: {} }
  root.$root = root
  assert.equal(nameOf(root), 'root')
  assert.equal(nameOf({ ...root, ...{ $: self('App') }, $options: { name: 'App' } }), 'App')
})

function self(name: string) {
  const instance = { root: {}, type: { name }, parent: null, appContext: { components: {} } }
  instance.root = instance
  return instance
}

test('in Vue 3 by the name that it is registered with', () => {
  const type = {}
  const local = { root: {}, type, parent: { type: { components: { 'user-card': type } } }, appContext: { components: {} } }
  const everywhere = { root: {}, type, parent: { type: {} }, appContext: { components: { UserCard: type } } }
  assert.equal(nameOf({ $: local, $options: {}, $root: {} }), 'user-card')
  assert.equal(nameOf({ $: everywhere, $options: {}, $root: {} }), 'UserCard')
})
