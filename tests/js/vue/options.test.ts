/** What of the options for Vue is used, and that all that isn't is named at once. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { warnings } from '../support/page.ts'

const { readOptions } = await import('../../../js/vue/options.ts')

const Vue = { mixin() {} }
const router = { push() {}, afterEach() {} }

function read(given: unknown): [ReturnType<typeof readOptions>, string[]] {
  warnings.length = 0
  return [readOptions(given, ['Vue', 'tracing', 'tracingOptions', 'router']), [...warnings]]
}

test('defaults', () => {
  const [{ tracing, tracingOptions }, said] = read({ Vue })
  assert.deepEqual([tracing, tracingOptions, said], [undefined, { trackComponents: [], hooks: ['mount', 'update'], timeout: 2000 }, []])
})

test('what is given is used', () => {
  const hooks = ['activate', 'create', 'destroy', 'mount', 'update']
  for (const trackComponents of [true, ['App']]) {
    const tracingOptions = { trackComponents, hooks, timeout: 4000 }
    const [options, said] = read({ Vue, router, tracing: true, tracingOptions })
    assert.deepEqual([options, said], [{ Vue, router, tracing: true, tracingOptions }, []])
  }
  assert.deepEqual(read({ Vue, tracingOptions: { trackComponents: false } })[0].tracingOptions.trackComponents, [])
})

test('hooks that are none and options that are none are named in one warning', () => {
  const tracingOptions = { trackComponent: true, hooks: ['beforeUpdate', 'mount', 'updated'], timeout: '4 s' }
  const [options, said] = read({ Vue, tracing: true, attachProps: true, tracingOptions })
  assert.deepEqual(options.tracingOptions, { trackComponents: [], hooks: ['mount'], timeout: 2000 })
  assert.equal(said.length, 1)
  for (const name of [
    'attachProps',
    'trackComponent',
    '"beforeUpdate"',
    '"updated"',
    'timeout "4 s"',
    'activate, create, destroy, mount, update',
  ])
    assert.ok(said[0]!.includes(name), `${name}: ${said}`)
})

test('what is no Vue, no router and no option is named and left alone', () => {
  for (const given of [{ tracing: true }, { tracing: true, Vue: {} }, { Vue, router: {} }, 5, { Vue, tracingOptions: 'all' }]) {
    const [options, said] = read(given)
    assert.equal(said.length, 1, JSON.stringify(given))
    assert.equal(options.router, undefined)
  }
  const hostile = {
    get Vue() {
      throw new Error('mine')
    },
  }
  assert.equal(read(hostile)[1].length, 1)
})
