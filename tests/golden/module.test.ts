import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { checkEnvelope } from '../wire/index.ts'
import { apartFromSending, envelopesFile, readGoldens, splitEnvelopes, unusedCommands } from './golden-file.ts'
import { replay } from './replay.ts'

const goldens = readGoldens()
const text = (envelopes: Uint8Array[]): string => Buffer.concat(envelopes).toString()

for (const golden of goldens) {
  const expected = readFileSync(envelopesFile(golden.sameAs ?? golden.name))

  for (const [how, form, inPieces] of [
    ['as wasm', 'wasm'],
    ['as js', 'js'],
    ['command by command', 'wasm', true],
  ] as const) {
    // What has no usable time takes that of the command before it, in its batch.
    if (inPieces && golden.name === 'invalid') continue
    test(`${golden.name}: the shipped module gives the expected envelopes, ${how}`, async () => {
      const envelopes = await replay(golden, form, inPieces)
      if (golden.sameAs) {
        assert.deepEqual(apartFromSending(envelopes), apartFromSending(splitEnvelopes(expected)))
      } else {
        assert.equal(text(envelopes), expected.toString())
        assert.ok(Buffer.concat(envelopes).equals(expected), 'the bytes differ')
      }
    })
  }

  test(`${golden.name}: the expected envelopes keep the rules of the wire`, () => {
    const envelopes = splitEnvelopes(expected)
    assert.notEqual(envelopes.length, 0)
    const findings = envelopes.flatMap(bytes => checkEnvelope(bytes))
    const messages = findings.filter(({ level, rule }) => level === 'E' || !golden.warnings.includes(rule))
    assert.deepEqual(messages, [])
    const broken: string[] = findings.map(({ rule }) => rule)
    assert.deepEqual(
      golden.warnings.filter(rule => !broken.includes(rule)),
      [],
      'known warnings that no longer apply',
    )
  })
}

test('every command has a golden', () => {
  assert.deepEqual(unusedCommands(goldens), [])
})

test('three expected files are written by hand', () => {
  assert.equal(goldens.filter(({ byHand }) => byHand).length, 3)
})
