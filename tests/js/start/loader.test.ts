import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import type { Shim } from '../../../js/seam/host.ts'
import { dispatch, warnings } from '../support/page.ts'

// A core module that keeps what it was given; `import()` takes it from a data: URL. Each test loads another one.
const kept = globalThis as unknown as { hosts: Shim[]; runs: number }
let count = 0
const core = (
  body = '',
) => `data:text/javascript,export const VERSION = '0.0.0'; export const connect = async host => { ${body}; hosts.push(host);
  return { wake() {}, run() { runs++; host.takeCommands() }, flush: async () => true, ...globalThis.parts } } // ${count++}`

const idle: (() => void)[] = []
Object.assign(globalThis, {
  hosts: [],
  runs: 0,
  fetch: () => {},
  requestIdleCallback: (callback: () => void) => void idle.push(callback),
})

const loader = await import('../../../js/start/loader.ts')
const { readOptions } = await import('../../../js/options/read-options.ts')
const { flush } = await import('../../../js/start/init.ts')
const { holdEntries } = await import('../../../js/watch/held-entries.ts')
const recorder = await import('../../../js/record/command-buffer.ts')
const { command, seed } = recorder
const connected = () => recorder.connected!()
const TAG = 7

const config = (coreUrl: string) =>
  readOptions({ dsn: 'https://k@sentry.test/1', tracesSampleRate: 1, traceXHR: false, transport: 'beacon', coreUrl })
const page = document as { readyState: string }

beforeEach(() => {
  warnings.length = 0
  kept.hosts = []
})

test('without a recorded page there is nothing to flush and nothing is loaded', async () => {
  assert.equal(recorder.connected, undefined)
  assert.equal(await flush(), true)
})

test('the core is asked for after load and then idle, once, and gets everything the seam names', async () => {
  page.readyState = 'loading'
  holdEntries()
  command(TAG, ['a', 'b'], 1)
  loader.askForCore(config(core()))
  assert.equal(idle.length, 0)
  dispatch('load')
  assert.equal(idle.length, 1)
  assert.equal(kept.hosts.length, 0)
  idle[0]!()
  await connected()
  idle[0]!()
  await connected()
  assert.equal(kept.hosts.length, 1)
  assert.equal(kept.runs, 1)
  const [host] = kept.hosts as [Shim]
  assert.match(host.config.url, /^https:\/\/sentry\.test\/api\/1\/envelope\/\?sentry_version=7&sentry_key=k&/)
  assert.deepEqual({ ...host.config.rest }, { transport: 'beacon' })
  assert.match(host.coreUrl, /^data:/)
  assert.deepEqual(host.config.traced.filter(Boolean), ['fetch'])
  assert.equal(host.seed.length, 4)
  assert.deepEqual(host.seed, seed())
  assert.deepEqual(
    host.takeHeld(() => {}),
    [],
  )
  assert.equal(await flush(), true)
  assert.equal(kept.runs, 1, "flushing is the core's business")
})

test('flush gives up after its time when the core has no answer by then', async () => {
  Object.assign(globalThis, { parts: { flush: () => new Promise(() => {}) } })
  page.readyState = 'complete'
  loader.askForCore(config(core()))
  await connected()
  Object.assign(globalThis, { parts: undefined })
  assert.equal(await flush(1), false)
})

test('on a loaded page the core is asked for at once', async () => {
  page.readyState = 'complete'
  loader.askForCore(config(core()))
  await connected()
  assert.equal(kept.hosts.length, 1)
})

test('a core that refuses: one warning, nothing waits, flush says no', async () => {
  holdEntries()
  command(TAG, ['a', 'b'], 1)
  loader.askForCore(config(core("throw new Error('the core is 9.9.9')")))
  assert.equal(await connected(), undefined)
  assert.equal(warnings.length, 1)
  assert.match(warnings[0]!, /the core is 9\.9\.9/)
  assert.equal(command(TAG, ['a', 'b'], 1), false)
  assert.equal(await flush(200), false)
})
