import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatAddress, listAddress, parseAddress, splitColumns, traceAddress, type Address } from '../../demo/viewer/address.ts'

const parse = (path: string): Address => parseAddress(new URL(path, 'http://localhost'))

test('what is as it is by default is not in the address', () => {
  assert.equal(formatAddress(listAddress()), '/')
  assert.equal(formatAddress(traceAddress('trace', 'abc')), '/trace/abc')
  assert.deepEqual(parse('/'), listAddress())
})

test('an address says the same after it was written and read', () => {
  const addresses = [
    listAddress({
      query: 'op:pageload (a:"b c" OR !d:>5ms) /cart?x=1&y',
      columns: ['transaction', 'p95(lcp)', 'apdex(300)'],
      sort: '-p95(lcp)',
      from: '-24h',
      to: '',
      graph: '',
      compare: '10..20',
      extrapolate: true,
    }),
    traceAddress('trace', '0af7651916cd43dd8448eb211c80319c', {
      window: [120.5, 470],
      span: 'b7ad6b7169203331',
      find: 'GET /a b',
      colour: 'op',
      path: true,
      shifted: true,
    }),
    traceAddress('transaction', 'e1', { children: false }),
    traceAddress('file', 'a trace & more.json', { window: [0, 5] }),
  ]
  for (const address of addresses) assert.deepEqual(parse(formatAddress(address)), address)
})

test('an address can be read by people', () => {
  assert.equal(
    formatAddress(listAddress({ query: 'trace:abc', columns: ['start', 'p95(lcp)'] })),
    '/?query=trace:abc&columns=start,p95(lcp)',
  )
})

test('what makes no sense is left out', () => {
  assert.deepEqual(parse('/trace/x?window=9-2&colour=red'), traceAddress('trace', 'x'))
  assert.deepEqual(parse('/nothing/here'), { page: 'unknown', path: '/nothing/here' })
  assert.deepEqual(splitColumns(' op ,p95(lcp),, count() '), ['op', 'p95(lcp)', 'count()'])
})
