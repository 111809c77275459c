import assert from 'node:assert/strict'
import fc from 'fast-check'
import { readTrace, spanId, traceHeader } from '../../../js/trace/trace.ts'
import { anyText, property } from '../support/properties.ts'

const hex = (digits: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: digits, maxLength: digits })
const id = (digits: number): fc.Arbitrary<string> => hex(digits).filter(text => /[^0]/.test(text))

/** What is well formed, and what is not in one or several places. */
const header = fc
  .tuple(
    fc.constantFrom('', ' ', '\t\n', 'x'),
    fc.constantFrom('', '', '00-', '00-', '01-', '0-', '00'),
    fc.oneof(
      { weight: 5, arbitrary: id(32) },
      hex(31),
      hex(33),
      fc.constant('0'.repeat(32)),
      id(32).map(text => text.toUpperCase()),
    ),
    fc.constantFrom('-', '-', '-', '-', '--', '', '_'),
    fc.oneof({ weight: 5, arbitrary: id(16) }, hex(15), hex(17), fc.constant('0'.repeat(16))),
    fc.constantFrom('', '-0', '-1', '-00', '-01', '-02', '-03', '-', '-2', '-04', '-0g', '-1-1', '-true'),
    fc.constantFrom('', ' ', '\r\n', 'x'),
  )
  .map(parts => parts.join(''))

/** The same by other means: split, not matched. */
function expected(text: string): [string, string, boolean | undefined] | undefined {
  const parts = text.trim().split('-')
  if (parts[0] === '00') parts.shift()
  const [trace = '', span = '', decision, ...more] = parts
  const isId = (part: string, digits: number): boolean =>
    part.length === digits && [...part].every(c => '0123456789abcdef'.includes(c)) && [...part].some(c => c !== '0')
  const flags = ['0', '1', '00', '01', '02', '03']
  if (!isId(trace, 32) || !isId(span, 16) || more.length > 0 || (decision !== undefined && !flags.includes(decision))) return
  return [trace, span, decision === undefined ? undefined : '13'.includes(decision.at(-1)!)]
}

property(
  'a trace is read exactly from what is well formed',
  [fc.oneof(header, anyText), anyText],
  (text, baggage) => {
    const read = readTrace(text, baggage)
    assert.deepEqual(read && [read.traceId, read.parentSpanId, read.sampled], expected(text))
    assert.equal(readTrace(text)?.baggage, undefined)
  },
  5000,
)

property(
  'what is written as a header is read again, as a traceparent too',
  [id(32), id(16), fc.constantFrom(true, false, undefined), fc.constantFrom('', ' ', '\n')],
  (traceId, span, sampled, space) => {
    const text = traceHeader({ traceId, parentSpanId: '', sampled, basis: '' }, span)
    assert.deepEqual(readTrace(space + text + space), { traceId, parentSpanId: span, sampled })
    if (sampled !== undefined) assert.deepEqual(readTrace(`00-${traceId}-${span}-0${+sampled}`), { traceId, parentSpanId: span, sampled })
  },
)

const key = fc.string({ unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz_-.0123456789'), minLength: 1, maxLength: 20 })
const space = fc.constantFrom('', '', ' ', '\t')
const isOurs = (text: string): boolean => text.startsWith('sentry-')

property(
  'members of baggage are decoded, those of others left out',
  [
    id(32),
    fc.dictionary(key, fc.string({ unit: 'grapheme', maxLength: 30 }), { maxKeys: 8 }),
    fc.array(
      fc.tuple(key, fc.webPath()).filter(([name]) => !isOurs(name)),
      { maxLength: 4 },
    ),
    space,
    fc.constantFrom('', ';p', ' ; p=sentry-x=1'),
  ],
  (traceId, members, others, around, properties) => {
    const ours = { ...members, trace_id: traceId }
    const list = [
      ...Object.entries(ours).map(([name, value]) => `${around}sentry-${name}${around}=${around}${encodeURIComponent(value)}${properties}`),
      ...others.map(([name, value]) => `${name}=${encodeURIComponent(value)}`),
    ]
    const text = `${traceId}-00f067aa0ba902b7`
    assert.deepEqual({ ...readTrace(text, list.join(','))?.baggage }, ours)
    assert.deepEqual({ ...readTrace(text, list.reverse().join(','))?.baggage }, ours)
  },
)

property('whatever baggage is, its members are texts of this trace', [id(32), anyText, fc.nat(3)], (traceId, text, place) => {
  const list = [`sentry-trace_id=${traceId}`, text, 'sentry-a=%zz', 'sentry-b=1']
  const { baggage } = readTrace(`${traceId}-00f067aa0ba902b7`, [...list.slice(place), ...list.slice(0, place)].join(','))!
  if (!baggage) return
  assert.equal(baggage.trace_id, traceId)
  for (const [name, value] of Object.entries(baggage)) assert.ok(!/[\s=;,]/.test(name) && typeof value === 'string')
})

const word = fc.nat(0xffffffff)

property(
  'span ids of one page are one-to-one and never zero',
  [word, word, fc.uniqueArray(word, { maxLength: 200 })],
  (high, low, handles) => {
    const ids = handles.map(handle => spanId(high, low, handle))
    assert.equal(new Set(ids).size, handles.length)
    for (const one of ids) assert.match(one, /^(?!0{16})[0-9a-f]{16}$/)
  },
  200,
)

// The halves that would give zero: whatever the first is, some seed makes the second 0 as well.
property('span ids that would be zero are not', [word], handle => {
  assert.equal(spanId(handle, 0, handle), '0000000000000001')
})
