/** What `init` does with integrations. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { warnings } from '../support/page.ts'

const { api } = await import('../../../js/api.ts')

test('each is set up once tracing has begun, one that throws is named, and nothing of a second init is', () => {
  const seen: unknown[] = []
  const setup = (headwater: typeof api) => void seen.push(!!headwater.getActiveTransaction(), typeof headwater.startNavigation)
  const broken = {
    name: 'Broken',
    setup: () => {
      throw new Error('mine')
    },
  }
  const dsn = 'https://abc123@sentry.test/42'
  api.init({ dsn, tracesSampleRate: 0, startTransactionOnLocationChange: false, integrations: [broken, { name: 'Mine', setup }] })
  assert.deepEqual(seen, [true, 'function'])
  assert.deepEqual(warnings, ['Headwater: setup threw Error: mine; ignored'])
  api.init({ dsn, integrations: [{ name: 'Mine', setup }] })
  assert.equal(seen.length, 2)
  api.close()
})
