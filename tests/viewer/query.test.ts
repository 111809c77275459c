import assert from 'node:assert/strict'
import { test } from 'node:test'
import { complete, matchingKeys, placeAt } from '../../demo/viewer/list/completion.ts'
import { addTerm, splitTerms, term } from '../../demo/viewer/list/terms.ts'

test('terms are quoted where they have to be', () => {
  assert.equal(term('browser', 'Firefox'), 'browser:Firefox')
  assert.equal(term('transaction', 'GET /a "b"'), 'transaction:"GET /a \\"b\\""')
  assert.equal(term('release', 'shop@1*'), 'release:"shop@1*"')
})

test('a query is split at spaces outside quotes and brackets', () => {
  assert.deepEqual(splitTerms('a:"b c"  (d:1 OR e:"f )") /cart'), ['a:"b c"', '(d:1 OR e:"f )")', '/cart'])
})

test('a term is added once, and replaces its opposite', () => {
  assert.equal(addTerm('op:a', 'op:a'), 'op:a')
  assert.equal(addTerm('x !op:a', 'op:a'), 'x op:a')
  assert.equal(addTerm('op:a x', '!op:a'), 'x !op:a')
})

/** `|` is the caret. */
function at(text: string): ReturnType<typeof placeAt> {
  return placeAt(text.replace('|', ''), text.indexOf('|'))
}

test('the place of a completion: a key, or a value of one', () => {
  assert.deepEqual(at('op:pageload bro|'), { from: 12, to: 15, key: null, prefix: 'bro' })
  assert.deepEqual(at('!bro| x'), { from: 1, to: 4, key: null, prefix: 'bro' })
  assert.deepEqual(at('(a:b OR brow|ser:x)'), { from: 8, to: 17, key: null, prefix: 'brow' })
  assert.deepEqual(at('op:pa|ge x'), { from: 3, to: 7, key: 'op', prefix: 'pa' })
  assert.deepEqual(at('t:"GET /|'), { from: 2, to: 8, key: 't', prefix: 'GET /' })
})

test('a completion takes the place of what was typed', () => {
  assert.deepEqual(complete('bro', at('bro|'), 'browser'), { query: 'browser:', caret: 8 })
  assert.deepEqual(complete('op:pa x', at('op:pa| x'), 'pageload'), { query: 'op:pageload x', caret: 12 })
  assert.deepEqual(complete('t:"GE', at('t:"GE|'), 'GET /a'), { query: 't:"GET /a" ', caret: 11 })
})

test('keys that begin with what was typed come before those that contain it', () => {
  const keys = ['transaction.op', 'op', 'open'].map(text => ({ text, note: '' }))
  assert.deepEqual(
    matchingKeys(keys, 'OP').map(({ text }) => text),
    ['op', 'open', 'transaction.op'],
  )
})
