import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readTraceparent, traceparentOf } from '../../../js/trace/traceparent.ts'

const trace = '0123456789abcdef0123456789abcdef'
const span = 'fedcba9876543210'
const ids = `${trace}-${span}`
const sampled = { traceId: trace, parentSpanId: span, sampled: true, isRandom: false }

/** The strict cases of the harness of W3C, https://github.com/w3c/trace-context/tree/main/test */
const read: [text: string, found: ReturnType<typeof readTraceparent>][] = [
  [`00-${ids}-01`, sampled],
  [`00-${ids}-00`, { ...sampled, sampled: false }],
  [`00-${ids}-03`, { ...sampled, isRandom: true }],
  [`00-${ids}-02`, { ...sampled, sampled: false, isRandom: true }],
  // Flags that nobody knows yet.
  [`00-${ids}-ff`, { ...sampled, isRandom: true }],
  [`00-${ids}-0c`, { ...sampled, sampled: false }],
  // White space is a space or a tab, around the whole.
  [` 00-${ids}-01`, sampled],
  [`\t00-${ids}-01`, sampled],
  [`00-${ids}-01 \t `, sampled],
  // Versions to come.
  [`cc-${ids}-01`, sampled],
  [`cc-${ids}-01-what-the-future-will-be-like`, sampled],
  [`cc-${ids}-03-`, sampled],
]
for (const [text, found] of read) test(`"${text}" is read`, () => assert.deepEqual(readTraceparent(text), found))

const refused: [why: string, text: string | undefined][] = [
  ['nothing', undefined],
  ['an empty text', ''],
  ['two headers of the name', `00-${ids}-01, 00-${ids}-01`],
  ['version ff', `ff-${ids}-01`],
  ['more behind version 00', `00-${ids}-01-more`],
  ['a dot behind version cc', `cc-${ids}-01.what-the-future-will-be-like`],
  ['a dot behind version 00', `00-${ids}-01.`],
  ['a short version', `0-${ids}-01`],
  ['a version that is no number', `.0-${ids}-01`],
  ['a trace id of zeros', `00-${'0'.repeat(32)}-${span}-01`],
  ['a span id of zeros', `00-${trace}-${'0'.repeat(16)}-01`],
  ['upper case in the trace id', `00-${trace.toUpperCase()}-${span}-01`],
  ['upper case in the span id', `00-${trace}-${span.toUpperCase()}-01`],
  ['upper case in flags', `00-${ids}-0A`],
  ['upper case in the version', `CC-${ids}-01`],
  ['a trace id that is too long', `00-${trace}0-${span}-01`],
  ['a trace id that is too short', `00-${trace.slice(1)}-${span}-01`],
  ['a span id that is too long', `00-${trace}-${span}0-01`],
  ['a span id that is too short', `00-${trace}-${span.slice(1)}-01`],
  ['an illegal letter', `00-.${trace.slice(1)}-${span}-01`],
  ['flags that are too short', `00-${ids}-1`],
  ['flags that are too long', `00-${ids}-001`],
  ['flags that are no number', `00-${ids}-.0`],
  ['no flags', `00-${ids}`],
  ['other white space', `\u00a000-${ids}-01`],
  ['a line end', `00-${ids}-01\n`],
]
for (const [why, text] of refused) test(`${why} is no traceparent`, () => assert.equal(readTraceparent(text), undefined))

test('what is written says whether it is sampled, and whether the id is random', () => {
  assert.equal(traceparentOf(trace, span, true, true), `00-${ids}-03`)
  assert.equal(traceparentOf(trace, span, false, true), `00-${ids}-02`)
  assert.equal(traceparentOf(trace, span, true, false), `00-${ids}-01`)
  assert.equal(traceparentOf(trace, span, undefined, false), `00-${ids}-00`)
})
