import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Origin } from '../../../js/seam/options.ts'
import '../support/page.ts'

const { addressOf } = await import('../../../js/trace/address.ts')
const { isPresigned, matcherOf } = await import('../../../js/trace/origins.ts')

const page = 'https://shop.example.com'

/** Whether any entry lets a request from the page to `address` carry the trace. */
const matches = (entries: Origin[] | Origin, address: string, from = page): boolean =>
  [entries].flat().some(entry => matcherOf(entry, new URL(from).origin)(addressOf(new URL(address, from + '/a/b'))!))

const defaults: Origin[] = ['localhost', /^\//]

function check(entry: Origin | Origin[], yes: string[], no: string[], from?: string): void {
  for (const address of yes) assert.ok(matches(entry, address, from), `${String(entry)} must match ${address}`)
  for (const address of no) assert.ok(!matches(entry, address, from), `${String(entry)} must not match ${address}`)
}

test('the default is the own origin and localhost', () => {
  check(
    defaults,
    ['/api', 'api', '', '?q=1', '../x', page + '/api', 'http://localhost:3000/x', 'https://localhost/x', 'http://sub.localhost/'],
    [
      '//evil.example/x',
      'https://evil.example/x',
      'https://evil.example/localhost',
      'https://evil.example/?localhost',
      'https://localhost.evil.example/',
      'https://notlocalhost/',
      'https://localhost@evil.example/',
      'http://shop.example.com/',
      'https://shop.example.com:8443/',
      'https://shop.example.com.evil.example/',
    ],
  )
})

test('a page on localhost reaches other ports of it', () => {
  check(defaults, ['/x', 'http://localhost:4000/x'], ['http://127.0.0.1:4000/x'], 'http://localhost:3000')
})

test('same origin: a string matches where path or URL contains it', () => {
  check('/api', ['/api', '/v1/api/x', '/apis'], ['/v1', '/?x=/api', '/#/api'])
  check('shop.example', ['/', '/x'], [])
  check('https://shop.example.com/v', ['/v', '/v1'], ['/x/v'])
})

test('a path beyond ASCII matches as people write it, and as it is sent', () => {
  for (const entry of ['/straße', '/stra%C3%9Fe', /^\/straße(\/|$)/, /\/stra%C3%9Fe/])
    check(entry, ['/straße', '/straße/a b'], ['/strasse', '/?/straße'])
  for (const entry of ['api.example/straße', 'https://api.example/straße', /^https:\/\/api\.example\/straße/]) {
    check(
      entry,
      ['https://api.example/straße', 'https://api.example/straße/%ff/%'],
      ['https://api.example/strasse', 'https://evil.example/straße'],
    )
  }
  check('/über uns', ['/über uns/x', '/%C3%BCber%20uns'], ['/über%2Funs'])
  // What ends a part, or is no character, stays as it is.
  check(/^\/a\/b$/, ['/a/b'], ['/a%2Fb', '/a%252Fb'])
  check('/%FF', ['/%FF', '/%FFx'], ['/ÿ'])
})

test('same origin: a regular expression matches path or URL', () => {
  check(/^\/api\//, ['/api/x'], ['/apix', '/x/api/', '/?/api/'])
  check(/^https:\/\/shop\.example\.com\/api/, ['/api'], ['/x'])
})

test('cross origin: a string without / is a host and what is below it, with any port or its own', () => {
  check(
    'api.example.com',
    [
      'https://api.example.com/',
      'http://api.example.com/x',
      'https://api.example.com:8443/',
      'https://eu.api.example.com/v1',
      'https://API.EXAMPLE.com/',
      'https://user:pass@api.example.com/',
    ],
    [
      'https://api.example.com.evil.test/',
      'https://notapi.example.com/',
      'https://example.com/',
      'https://evil.test/api.example.com',
      'https://evil.test/?api.example.com',
      'https://evil.test/#api.example.com',
      'https://api.example.com@evil.test/',
      'https://api.example.com%2eevil.test/',
      'https://api-example.com/',
      'https://apixexample.com/',
      '//evil.test/api.example.com',
    ],
  )
  check(
    'api.example.com:8443',
    ['https://api.example.com:8443/', 'https://eu.api.example.com:8443/'],
    ['https://api.example.com/', 'https://api.example.com:8444/', 'https://api.example.com:844/'],
  )
  check('api.example.com:443', ['https://api.example.com/', 'https://api.example.com:443/x'], ['http://api.example.com/'])
  check('API.Example.COM', ['https://api.example.com/'], [])
})

test('cross origin: hosts in other scripts and numbers', () => {
  check(
    'bücher.example',
    ['https://bücher.example/', 'https://xn--bcher-kva.example/', 'https://a.bücher.example/'],
    ['https://bucher.example/', 'https://xn--bcher-kva.example.evil.test/'],
  )
  check('1.1', [], ['http://10.0.1.1/', 'http://2.2.1.1/'])
  check('10.0.0.1', ['http://10.0.0.1:8080/'], ['http://110.0.0.1/', 'http://10.0.0.11/'])
  check('[::1]', ['http://[::1]:8080/'], ['http://[::2]/'])
  check('[::1]:80', ['http://[::1]/'], ['http://[::1]:8080/'])
})

test('cross origin: a string with / is a prefix that ends at a segment', () => {
  check(
    'https://api.example.com/v1',
    [
      'https://api.example.com/v1',
      'https://api.example.com/v1/',
      'https://api.example.com/v1/x?y',
      'https://api.example.com:443/v1',
      'https://api.example.com/v2/../v1/x',
    ],
    [
      'https://api.example.com/v10',
      'https://api.example.com/v1beta',
      'https://api.example.com/',
      'http://api.example.com/v1',
      'https://api.example.com:8443/v1',
      'https://eu.api.example.com/v1',
      'https://evil.test/https://api.example.com/v1',
      'https://api.example.com/v1/../v2',
      'https://api.example.com/v1/%2e%2e/v2',
      'https://api.example.com.evil.test/v1',
    ],
  )
  check('api.example.com/v1', ['https://api.example.com/v1', 'http://api.example.com/v1/x'], ['https://api.example.com:8443/v1'])
  check('//api.example.com/v1', ['https://api.example.com/v1'], ['https://evil.test//api.example.com/v1'])
  check('api.example.com:8443/v1', ['https://api.example.com:8443/v1'], ['https://api.example.com/v1'])
  check(
    'https://api.example.com',
    ['https://api.example.com/', 'https://api.example.com/x'],
    ['https://api.example.com:8443/', 'https://api.example.com.evil.test/', 'https://api.example.comx/'],
  )
  check('https://api.example.com/', ['https://api.example.com/', 'https://api.example.com/x'], ['https://eu.api.example.com/'])
  check('https://api.example.com/v1/', ['https://api.example.com/v1/', 'https://api.example.com/v1/x'], ['https://api.example.com/v1'])
  check('/api', [], ['https://evil.test/api'])
})

test('cross origin: a regular expression is tried on origin and path, whatever its flags and lastIndex', () => {
  for (const flags of ['', 'g', 'y', 'gy', 'gi', 'u']) {
    const pattern = new RegExp('^https://api\\.example\\.com/', flags)
    pattern.lastIndex = 5
    for (let i = 0; i < 3; i++) {
      check(pattern, ['https://api.example.com/x'], ['https://evil.test/?https://api.example.com/', 'https://x@evil.test/'])
    }
    assert.equal(pattern.lastIndex, 5)
  }
  check(/example\.com\/y/y, ['https://api.example.com/y'], [])
  check(/^\//, [], ['https://evil.test/', '//evil.test/'])
  check(/token/, [], ['https://evil.test/?token', 'https://token@evil.test/', 'https://evil.test/#token'])
})

test('what is no host matches nothing elsewhere', () => {
  for (const entry of ['?', '#', '@', 'a b', 'user@api.example.com', 'https://', '//', ':80', 'https:', 'http://[/']) {
    check(entry, [], ['https://api.example.com/', 'https://user/', 'https://undefined/'])
  }
})

test('presigned URLs are known by their query', () => {
  for (const query of [
    'X-Amz-Signature=1',
    'a=1&X-Amz-Signature=1',
    'Signature=1',
    'x=1&sig=abc',
    'X-Goog-Signature=1',
    'x-amz-signature=1',
    'X%2DAmz%2DSignature=1',
    'x-oss-signature=1',
    'q-signature=1',
    'X-Tos-Signature=1',
    'X-Obs-Date=1',
    'X-Cos-Signature=1',
    'hdnts=st=1',
    '__token__=1',
    'OSSAccessKeyId=1&Signature=1',
    '%53ig=1',
  ]) {
    assert.ok(isPresigned(addressOf('https://bucket.test/file?' + query)!), query)
  }
  for (const query of ['', 'design=1', 'a=sig', 'signatures=1', 'q=Signature']) {
    assert.ok(!isPresigned(addressOf('https://bucket.test/sig=?' + query)!), query)
  }
})
