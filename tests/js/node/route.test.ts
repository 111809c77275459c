import assert from 'node:assert/strict'
import { test } from 'node:test'
import { noteMount, whenRouted } from '../../../js/node/route.ts'

/** The pattern found when Express has gone by these routers and set this route. */
function found(mounts: [base: string, params: Record<string, string>][], path: unknown): string | undefined {
  const request: { baseUrl?: string; route?: unknown } = {}
  let pattern: string | undefined
  whenRouted(request, answer => void (pattern = answer))
  for (const [base, params] of mounts) {
    request.baseUrl = base
    noteMount(request, base, params)
  }
  const route = { path }
  request.route = route
  assert.equal(request.route, route)
  assert.deepEqual(Object.keys(request).sort(), mounts.length ? ['baseUrl', 'route'] : ['route'])
  return pattern
}

test('a route stands for itself', () => {
  assert.equal(found([], '/shop/:category'), '/shop/:category')
  assert.equal(found([], '/'), '/')
  assert.equal(found([['/api', {}]], '/'), '/api')
  assert.equal(found([['/api', {}]], /^\/x/), '/api/^\\/x/')
  assert.equal(found([], ['/a', /b/]), '/a,/b/')
})

test('what parameters of routers gave is their names, each in its own part', () => {
  assert.equal(found([['/users/7', { user: '7' }]], '/7/:x'), '/users/:user/7/:x')
  const nested: Parameters<typeof found>[0] = [
    ['/users/7', { user: '7' }],
    ['/users/7/orders/7', { order: '7' }],
    ['/users/7/orders/7/items', {}],
  ]
  assert.equal(found(nested, '/:item'), '/users/:user/orders/:order/items/:item')
})

test('a router that was left says nothing any more', () => {
  assert.equal(
    found(
      [
        ['/en/shop', { lang: 'en' }],
        ['/en/shop', {}],
      ],
      '/a',
    ),
    '/en/shop/a',
  )
  assert.equal(
    found(
      [
        ['/en/shop/7', { item: '7' }],
        ['/en', { lang: 'en' }],
      ],
      '/a',
    ),
    '/:lang/a',
  )
})

test('values are as they were decoded, or not, where they can not be', () => {
  assert.equal(found([['/users/J%C3%BCrgen', { user: 'Jürgen' }]], '/'), '/users/:user')
  assert.equal(found([['/users/%E0%A4%A', { user: '%E0%A4%A' }]], '/'), '/users/:user')
})

test('no route is none', () => {
  const request: { route?: unknown } = {}
  whenRouted(request, () => assert.fail())
  for (const route of [undefined, null, {}, 'text']) request.route = route
})
