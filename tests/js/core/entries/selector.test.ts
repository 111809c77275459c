import assert from 'node:assert/strict'
import { test } from 'node:test'
import { selectorOf } from '../../../../js/core/entries/selector.ts'

/** An element as far as selectors look at it. The first is the innermost. */
const element = (localName: string, attributes: Record<string, string> = {}, parentElement?: Element): Element =>
  ({ nodeType: 1, localName, getAttribute: (name: string) => attributes[name] ?? null, parentElement: parentElement ?? null }) as Element

test('tag, id and classes, ancestors first', () => {
  const main = element('main')
  const cart = element('div', { id: 'cart', class: '  open\n wide ', title: 'secret' }, main)
  assert.equal(selectorOf(element('button', { class: 'primary' }, cart)), 'main > div#cart.open.wide > button.primary')
})

test('a text stands for the element around it', () => {
  const paragraph = element('p', { id: 'a b' })
  assert.equal(selectorOf({ nodeType: 3, parentElement: paragraph } as unknown as Node), 'p#a.b')
})

test('five levels at most, and only those that fit', () => {
  let deep = element('html')
  for (const name of ['body', 'a', 'b', 'c', 'd', 'e']) deep = element(name, {}, deep)
  assert.equal(selectorOf(deep), 'a > b > c > d > e')
  const wide = element('i', {}, element('div', { class: 'x'.repeat(60) }, element('section', { class: 'y'.repeat(20) }, element('main'))))
  assert.equal(selectorOf(wide), `div.${'x'.repeat(60)} > i`)
  assert.equal(selectorOf(element('i', { id: 'z'.repeat(500) })), `i#${'z'.repeat(78)}`)
  assert.equal(selectorOf(element('i', { id: '🛒'.repeat(100) })), `i#${'🛒'.repeat(39)}`)
  assert.equal(selectorOf(element('em', { id: '🛒'.repeat(100) })), `em#${'🛒'.repeat(38)}`)
})

test('what is gone, or hides its members, has none', () => {
  assert.equal(selectorOf(null), '')
  assert.equal(selectorOf(undefined), '')
  assert.equal(selectorOf({ nodeType: 9, parentElement: null } as unknown as Node), '')
  const form = Object.assign(element('form'), { getAttribute: {} })
  assert.equal(selectorOf(form as unknown as Node), '')
  assert.equal(selectorOf(element('input', {}, form as unknown as Element)), 'input')
})
