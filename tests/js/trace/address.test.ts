import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { property } from '../support/properties.ts'
import '../support/page.ts'

const { addressOf } = await import('../../../js/trace/address.ts')

const page = document as { baseURI: string }

/** As the platform resolves it. */
function expected(text: string): unknown {
  const { href, protocol, origin, hostname, port, pathname } = new URL(text, page.baseURI)
  return { href, origin, pathname, protocol, hostname, port }
}

/** What is kept of it. */
function looked(given: string | URL): unknown {
  const address = addressOf(given)
  if (!address) return undefined
  const {
    _href: href,
    _origin: origin,
    _path: pathname,
    _url: { protocol, hostname, port },
  } = address
  return { href, origin, pathname, protocol, hostname, port }
}

const texts = [
  '/',
  '/api',
  '/api/',
  '/a/b.c?d=e&f',
  '/a?b#c',
  '//evil.test/x',
  '/\\\\evil.test',
  '/a/../b',
  '/./a',
  '/a/.',
  '/a/..',
  '/a/%2e%2e/b',
  '/.well-known/x',
  '/a b',
  '/a//b',
  '/ü',
  '/a?ü',
  '/a?x=%20',
  'api',
  '',
  '?q',
  '#h',
  'https://other.test:8443/x',
  '/a\tb',
  '/a\n',
  ' /a ',
  '/a?b?c',
  "/a?'x'",
  '/a/b~c-d_e/?~',
]

test('an address is what the platform makes of it, however it is looked at', () => {
  for (const base of ['https://shop.test/cart/', 'http://localhost:3000/', 'https://based.test/x/y?z', 'http://[::1]:8080/a']) {
    page.baseURI = base
    for (const text of texts) assert.deepEqual(looked(text), expected(text), JSON.stringify(text))
  }
  page.baseURI = 'about:blank'
  assert.equal(addressOf('/api'), undefined)
  page.baseURI = 'https://shop.test/'
  assert.equal(addressOf('http://['), undefined)
  assert.deepEqual(looked(new URL('https://a.test/b')), expected('https://a.test/b'))
})

const letter = fc.constantFrom(...'/.~-_?=&+%ab2eF:@#\\\t ü')
property(
  'whatever a path is made of',
  [fc.string({ unit: letter, maxLength: 12 })],
  rest => {
    assert.deepEqual(
      looked('/' + rest),
      (() => {
        try {
          return expected('/' + rest)
        } catch {
          return undefined
        }
      })(),
    )
  },
  5000,
)
