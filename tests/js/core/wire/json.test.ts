import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readable } from '../../../../js/core/wire/json.ts'

test('lone surrogates never leave as escapes of JSON, everything that looks like one stays', () => {
  assert.equal(readable(JSON.stringify('a\ud800b')), '"a\ufffdb"')
  assert.equal(readable(JSON.stringify({ '\udfff': ['\ud83d'] })), '{"\ufffd":["\ufffd"]}')
  for (const text of ['\ud83d\ude00', '\\ud800', '\\\\ud800', '\u0000\n"', '\\"', '\u001f']) {
    assert.equal(JSON.parse(readable(JSON.stringify(text))), text)
  }
})

test('JSON that receivers refuse, with the whole event, is none', () => {
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
  for (const fine of [
    nested(32),
    `{"a":[${nested(30)},${nested(30)}]}`,
    `["${'['.repeat(40)}","\\"[[",${'[],'.repeat(40)}1]`,
    '[1.7976931348623157e+308,-5e-324,true]',
    '"1e999"',
  ]) {
    assert.equal(readable(fine), fine)
  }
  for (const refused of [nested(33), `{"a":${nested(32)}}`, '1e999', '[-1E+400]', `{"a":${'9'.repeat(310)}}`])
    assert.equal(readable(refused), '?')
  assert.equal(readable('"\\uD800"'), '"\ufffd"', 'as `JSON.rawJSON` writes it')
})

// With one step for each pair of characters this would take hours.
test('a text that does not end takes linear time', { timeout: 20_000 }, () => {
  for (const json of ['"' + '\\"'.repeat(500_000), '"' + '\\\n'.repeat(500_000), '"\\'.repeat(500_000), '"' + '\\'.repeat(999_999)]) {
    assert.equal(readable(json), '?')
  }
})
