import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import type { Command as Written, Delivery, Held, Host } from '../../../../js/seam/host.ts'
import { observeEntries, type Entries } from '../../../../js/core/entries/entries.ts'
import { setGlobals } from '../../support/core-fakes.ts'
import { listOf, named, type Command } from '../../support/commands.ts'

/** What a browser observes, under the test's control. */
class FakeObserver {
  static supportedEntryTypes: string[] = []
  static all: FakeObserver[] = []
  observed = new Map<string, { buffered?: boolean; durationThreshold?: number }>()
  records: PerformanceEntry[] = []
  callback: (list: { getEntries(): PerformanceEntry[] }) => void
  constructor(callback: FakeObserver['callback']) {
    this.callback = callback
    FakeObserver.all.push(this)
  }
  observe({ type, ...options }: { type: string }): void {
    this.observed.set(type, options)
  }
  takeRecords(): PerformanceEntry[] {
    return this.records.splice(0)
  }
  disconnect(): void {}
}

const page = 'https://www.shop.example'
const types = [
  'resource',
  'event',
  'mark',
  'measure',
  'paint',
  'visibility-state',
  'largest-contentful-paint',
  'interaction-contentful-paint',
  'first-input',
]
let written: Command[]
let shimHeld: Held[]
/** What the shim calls for each input. */
let input: (event: Event) => void
/** How often entries were held for later. */
let held = 0
let listeners: Record<string, (event: object) => void>
let frames: (() => void)[]
let clock: { interactionCount?: number }
let restore: () => void

beforeEach(() => {
  written = []
  shimHeld = []
  held = 0
  listeners = {}
  frames = []
  clock = {}
  FakeObserver.all = []
  FakeObserver.supportedEntryTypes = [...types, 'longtask']
  restore = setGlobals({
    PerformanceObserver: FakeObserver,
    performance: Object.assign(clock, { now: () => 5000, getEntriesByType: () => [] }),
    document: { visibilityState: 'visible' },
    location: { origin: page },
    addEventListener: (type: string, listener: (event: object) => void) => (listeners[type] = listener),
    requestAnimationFrame: (callback: () => void) => frames.push(callback),
  })
})
afterEach(() => restore())

let beaconsAnswered = 0

/** What is held for later is encoded at once. */
function observe(delivery: Partial<Delivery> = {}, since = 0): [FakeObserver, Entries] {
  const host: Partial<Host> = {
    delivery: { url: `${page}/envelope/`, debug: false, traced: ['fetch', false], ...delivery },
    coreUrl: '',
    since,
    takeHeld(then) {
      input = then
      return shimHeld
    },
  }
  const write = (command: Written): void => void written.push(...named(listOf(command)))
  const entries = observeEntries(
    host as Host,
    write,
    () => held++,
    () => beaconsAnswered++,
  )
  const drain = entries._drain
  entries._drain = () => {
    drain()
    for (const entry of entries._take()) {
      const command = entries._encode(entry, performance.now())
      if (command) write(command)
    }
  }
  return [FakeObserver.all.at(-1)!, entries]
}

const entry = (entryType: string, name: string, fields: object = {}): PerformanceEntry =>
  ({ entryType, name, startTime: 100, duration: 20, ...fields }) as PerformanceEntry
const image = (path: string, initiatorType = 'img'): PerformanceEntry => entry('resource', page + path, { initiatorType })

test('what the browser keeps is observed from its buffer, what the shim held is not, what is unknown not at all', () => {
  const [{ observed }] = observe()
  for (const type of types) assert.equal(observed.get(type)?.buffered, !/^(resource|event|largest)/.test(type), type)
  assert.equal(observed.get('event')?.durationThreshold, 40)
  assert.equal(observed.has('layout-shift'), false)
})

test('a page in which nothing has moved says so where the browser would tell', () => {
  FakeObserver.supportedEntryTypes.push('layout-shift')
  assert.equal(observe()[0].observed.get('layout-shift')?.buffered, false)
  assert.deepEqual(written, [{ command: 'layout_shift', t: 0, value: 0, had_recent_input: 0, sources: '' }])
})

test('long tasks are observed only where there are no long animation frames', () => {
  assert.equal(observe()[0].observed.get('longtask')?.buffered, true)
  FakeObserver.supportedEntryTypes.push('long-animation-frame')
  assert.equal(observe()[0].observed.has('longtask'), false)
})

