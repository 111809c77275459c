import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Origin } from '../../../js/seam/options.ts'
import { anyText, property } from '../support/properties.ts'
import '../support/page.ts'

const { addressOf } = await import('../../../js/trace/address.ts')
const { matcherOf } = await import('../../../js/trace/origins.ts')

const page = 'https://shop.example.com'
const matchesOrigin = (entry: Origin, url: URL, from: string): boolean => matcherOf(entry, from)(addressOf(url)!)
const label = fc.string({ unit: fc.constantFrom(...'abcdefghij0123456789'), minLength: 1, maxLength: 6 })
// Never all digits: that would be an IP address.
const host = fc
  .tuple(fc.array(label, { minLength: 1, maxLength: 3 }), fc.constantFrom('test', 'co.uk', 'com', 'xn--p1ai'))
  .map(([labels, top]) => `h${labels.join('.')}.${top}`)
const path = fc.array(label, { maxLength: 4 }).map(parts => '/' + parts.join('/'))
const url = fc
  .tuple(
    fc.constantFrom('https', 'http', 'wss'),
    fc.oneof(host, fc.constantFrom('shop.example.com', '[::1]', '127.0.0.1', 'localhost')),
    fc.constantFrom('', ':8443'),
    path,
  )
  .map(([scheme, name, port, rest]) => new URL(`${scheme}://${name}${port}${rest}`))
const pattern = fc
  .tuple(
    fc.oneof(fc.constantFrom('.', '^/', 'api', '\\?', '#', '@', 'secret', '$'), label),
    fc.constantFrom('', 'g', 'y', 'i', 'gy', 'u', 'd'),
  )
  .map(([source, flags]) => new RegExp(source, flags))
const entry = fc.oneof(
  anyText,
  host,
  host.map(name => '//' + name),
  fc.tuple(host, path).map(parts => parts.join('')),
  path,
  url.map(String),
  pattern,
  fc.constantFrom('', '/', '//', 'https://', 'https:///', '[', '[::1', '%', 'a%00b', ':', '.', '*', '//@', 'localhost:'),
)

property(
  'no entry makes it throw, none is changed',
  [entry, url],
  (one, to) => {
    const before = one instanceof RegExp ? (one.lastIndex = 3) : 0
    const answer = matchesOrigin(one, to, page)
    assert.equal(typeof answer, 'boolean')
    assert.equal(matchesOrigin(one, to, page), answer)
    if (one instanceof RegExp) assert.equal(one.lastIndex, before)
  },
  5000,
)

property(
  'query, fragment and credentials do not matter',
  [entry, url, anyText, anyText, anyText],
  (one, to, query, hash, name) => {
    const more = new URL(to)
    more.search = query
    more.hash = hash
    more.username = more.password = name
    assert.equal(matchesOrigin(one, more, page), matchesOrigin(one, to, page))
    more.search = more.hash = more.username = String(one)
    assert.equal(matchesOrigin(one, more, page), matchesOrigin(one, to, page))
  },
  3000,
)

property(
  'a host matches itself and what is below it, with any port',
  [host, label, path, fc.constantFrom('', ':81')],
  (name, below, rest, port) => {
    for (const scheme of ['http', 'https']) {
      for (const to of [name, `${below}.${name}`, name.toUpperCase()])
        assert.ok(matchesOrigin(name, new URL(`${scheme}://${to}${port}${rest}`), page))
    }
  },
)

property(
  'a host matches nobody else, wherever its name stands',
  [host, label, fc.constantFrom('', '//', 'https://'), fc.constantFrom('', '/', '/v1', ':443', ':8443')],
  (name, other, before, after) => {
    const evil = `${other}.invalid`
    for (const to of [
      `${name}.${evil}`,
      `${other}${name}`,
      `${other}-${name}`,
      `${evil}/${name}`,
      `${evil}/https://${name}/`,
      `${evil}/?${name}`,
      `${evil}/#//${name}`,
      `${name}@${evil}`,
      `${name}%2e${evil}`,
      `${name}:secret@${evil}/${name}`,
      `${evil}\\@${name}`,
      `${name.replace(/\./g, 'x')}`,
      `${name}x`,
    ]) {
      const address = new URL(`https://${to}`)
      assert.ok(!matchesOrigin(before + name + after, address, page), `${before + name + after} must not match ${address}`)
    }
  },
)

property('a prefix ends at a segment', [host, path.filter(rest => rest.length > 1), label], (name, rest, more) => {
  const matches = (to: string): boolean => matchesOrigin(name + rest, new URL(`https://${name}${to}`), page)
  assert.ok(matches(rest) && matches(`${rest}/${more}`) && matches(`${rest}/`))
  assert.ok(!matches(rest + more) && !matches(`/${more}x${rest}`) && !matches('/'))
})
