import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readTracestate } from '../../../js/trace/tracestate.ts'

const members = (count: number): string => Array.from({ length: count }, (_, i) => `bar${i}=${i}`).join(',')

const kept: [why: string, text: string, passed?: string][] = [
  ['one member', 'foo=1'],
  ['several', 'foo=1,bar=2'],
  ['white space around members', 'foo=1 \t , \t bar=2, \t baz=3', 'foo=1,bar=2,baz=3'],
  ['empty members', 'foo=1,', 'foo=1'],
  ['nothing but empty members', ',,', ''],
  ['all letters of a key', 'abcdefghijklmnopqrstuvwxyz0123456789_-*/@=1'],
  ['keys that begin with a digit', '0foo=1'],
  ['keys with @ anywhere behind the first letter', 'foo@=1,a@b@c=2'],
  ['a key of 256 letters', `${'z'.repeat(256)}=1`],
  ['a value of 256 letters', `foo=${'v'.repeat(256)}`],
  ['a value with spaces inside', 'foo= a b'],
  ['a value with all printable letters but two', 'foo=!"#$%&\'()*+-./:;<>?@[]^_`{|}~'],
  ['32 members', members(32)],
  ['more than 512 letters', Array.from({ length: 30 }, (_, i) => `key${i}=${'x'.repeat(40)}`).join(',')],
]
for (const [why, text, passed = text] of kept) test(`passed on: ${why}`, () => assert.equal(readTracestate(text), passed))

const dropped: [why: string, text: string | undefined][] = [
  ['none', undefined],
  ['33 members', members(33)],
  ['a key of 257 letters', `${'z'.repeat(257)}=1,foo=1`],
  ['a key with an upper-case letter', 'Foo=1'],
  ['a key that begins with @', '@foo=1'],
  ['an empty key', '=1'],
  ['a key with a space behind it', 'foo =1'],
  ['a key with another letter', 'foo.bar=1'],
  ['no value', 'foo,bar=1'],
  ['an empty value', 'foo='],
  ['a value of 257 letters', `foo=${'v'.repeat(257)}`],
  ['a value with an equals sign', 'foo=bar=baz'],
  ['a value with a letter beyond ASCII', 'foo=\u00e9'],
  ['a value with a control character', 'foo=a\x01b'],
]
for (const [why, text] of dropped) test(`all of it dropped: ${why}`, () => assert.equal(readTracestate(text), ''))