test('each kind of entry is the command that the table has for it', () => {
  const [observer, entries] = observe()
  clock.interactionCount = 3
  observer.records = [
    Object.defineProperty(entry('mark', 'm'), 'detail', { get: () => assert.fail("it is the page's own") }),
    entry('longtask', 'self'),
    entry('visibility-state', 'hidden', { duration: 0 }),
    entry('visibility-state', 'visible', { duration: 0 }),
    entry('largest-contentful-paint', '', { renderTime: 100, loadTime: 90, size: 400, id: 'i', url: 'https://x/y.png', element: null }),
    entry('interaction-contentful-paint', '', {
      largestContentfulPaint: { startTime: 300, duration: 0, renderTime: 300, loadTime: 0, size: 9, id: '', url: '', element: null },
    }),
    entry('layout-shift', '', { duration: 0, value: 0.25, hadRecentInput: true, sources: [{ node: null }] }),
    entry('event', 'click', { duration: 48, processingStart: 110, processingEnd: 120, interactionId: 7, target: null }),
    entry('first-input', 'pointerdown', { duration: 8, processingStart: 101, processingEnd: 102, interactionId: 7 }),
  ]
  entries._drain()
  assert.deepEqual(
    written.map(({ command, t, ...rest }) => [command, t, rest]),
    [
      ['entry', 120, { kind: 4, start: 100, duration: 20, name: 'self' }],
      ['entry', 100, { kind: 5, start: 100, duration: 0, name: 'hidden' }],
      ['entry', 100, { kind: 6, start: 100, duration: 0, name: 'visible' }],
      [
        'largest_contentful_paint',
        100,
        { start: 100, render_time: 100, load_time: 90, size: 400, interaction: 0, element: '', id: 'i', url: 'https://x/y.png' },
      ],
      [
        'largest_contentful_paint',
        300,
        { start: 300, render_time: 300, load_time: 0, size: 9, interaction: 1, element: '', id: '', url: '' },
      ],
      ['layout_shift', 100, { value: 0.25, had_recent_input: 1, sources: '' }],
      [
        'event_timing',
        148,
        {
          start: 100,
          duration: 48,
          processing_start: 110,
          processing_end: 120,
          interaction_id: 7,
          interaction_count: 3,
          first_input: 0,
          type: 'click',
          target: '',
        },
      ],
      [
        'event_timing',
        108,
        {
          start: 100,
          duration: 8,
          processing_start: 101,
          processing_end: 102,
          interaction_id: 7,
          interaction_count: 3,
          first_input: 1,
          type: 'pointerdown',
          target: '',
        },
      ],
      ['interactions', 5000, { count: 3 }],
      ['entry', 120, { kind: 0, start: 100, duration: 20, name: 'm' }],
    ],
  )
})

test('a long animation frame comes with the script that ran longest, or with none', () => {
  const [observer, entries] = observe()
  const script = (duration: number, invoker: string) => ({
    startTime: 105,
    duration,
    invoker,
    invokerType: 'event-listener',
    sourceURL: `${page}/app.js`,
    sourceFunctionName: 'save',
    sourceCharPosition: -1,
    forcedStyleAndLayoutDuration: 4,
  })
  const frame = { duration: 90, blockingDuration: 40, renderStart: 180, styleAndLayoutStart: 185, firstUIEventTimestamp: 0 }
  const scripts = Object.freeze([script(20, 'short'), script(60, 'BUTTON#save.onclick'), script(30, 'medium')])
  observer.records = [
    entry('long-animation-frame', 'long-animation-frame', { ...frame, scripts }),
    entry('long-animation-frame', '', frame),
  ]
  entries._drain()
  const common = {
    command: 'long_animation_frame',
    t: 190,
    start: 100,
    duration: 90,
    blocking_duration: 40,
    render_start: 180,
    style_and_layout_start: 185,
    first_ui_event_timestamp: 0,
  }
  assert.deepEqual(written, [
    {
      ...common,
      script_start: 105,
      script_duration: 60,
      script_forced_style_and_layout_duration: 4,
      script_char_position: NaN,
      invoker: 'BUTTON#save.onclick',
      invoker_type: 'event-listener',
      source_url: `${page}/app.js`,
      source_function_name: 'save',
    },
    {
      ...common,
      script_start: NaN,
      script_duration: NaN,
      script_forced_style_and_layout_duration: NaN,
      script_char_position: NaN,
      invoker: '',
      invoker_type: '',
      source_url: '',
      source_function_name: '',
    },
  ])
})

