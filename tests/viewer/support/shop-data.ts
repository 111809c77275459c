// Made-up transactions of a shop: page loads with the requests they cause in two services, as the collector would have
// stored them.

import type { FoundSpan, Found } from '../../../demo/viewer/trace/import/read-file.ts'

/** A point in time that all of it is about, ms since 1970. */
export const noon = Date.UTC(2026, 4, 12, 12)

export const id16 = (n: number): string => n.toString(16).padStart(16, '0')
export const id32 = (n: number): string => n.toString(16).padStart(32, '0')

interface Part {
  op: string
  name: string
  start: number
  duration: number
  parent?: number
  status?: string
  data?: Record<string, unknown>
  tags?: Record<string, unknown>
}

/** A transaction whose spans are numbered from `first` on; `parent` of a part is the number of another, default the root. */
export function transaction(
  first: number,
  trace: number,
  about: Partial<Found['event']> & { start: number; duration: number },
  parts: Part[] = [],
): Found {
  return {
    event: {
      event_id: id32(first),
      trace_id: id32(trace),
      span_id: id16(first),
      parent_span_id: null,
      name: '/',
      op: 'pageload',
      status: 'ok',
      service: 'shop',
      project: '1',
      environment: 'production',
      release: 'shop@1.4.0',
      sdk: 'headwater 0.1.0',
      received: about.start + about.duration + 40,
      measurements: {},
      tags: {},
      data: {},
      links: [],
      event: {},
      ...about,
    },
    spans: parts.map(
      (part, i): FoundSpan => ({
        span_id: id16(first + 1 + i),
        parent: id16(first + (part.parent ?? 0)),
        op: part.op,
        description: part.name,
        status: part.status ?? null,
        start: about.start + part.start,
        duration: part.duration,
        tags: part.tags ?? {},
        data: part.data ?? {},
        links: [],
        extra: {},
      }),
    ),
  }
}

const resource = (op: string, name: string, start: number, duration: number, data: Record<string, unknown> = {}): Part => ({
  op: `resource.${op}`,
  name,
  start,
  duration,
  data: {
    'http.response_transfer_size': 18_300,
    'http.response_content_length': 18_000,
    'http.decoded_response_content_length': 61_200,
    'network.protocol.name': 'h2',
    'http.request.dns_duration': duration * 0.1,
    'http.request.connect_duration': duration * 0.25,
    'http.request.tls_duration': duration * 0.15,
    'http.request.request_duration': duration * 0.4,
    'http.request.response_duration': duration * 0.2,
    'http.request.time_to_first_byte': (duration * 0.8) / 1000,
    ...data,
  },
})

