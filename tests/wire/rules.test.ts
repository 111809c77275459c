import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { bytesCases, draftCases } from './cases.ts'
import { goodDraft, now, withStandaloneSpan, written } from './good.ts'
import { checkEnvelope, checkRequest, type Finding } from './index.ts'
import { rules, type RuleId } from './rules.ts'

const ids = (findings: Finding[]): RuleId[] => [...new Set(findings.map(({ rule }) => rule))].sort()

test('a good request breaks no rule', () => {
  assert.deepEqual(checkRequest(written(goodDraft())), [])
  assert.deepEqual(checkEnvelope(written(goodDraft()).body, { byBeacon: true, now }), [])
})

test('what receivers allow is no finding', () => {
  const withoutLastNewline = written(goodDraft())
  withoutLastNewline.body = withoutLastNewline.body.subarray(0, -1)
  assert.deepEqual(checkRequest(withoutLastNewline), [])

  const compressed = written(goodDraft())
  compressed.body = gzipSync(compressed.body)
  compressed.headers = { 'content-type': 'text/plain', 'content-encoding': 'gzip' }
  assert.deepEqual(checkRequest(compressed), [])

  const aloneReport = goodDraft()
  aloneReport.payload = undefined
  delete aloneReport.header.event_id
  delete aloneReport.header.trace
  assert.deepEqual(checkRequest(written(aloneReport)), [])

  assert.deepEqual(checkRequest(written(withStandaloneSpan(goodDraft()))), [])

  const byHeader = goodDraft()
  byHeader.headers['X-Sentry-Auth'] = `Sentry ${[...byHeader.url.searchParams].map(pair => pair.join('=')).join(', ')}`
  byHeader.url.search = ''
  assert.deepEqual(checkRequest(written(byHeader)), [])

  const tunnel = goodDraft()
  tunnel.header.dsn = `https://${'a'.repeat(32)}@sentry.example/path/1`
  tunnel.url.search = ''
  assert.deepEqual(checkRequest(written(tunnel)), [])

  const longInUnits = goodDraft()
  longInUnits.payload.transaction = longInUnits.payload.tags.kind = '🛒'.repeat(200)
  assert.deepEqual(checkRequest(written(longInUnits)), [])

  const rootOnly = goodDraft()
  rootOnly.payload.spans = []
  assert.deepEqual(checkRequest(written(rootOnly)), [])
})

test('without a clock the age of a transaction is not judged', () => {
  const draft = goodDraft()
  draft.payload.start_timestamp = draft.payload.timestamp = 1
  draft.payload.spans = []
  const { body } = written(draft)
  assert.deepEqual(checkEnvelope(body), [])
  assert.deepEqual(ids(checkEnvelope(body, { now })), ['T6'])
})

for (const [index, { rule, also = [], edit }] of draftCases.entries()) {
  test(`${rule} fires (${index + 1})`, () => {
    const draft = goodDraft()
    edit(draft)
    const findings = checkRequest(written(draft))
    assert.deepEqual(ids(findings), [rule, ...also].sort(), JSON.stringify(findings))
  })
}

for (const [index, { rule, also = [], edit }] of bytesCases.entries()) {
  test(`${rule} fires on raw bytes (${index + 1})`, () => {
    const request = written(goodDraft())
    request.body = edit(Buffer.from(request.body))
    const findings = checkRequest(request)
    assert.deepEqual(ids(findings), [rule, ...also].sort(), JSON.stringify(findings))
  })
}

test('every rule is shown to fire', () => {
  const shown = new Set([...draftCases, ...bytesCases].map(({ rule }) => rule))
  assert.deepEqual(
    Object.keys(rules).filter(rule => !shown.has(rule as RuleId)),
    [],
  )
})

test('the level of a finding is that of its rule', () => {
  const draft = goodDraft()
  draft.payload.spans[0].op = ''
  draft.payload.spans[1].status = 'unknown'
  assert.deepEqual(
    checkRequest(written(draft)).map(({ rule, level }) => [rule, level]),
    [
      ['N11', 'W'],
      ['N9', 'E'],
    ],
  )
})
