// What the time of a request was spent with. Senders have two spellings: durations in ms (this module), and points in
// seconds since 1970 (Sentry's SDKs).

export interface Phase {
  name: string
  /** ms after the span's start. */
  from: number
  to: number
  /** A CSS colour. */
  colour: string
}

type Data = Record<string, unknown>

const names = ['redirect', 'DNS', 'connect', 'TLS', 'waiting', 'response'] as const
const colours = [
  'var(--phase-redirect)',
  'var(--phase-dns)',
  'var(--phase-connect)',
  'var(--phase-tls)',
  'var(--phase-wait)',
  'var(--phase-response)',
]

/** In the order in which they happen; none where nothing is told. `length`: the span's duration in ms, `start` its start in ms since 1970. */
export function resourcePhases(data: Data, start: number, length: number): Phase[] {
  const number = (key: string): number | undefined => {
    const value = data[key]
    return typeof value === 'number' && Number.isFinite(value) ? value : undefined
  }
  const own = ['redirect', 'dns', 'connect', 'tls', 'request', 'response'].map(key => number(`http.request.${key}_duration`))
  return own.some(value => value !== undefined)
    ? fromDurations(own, length, number('http.request.time_to_first_byte'))
    : fromPoints(number, start, length)
}

function fromDurations(durations: (number | undefined)[], length: number, firstByte: number | undefined): Phase[] {
  const [redirect = 0, dns = 0, connect = 0, tls = 0, request = 0, response = 0] = durations
  // TLS is the last part of connecting. The answer ends with the span, what it waited for stands before; all else from the start on.
  const answer = firstByte === undefined ? Math.max(0, length - response) : firstByte * 1000
  const asked = Math.max(0, answer - request)
  const connected = asked
  const resolved = Math.max(0, connected - connect)
  return made(
    [
      [0, redirect],
      [Math.max(redirect, resolved - dns), resolved],
      [resolved, connected - tls],
      [connected - tls, connected],
      [asked, answer],
      [answer, answer + response],
    ],
    [redirect, dns, connect - tls, tls, request, response],
    length,
  )
}

function fromPoints(number: (key: string) => number | undefined, start: number, length: number): Phase[] {
  const at = (key: string): number => {
    const seconds = number(`http.request.${key}`)
    // Some are ms after the page's start: not to be told apart from here.
    return seconds === undefined || seconds < 1e9 ? NaN : seconds * 1000 - start
  }
  const tls = at('secure_connection_start')
  const connectEnd = at('connect_end')
  return made(
    [
      [at('redirect_start'), at('redirect_end')],
      [at('domain_lookup_start'), at('domain_lookup_end')],
      [at('connect_start'), Number.isNaN(tls) ? connectEnd : tls],
      [tls, connectEnd],
      [at('request_start'), at('response_start')],
      [at('response_start'), at('response_end')],
    ],
    undefined,
    length,
  )
}

function made(parts: [number, number][], lengths: number[] | undefined, length: number): Phase[] {
  return parts
    .flatMap(([from, to], i): Phase[] => {
      if (!(to - from > 0.0005) || (lengths && !(lengths[i]! > 0))) return []
      return [{ name: names[i]!, from: Math.max(0, from), to: Math.min(to, length), colour: colours[i]! }]
    })
    .filter(({ from, to }) => to > from)
}

/** What else is known of a transfer, in words. */
export function transferFacts(data: Data): [name: string, value: string | number][] {
  const first = (...keys: string[]): unknown => keys.map(key => data[key]).find(value => value !== undefined && value !== null)
  const facts: [string, unknown][] = [
    ['transferred', first('http.response_transfer_size', 'http.response.size')],
    ['encoded', first('http.response_content_length', 'http.response.body.size')],
    ['decoded', first('http.decoded_response_content_length', 'http.response.body.decoded_size')],
    ['protocol', first('network.protocol.name', 'network.protocol.version')],
    ['cache', cacheOf(data)],
    ['render blocking', first('resource.render_blocking_status')],
    ['timing', first('http.request.timing')],
  ]
  return facts.filter((fact): fact is [string, string | number] => typeof fact[1] === 'string' || typeof fact[1] === 'number')
}

function cacheOf(data: Data): string | undefined {
  const kind = data['http.response_delivery_type']
  if (kind === 'cache') return 'from the cache'
  const transferred = data['http.response_transfer_size']
  const decoded = data['http.decoded_response_content_length']
  if (transferred === 0 && typeof decoded === 'number' && decoded > 0) return 'from the cache'
  return undefined
}

/** "These are 37 resources of example.com, the shortest 3 ms, the longest 80 ms", of a span that stands for several. */
export function foldedInWords(data: Data): { count: number; shortest: number | null; longest: number | null } | null {
  const count = data['resource.count']
  if (typeof count !== 'number' || count < 2) return null
  const number = (key: string): number | null => (typeof data[key] === 'number' ? (data[key] as number) : null)
  return { count, shortest: number('resource.duration.min'), longest: number('resource.duration.max') }
}
