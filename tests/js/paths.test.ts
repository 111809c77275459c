import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import './support/page.ts'
import { PAGELOAD } from '../../js/seam/commands.ts'

const { loneRoot } = await import('../../js/unsent/lone-root.ts')
const { rootOf } = await import('../../js/record/span.ts')
const { readOptions } = await import('../../js/options/read-options.ts')

interface Path {
  path: string
  secrets: string[]
}
const { go, stay } = JSON.parse(readFileSync(new URL('../core/paths.json', import.meta.url), 'utf8')) as { go: Path[]; stay: Path[] }

/** The envelope of a root that the shim sends by itself, and its name. */
function rootAt(path: string, options = {}): [envelope: string, name: string] {
  const config = readOptions({ dsn: 'https://k@sentry.test/1', tracesSampleRate: 1, ...options })
  const root = Object.assign(
    rootOf({ traceId: 'a'.repeat(32), parentSpanId: '', sampled: true, basis: '[true]', _seed: [1, 2, 3, 4] }, 1, PAGELOAD),
    {
      _name: path,
      _source: 'url',
      _op: 'pageload',
      _origin: 'auto',
      _start: 0,
    },
  )
  const envelope = loneRoot(config, root, 10)!
  return [envelope, JSON.parse(envelope.split('\n')[2]!).transaction]
}

test('a root that is sent without a core has no secret of its path in its name', () => {
  assert.ok(go.length >= 100)
  for (const { path, secrets } of go) {
    const [, name] = rootAt(path)
    for (const secret of secrets) assert.equal(name.includes(secret), false, `${secret} in ${name}`)
  }
})

test('short words stay in it, and so do slashes', () => {
  assert.equal(rootAt('/users/42/orders/7f3a9c1b')[1], '/users/:id/orders/:id')
  for (const path of ['/', '/about', '/about/', '/en-US/index.html', '//', '/a//b_c/']) assert.equal(rootAt(path)[1], path)
  for (const { path } of stay) assert.equal(rootAt(path)[1].split('/').length, path.split('/').length, path)
})

test('the secret of an old DSN is nowhere in its envelope', () => {
  for (const tunnel of [undefined, '/tunnel']) {
    const [envelope] = rootAt('/', { dsn: 'https://k:s3cret@o1.sentry.test/1', tunnel })
    assert.doesNotMatch(envelope, /s3cret/)
    assert.equal(JSON.parse(envelope.split('\n')[0]!).dsn, tunnel ? 'https://k@o1.sentry.test/1' : undefined)
  }
})
