import assert from 'node:assert/strict'
import fc from 'fast-check'
import { setGlobals } from '../support/core-fakes.ts'
import { anyText, property } from '../support/properties.ts'
import '../support/page.ts'

const { readIncoming } = await import('../../../js/watch/pageload.ts')
const { readTrace } = await import('../../../js/trace/trace.ts')

interface Document {
  meta: Record<string, string>
  timing: object | undefined
}

/** Reads the trace of a document with these meta tags, this navigation entry and storage. */
function read({ meta, timing }: Document, storage: object): ReturnType<typeof readIncoming> {
  const querySelector = (selector: string): object | null => {
    const [, name] = /^:root > head > meta\[name="([\w-]+)"\]$/.exec(selector)!
    return Object.hasOwn(meta, name!) ? { content: meta[name!] } : null
  }
  const restore = setGlobals({
    document: { querySelector },
    localStorage: storage,
    performance: { getEntriesByType: () => (timing ? [timing] : []) },
  })
  try {
    return readIncoming()
  } finally {
    restore()
  }
}

const trace = fc
  .tuple(fc.bigInt({ min: 1n, max: 2n ** 128n - 1n }), fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }), fc.constantFrom('', '-0', '-1'))
  .map(([traceId, span, decision]) => `${traceId.toString(16).padStart(32, '0')}-${span.toString(16).padStart(16, '0')}${decision}`)
const content = fc.oneof(trace, anyText)
const names = fc.constantFrom('sentry-trace', 'traceparent', 'trace', 'baggage')

const timing = fc.option(
  fc.record(
    {
      type: fc.constantFrom('navigate', 'reload', 'back_forward', 'prerender'),
      deliveryType: fc.constantFrom('', 'cache'),
      transferSize: fc.nat(1000),
      serverTiming: fc.array(fc.record({ name: fc.oneof(names, anyText), description: content, duration: fc.double() }), { maxLength: 4 }),
    },
    { requiredKeys: [] },
  ),
  { nil: undefined },
)

const document = fc.record({ meta: fc.dictionary(names, content), timing })

/** Storage that a page may have: none, one that refuses, one with anything in it. */
const storage = fc.oneof(
  anyText.map(seen => ({ 'headwater.seen': seen })),
  fc.constant(Object.freeze({ 'headwater.seen': 'x' })),
  fc.constantFrom(
    {
      get 'headwater.seen'(): string {
        throw new Error('refused')
      },
    },
    {},
  ),
)

property(
  'whatever a document says, its trace is one that is well formed',
  [document, storage],
  (given, store) => {
    const incoming = read(given, store)
    if (!incoming) return
    if (incoming.stale !== undefined) {
      assert.deepEqual(Object.keys(incoming), ['stale'])
      assert.ok(readTrace(incoming.stale))
    } else {
      assert.ok(readTrace(`${incoming.traceId}-${incoming.parentSpanId}`))
    }
  },
  3000,
)

property('a meta tag comes before Server-Timing, the second time it is stale', [trace, trace], (meta, header) => {
  const store: Record<string, string> = {}
  const serverTiming = [{ name: 'sentry-trace', description: header }]
  const both = { meta: { 'sentry-trace': meta }, timing: { serverTiming } }
  assert.deepEqual(read(both, store), readTrace(meta))
  assert.deepEqual(read(both, store), { stale: meta.slice(0, 49) })
  assert.ok(store['headwater.seen']!.length <= 320)
  if (meta.slice(33, 49) !== header.slice(33, 49)) assert.deepEqual(read({ meta: {}, timing: { serverTiming } }, store), readTrace(header))
})