/** A cart's page load: requests, images in a row, a gap, an error, and two services below. Spans from 0x100 on. */
export function cartTrace(at = noon): Found[] {
  const page = transaction(
    0x100,
    1,
    {
      name: '/cart',
      start: at,
      duration: 1240,
      tags: { browser: 'Firefox', country: 'NL' },
      data: { 'url.full': 'https://shop.test/cart' },
      measurements: {
        ttfb: { value: 84.2, unit: 'millisecond' },
        fp: { value: 210, unit: 'millisecond' },
        fcp: { value: 231.5, unit: 'millisecond' },
        lcp: { value: 2612.5, unit: 'millisecond' },
        cls: { value: 0.31, unit: '' },
        odd: { value: { strange: true } },
      },
      event: {
        request: { url: 'https://shop.test/cart', headers: { 'User-Agent': 'Mozilla/5.0' } },
        user: { id: '42', segment: 'gold' },
        sdk: { name: 'headwater', version: '0.1.0' },
        contexts: { browser: { name: 'Firefox', version: '139' }, trace: {} },
        breadcrumbs: [
          { timestamp: (at - 2100) / 1000, category: 'navigation', message: 'from / to /cart' },
          { timestamp: (at + 840) / 1000, category: 'fetch', level: 'error', message: 'POST /api/pay', data: { status_code: 500 } },
        ],
      },
    },
    [
      { op: 'browser.request', name: 'https://shop.test/cart', start: 2, duration: 82 },
      { op: 'browser.response', name: 'https://shop.test/cart', start: 84, duration: 30 },
      resource('script', '/app.js', 120, 96, { 'resource.render_blocking_status': 'blocking' }),
      resource('css', '/shop.css', 121, 60, { 'http.response_delivery_type': 'cache', 'http.response_transfer_size': 0 }),
      { op: 'http.client', name: 'GET /api/cart', start: 230, duration: 320, data: { 'http.response.status_code': 200 } },
      ...Array.from({ length: 8 }, (_, i) => resource('img', '/pictures/item.webp', 560 + i * 12, 40)),
      { op: 'mark', name: '', start: 700, duration: 0 },
      {
        op: 'http.client',
        name: 'POST /api/pay',
        start: 850,
        duration: 290,
        status: 'internal_error',
        data: { 'http.response.status_code': 500 },
      },
      {
        op: 'resource.other',
        name: 'cdn.test',
        start: 1150,
        duration: 60,
        data: { 'resource.count': 37, 'resource.duration.min': 3, 'resource.duration.max': 58 },
      },
    ],
  )
  const cart = transaction(
    0x200,
    1,
    {
      name: 'GET /api/cart',
      op: 'http.server',
      service: 'api',
      start: at + 260,
      duration: 240,
      parent_span_id: id16(0x105),
      tags: { region: 'eu' },
    },
    [
      { op: 'middleware', name: 'session', start: 1, duration: 12 },
      { op: 'db', name: 'SELECT * FROM cart WHERE owner = ?', start: 20, duration: 60 },
      { op: 'db', name: 'SELECT * FROM item WHERE id IN (…)', start: 82, duration: 120 },
    ],
  )
  const pay = transaction(
    0x300,
    1,
    {
      name: 'POST /api/pay',
      op: 'http.server',
      service: 'payment',
      status: 'internal_error',
      start: at + 360,
      duration: 180,
      parent_span_id: id16(0x10f),
      release: 'payment@7',
    },
    [{ op: 'http.client', name: 'POST https://bank.test/charge', start: 30, duration: 120, status: 'deadline_exceeded' }],
  )
  const lost = transaction(0x400, 1, {
    name: 'send receipt',
    op: 'queue.task',
    service: 'mail',
    start: at + 900,
    duration: 150,
    parent_span_id: 'ffffffffffffffff',
  })
  return [page, cart, pay, lost]
}

const names = ['/', '/cart', '/product/[id]', '/checkout', '/search']
const browsers = ['Firefox', 'Chrome', 'Chrome', 'Safari', 'Edge']

/** Page loads and navigations over the hours before noon, the same in each run. */
export function visits(count: number): Found[] {
  let seed = 7
  const random = (): number => {
    seed = (seed * 1103515245 + 12345) % 2147483648
    return seed / 2147483648
  }
  return Array.from({ length: count }, (_, i): Found => {
    const place = Math.floor(random() * names.length)
    const browser = browsers[Math.floor(random() * browsers.length)]!
    const duration = (place + 1) * 120 + random() * random() * (browser === 'Safari' ? 2400 : 700)
    return transaction(
      0x10000 + i * 16,
      0x1000 + i,
      {
        name: names[place]!,
        op: random() < 0.3 ? 'navigation' : 'pageload',
        status: random() < 0.04 ? 'internal_error' : 'ok',
        start: noon - random() * 6 * 3_600_000,
        duration,
        tags: { browser, country: random() < 0.5 ? 'NL' : 'DE' },
        measurements: { lcp: { value: duration * 0.8, unit: 'millisecond' }, cls: { value: random() * 0.2, unit: '' } },
        environment: random() < 0.1 ? 'staging' : 'production',
        release: random() < 0.5 ? 'shop@1.4.0' : 'shop@1.3.9',
      },
      [{ op: 'http.client', name: 'GET /api/items', start: duration * 0.2, duration: duration * 0.4 }],
    )
  })
}