test('the count of interactions is written when it has changed, and never where there is none', () => {
  const [, entries] = observe()
  entries._drain()
  for (const count of [0, 1, 1, 4]) {
    clock.interactionCount = count
    entries._drain()
  }
  assert.deepEqual(
    written.map(({ command, count }) => [command, count]),
    [
      ['interactions', 1],
      ['interactions', 4],
    ],
  )
})

test('a restored page reports its first frame, one loaded anew does not', () => {
  observe()
  listeners.pageshow!({ persisted: false })
  assert.equal(frames.length, 0)
  listeners.pageshow!({ persisted: true })
  frames.shift()!()
  assert.deepEqual(written, [])
  frames.shift()!()
  assert.deepEqual(written, [{ command: 'entry', t: 5000, kind: 7, start: 5000, duration: 0, name: 'restored' }])
})

test('ignored marks, measures and resources are not written, nor do they take room', () => {
  const [observer, entries] = observe({
    ignoreSpans: ['react-', /^\/ads\//, { op: 'measure', name: 'slow' }],
    ignoreResources: ['tracker.example', 'resource.beacon', /\.svg$/],
  })
  observer.records = [
    entry('mark', 'react-render'),
    entry('measure', 'slow one'),
    image('/ads/1.png'),
    entry('resource', 'https://tracker.example/t.gif', { initiatorType: 'img' }),
    image('/b', 'beacon'),
    image('/a.svg'),
    entry('mark', 'slow one'),
    entry('measure', 'fast'),
    image('/x/ads/1.png'),
    image('/a.svgz'),
  ]
  entries._drain()
  assert.deepEqual(
    written.map(({ name, url }) => name ?? url),
    ['slow one', 'fast', `${page}/x/ads/1.png`, `${page}/a.svgz`],
  )
})

test('the entry of a request is written when the request is ignored: it is waited for', () => {
  const ignored = ['/api/x', /\/api\/x/, 'resource.fetch']
  const [observer, entries] = observe({ ignoreSpans: ignored, ignoreResources: ignored as string[] })
  observer.records = [image('/api/x', 'fetch'), image('/api/x', 'xmlhttprequest'), image('/api/x')]
  entries._drain()
  // This page does not trace XHR.
  assert.deepEqual(
    written.map(({ initiator_type }) => initiator_type),
    ['fetch'],
  )
})

test('what vitals are made of is written whatever is ignored', () => {
  const [observer, entries] = observe({ ignoreSpans: [/(?:)/, { op: 'paint' }] })
  observer.records = [entry('paint', 'first-paint'), entry('layout-shift', ''), entry('largest-contentful-paint', ''), entry('mark', 'm')]
  entries._drain()
  assert.deepEqual(
    written.map(({ command }) => command),
    ['entry', 'layout_shift', 'largest_contentful_paint'],
  )
})

test('nobody is asked about an entry: the core knows the requests that shall be no spans', () => {
  shimHeld = [image('/api/quiet', 'fetch'), image('/api/quiet', 'xmlhttprequest'), image('/quiet.png')].map(entry => [entry, []])
  const [, entries] = observe({})
  entries._drain()
  assert.deepEqual(
    written.map(({ url, initiator_type }) => [url, initiator_type]),
    [
      [`${page}/api/quiet`, 'fetch'],
      [`${page}/api/quiet`, 'xmlhttprequest'],
      [`${page}/quiet.png`, 'img'],
    ],
  )
})

test('of what there may be any number nothing is read before it is to be encoded, of the others all at once', () => {
  const [observer] = observe()
  let reads = 0
  const read = (type: string): PerformanceEntry => Object.defineProperty(entry(type, ''), 'name', { get: () => `name ${++reads}` })
  observer.callback({ getEntries: () => [read('mark'), read('measure')] })
  assert.deepEqual([reads, held, written.length], [0, 1, 0])
  observer.callback({ getEntries: () => [read('paint')] })
  assert.deepEqual(
    written.map(({ name }) => name),
    [`name ${reads}`],
  )
  assert.equal(held, 1)
})

test('an odd entry is counted, and the others are written; an odd observer throws at nobody', () => {
  const [observer, entries] = observe({ ignoreSpans: ['x'] })
  const odd = (fields: PropertyDescriptorMap): PerformanceEntry => Object.defineProperties(entry('mark', 'odd'), fields)
  const throws = {
    get: () => {
      throw new Error('mine')
    },
  }
  observer.records = [
    odd({ name: throws }),
    odd({ entryType: throws }),
    odd({ startTime: throws }),
    odd({ name: { value: undefined } }),
    null as never,
    entry('what is that', 'unknown'),
    entry('paint', 'first-paint'),
    entry('mark', 'good'),
    odd({ entryType: { value: 'largest-contentful-paint' }, element: throws }),
    odd({ entryType: { value: 'event' }, interactionId: throws }),
  ]
  entries._drain()
  const counted = written.filter(({ command }) => command === 'refused')
  assert.deepEqual(
    counted.map(({ count }) => count),
    Array(8).fill(1),
  )
  assert.deepEqual(
    written.filter(({ command }) => command === 'entry').map(({ name }) => name),
    ['first-paint', 'good'],
  )
  observer.takeRecords = throws.get
  entries._drain()
  observer.callback({ getEntries: throws.get })
  observer.callback({ getEntries: () => undefined as never })
})

test('an observer that refuses a type observes the others', () => {
  const { observe: original } = FakeObserver.prototype
  FakeObserver.prototype.observe = function ({ type, ...options }) {
    if (type === 'event') throw new TypeError('mine')
    original.call(this, { type, ...options })
  }
  const [{ observed }] = observe()
  FakeObserver.prototype.observe = original
  assert.deepEqual([observed.has('event'), observed.has('mark')], [false, true])
})

/** An element with nothing around it, and one that says so no more. */
const element = (localName: string): Node => ({ nodeType: 1, localName, getAttribute: () => null, parentElement: null }) as unknown as Node
const inputOn = (target: Node | null, timeStamp: number, isTrusted = true): Event =>
  ({ type: 'click', target, timeStamp, isTrusted }) as unknown as Event
const click = (startTime: number, target: Node | null = null): PerformanceEntry =>
  entry('event', 'click', {
    startTime,
    processingStart: startTime + 1,
    processingEnd: startTime + 2,
    duration: 48,
    interactionId: 7,
    target,
  })

test('what the shim held is named by what it was about then, an input by what was there when it happened', () => {
  const gone = { element: null, target: null, sources: [{ node: null }, { node: element('p') }] }
  shimHeld = [
    [inputOn(null, 400), [element('button')]],
    [entry('largest-contentful-paint', '', { ...gone, sources: undefined }), [element('main')]],
    [click(400), [null]],
    [entry('layout-shift', '', gone), [element('ul'), element('p')]],
  ]
  const [observer, entries] = observe()
  input(inputOn(element('a'), 700))
  input(inputOn(element('b'), 710, false))
  observer.records = [
    click(700.4),
    click(710, element('i')),
    click(800),
    entry('layout-shift', '', gone),
    entry('largest-contentful-paint', '', { element: element('h1') }),
  ]
  entries._drain()
  assert.deepEqual(
    written.map(({ command, target, element: name, sources }) => [command, target ?? name ?? sources]),
    [
      ['largest_contentful_paint', 'main'],
      ['event_timing', 'button'],
      ['layout_shift', 'ul\np'],
      ['event_timing', 'a'],
      ['event_timing', 'i'],
      ['event_timing', ''],
      // The first is gone; the second stays the second.
      ['layout_shift', '\np'],
      ['largest_contentful_paint', 'h1'],
    ],
  )
})

test('the inputs that are remembered are few', () => {
  const [observer, entries] = observe()
  for (let time = 1; time <= 100; time++) input(inputOn(element('a'), time * 10))
  observer.records = [click(10), click(680), click(690), click(1000)]
  entries._drain()
  assert.deepEqual(
    written.map(({ target }) => target),
    ['', '', 'a', 'a'],
  )
})

test('of a recording that begins anew what was before is not looked at', () => {
  shimHeld = [
    [image('/before.png'), []],
    [entry('layout-shift', '', { startTime: 900 }), []],
  ]
  const [observer, entries] = observe({}, 1000)
  observer.records = [
    entry('mark', 'before', { startTime: 999 }),
    entry('mark', 'after', { startTime: 1000 }),
    entry('paint', 'first-paint'),
  ]
  entries._drain()
  assert.deepEqual(
    written.map(({ name }) => name),
    ['after'],
  )
})
