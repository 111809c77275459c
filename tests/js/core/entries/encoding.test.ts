import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Command } from '../../../../js/seam/host.ts'
import { serverTimingOf } from '../../../../js/core/entries/encoding.ts'
import { encodeNavigation } from '../../../../js/core/entries/navigation-timing.ts'
import { encodePlain, encodeMoment } from '../../../../js/core/entries/plain-entry.ts'
import { encodeResource } from '../../../../js/core/entries/resource-timing.ts'
import { rows } from '../../../../wasm/write-commands.ts'

const entry = (fields: object): PerformanceEntry => ({ duration: 0, ...fields }) as PerformanceEntry

const resource = entry({
  entryType: 'resource',
  name: 'https://cdn.example/a.css',
  initiatorType: 'link',
  nextHopProtocol: 'h2',
  renderBlockingStatus: 'blocking',
  deliveryType: 'cache',
  startTime: 10,
  duration: 25,
  redirectStart: 1,
  redirectEnd: 2,
  workerStart: 3,
  fetchStart: 11,
  domainLookupStart: 12,
  domainLookupEnd: 13,
  connectStart: 14,
  secureConnectionStart: 15,
  connectEnd: 16,
  requestStart: 17,
  responseStart: 30,
  responseEnd: 35,
  transferSize: 900,
  encodedBodySize: 600,
  decodedBodySize: 1200,
  responseStatus: 200,
  serverTiming: [
    { name: 'db', duration: 53.2, description: '' },
    { name: 'cache', duration: 0, description: 'hit\tor\nmiss' },
  ],
})

const navigation = entry({
  entryType: 'navigation',
  name: 'https://shop.example/?q=1',
  nextHopProtocol: 'h3',
  startTime: 0,
  duration: 300,
  unloadEventStart: 1,
  unloadEventEnd: 2,
  redirectStart: 3,
  redirectEnd: 4,
  fetchStart: 5,
  domainLookupStart: 6,
  domainLookupEnd: 7,
  connectStart: 8,
  secureConnectionStart: 9,
  connectEnd: 10,
  requestStart: 11,
  responseStart: 12,
  responseEnd: 13,
  domContentLoadedEventStart: 14,
  domContentLoadedEventEnd: 15,
  loadEventStart: 290,
  loadEventEnd: 300,
  transferSize: 16,
  encodedBodySize: 17,
  decodedBodySize: 18,
  responseStatus: 200,
  redirectCount: 1,
  type: 'reload',
}) as PerformanceNavigationTiming

test('the three timing entries of a page load in the order of wasm/commands.md', () => {
  assert.deepEqual(encodeResource(resource, 1000), [
    18,
    [35, 10, 25, 1, 2, 3, 11, 12, 13, 14, 15, 16, 17, 30, 35, 900, 600, 1200, 200],
    ['https://cdn.example/a.css', 'link', 'h2', 'blocking', 'cache', 'db\t53.2\t\ncache\t0\thit or miss'],
  ])
  assert.deepEqual(encodeNavigation(navigation), [
    19,
    [15, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 200, 1, NaN],
    ['https://shop.example/?q=1', 'h3', '', 'reload', ''],
  ])
  assert.deepEqual(encodeMoment('load', 290, 300), [17, [300, 3, 290, 10], ['load']])
})

test('a prerendered page has its navigation timing when it is activated, at the earliest', () => {
  const activatedAt = (activationStart: number): number => encodeNavigation({ ...navigation, activationStart })[1][0]!
  assert.deepEqual([9, 15.5].map(activatedAt), [15, 15.5])
})

test('code and number of fields are those of the table', () => {
  const row = (name: string): unknown[] => {
    const { code, numbers, strings } = rows.find(one => one.name === name)!
    return [code, numbers.length, strings.length]
  }
  const shape = ([code, numbers, strings]: Command) => [code, numbers.length, strings.length]
  assert.deepEqual(shape(encodeResource(resource, 1000)), row('resource'))
  assert.deepEqual(shape(encodeNavigation(navigation)), row('navigation_timing'))
  assert.deepEqual(shape(encodeMoment('load', 290, 300)), row('entry'))
  assert.deepEqual(shape(encodePlain(entry({ entryType: 'mark', startTime: 1 }), 9)), row('entry'))
})

test('mark, measure and paint', () => {
  assert.deepEqual(encodePlain(entry({ entryType: 'mark', name: 'a', startTime: 7 }), 9), [17, [7, 0, 7, 0], ['a']])
  assert.deepEqual(encodePlain(entry({ entryType: 'measure', name: 'b', startTime: 2, duration: 5 }), 9), [17, [7, 1, 2, 5], ['b']])
  assert.deepEqual(encodePlain(entry({ entryType: 'paint', name: 'first-paint', startTime: 3 }), 9), [17, [3, 2, 3, 0], ['first-paint']])
})

test('an entry never ends before its start, starts before the time origin or ends after now', () => {
  const measure = (startTime: number, duration: number): unknown[] =>
    encodePlain(entry({ entryType: 'measure', name: '', startTime, duration }), 100)[1]
  assert.deepEqual(measure(10, -5), [10, 1, 10, 0])
  assert.deepEqual(measure(-95, 100), [5, 1, 0, 5])
  assert.deepEqual(measure(40, 1e6), [100, 1, 40, 60])
  assert.deepEqual(measure(1e6, 0), [100, 1, 100, 0])
})

test('fields that a browser lacks or garbles are absent', () => {
  const [, numbers, strings] = encodeResource(
    entry({
      entryType: 'resource',
      name: 'x',
      initiatorType: 'img',
      startTime: 5,
      duration: 1,
      transferSize: NaN,
      requestStart: -3,
      encodedBodySize: Infinity,
      decodedBodySize: 0,
    }),
    10,
  )
  assert.deepEqual(numbers, [6, 5, 1, NaN, NaN, NaN, NaN, NaN, NaN, NaN, NaN, NaN, NaN, NaN, NaN, NaN, NaN, 0, NaN])
  assert.deepEqual(strings, ['x', 'img', '', '', '', ''])
})

test('a metric of a server has a number, whatever a polyfill gives for it', () => {
  const durations = [12.5, NaN, Infinity, '0x10', ' ', true, 'x', undefined, 1e21, -0]
  const lines = serverTimingOf({ serverTiming: durations.map(duration => ({ name: 'db', duration, description: '' })) } as never).split(
    '\n',
  )
  assert.deepEqual(
    lines.map(line => JSON.parse(line.split('\t')[1]!)),
    [12.5, 0, 0, 16, 0, 1, 0, 0, 1e21, 0],
  )
})
