import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DATA, FINISH, HTTP_STATUS, SCOPE_VALUE, TAG } from '../../../../js/seam/commands.ts'
import { pack } from '../../../../js/core/wire/pack.ts'

test('codes and numbers in order, absent ones NaN; strings each ended by NUL', () => {
  assert.deepEqual(pack([[TAG, [7], ['key', 'value']], [HTTP_STATUS, [7, '404' as never], []], [FINISH, [1, 7, undefined], []]]), {
    numbers: [7, 7, 10, 7, 404, 6, 1, 7, NaN], text: 'key\0value\0',
  })
  assert.equal(pack([]), undefined)
})

test('a NUL inside a string does not end it', () => {
  assert.equal(pack([[TAG, [1], ['a\0b', '\0']]])!.text, 'a\ufffdb\0\ufffd\0')
})

test('lone surrogates never leave as escapes of JSON, everything that looks like one stays', () => {
  const packed = (code: number, string: string) => pack([[code, [1], ['k', string]]])!.text.split('\0')[1]!
  for (const code of [DATA, SCOPE_VALUE]) {
    assert.equal(packed(code, JSON.stringify('a\ud800b')), '"a\ufffdb"')
    assert.equal(packed(code, JSON.stringify({ '\udfff': ['\ud83d'] })), '{"\ufffd":["\ufffd"]}')
    for (const text of ['\ud83d\ude00', '\\ud800', '\\\\ud800', '\u0000\n"', '\\"', '\u001f']) {
      assert.equal(JSON.parse(packed(code, JSON.stringify(text))), text)
    }
  }
  assert.equal(packed(TAG, 'C:\\ud800'), 'C:\\ud800', 'a text is no JSON')
})

test('JSON that receivers refuse, with the whole event, is none', () => {
  const packed = (json: string) => pack([[DATA, [1], ['k', json]]])!.text.split('\0')[1]!
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
  for (const fine of [nested(32), `{"a":[${nested(30)},${nested(30)}]}`, `["${'['.repeat(40)}","\\"[[",${'[],'.repeat(40)}1]`, '[1.7976931348623157e+308,-5e-324,true]', '"1e999"']) {
    assert.equal(packed(fine), fine)
  }
  for (const refused of [nested(33), `{"a":${nested(32)}}`, '1e999', '[-1E+400]', `{"a":${'9'.repeat(310)}}`]) assert.equal(packed(refused), '?')
  assert.equal(packed('"\\uD800"'), '"\ufffd"', 'as `JSON.rawJSON` writes it')
  assert.equal(pack([[DATA, [1], ['C:\\ud800', '1']]])!.text, 'C:\\ud800\0' + '1\0', 'a key is no JSON')
})

// With one step for each pair of characters this would take hours.
test('a text that does not end takes linear time', { timeout: 20_000 }, () => {
  for (const json of ['"' + '\\"'.repeat(500_000), '"' + '\\\n'.repeat(500_000), '"\\'.repeat(500_000), '"' + '\\'.repeat(999_999)]) {
    assert.equal(pack([[DATA, [1], ['k', json]]])!.text, 'k\0?\0')
  }
})
