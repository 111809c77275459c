/** What could be told apart on a page with a layer, with Headwater and without. */
import { modes, show, type Mode } from './compare-calls.ts'
import type { LayerCall } from './layer-calls.ts'
import type { Form, Layer } from './layers.ts'
import { sentryTrace, type Received, type Span } from './received.ts'

/** Whether a layer is loaded before Headwater or after it. */
export type Position = 'below' | 'above'

/** What a call came to. */
export interface Outcome {
  caller: unknown
  received: Received[]
}

export interface Compared {
  call: LayerCall
  layer: Layer
  position: Position
  mode: Mode
  /** With Headwater, and without. */
  is: Outcome
  was: Outcome
  /** The page's trace. */
  traceId: string
}

const isIn = (form: Form, { call, layer }: Compared): boolean => !!call.forms?.includes(form) && !!layer.loses?.includes(form)

/** Whether the layer that Headwater calls loses what the call says: what becomes of ours is no worse than what becomes of the caller's. */
const isLost = (compared: Compared): boolean => compared.position === 'below' && !!compared.call.forms?.some(form => isIn(form, compared))

/** What caller and server could tell. */
export function differencesOf(compared: Compared): string[] {
  const { call, layer, position, is, was } = compared
  // A layer that never reads it does not hear of its error.
  if (isLost(compared) && isIn('an iterator', compared)) return []
  const heard = ({ caller }: Outcome): unknown[] => (caller as { uncaught: unknown[] }).uncaught
  // Who listens to a promise has handled it: of one that is not the platform's the page gets the very promise, and no derived one.
  const isSilent = layer.hasPromise && position === 'below' && heard(is).length === 0
  const caller = (outcome: Outcome): unknown => (isSilent ? (outcome.caller as { result: unknown }).result : outcome.caller)
  const server = ({ received }: Outcome): unknown[] =>
    received.map(request => shown(request, isLost(compared))).filter(one => one !== undefined)
  return [
    ...differenceOf('the caller', caller(is), caller(was)),
    ...(call.racing ? [] : differenceOf('the server', server(is), server(was))),
  ]
}

/** Where two values begin to differ, as text. */
function differenceOf(who: string, is: unknown, was: unknown): string[] {
  const [seen, expected] = [JSON.stringify(is) ?? 'nothing', JSON.stringify(was) ?? 'nothing']
  if (seen === expected) return []
  let from = 0
  while (seen[from] === expected[from]) from++
  const part = (text: string): string => text.slice(Math.max(0, from - 30), from + 130)
  return [`${who} has …${part(seen)}… instead of …${part(expected)}…`]
}

/** A request without what is another each time, nor the headers that some make of a list's members. */
function shown(request: Received, isLost: boolean): unknown {
  const all = show(request) as [string, string, string[], string] | undefined
  if (!all) return undefined
  const [method, url, headers, body] = all
  const alike = headers
    .filter(line => !(isLost && /^(\d+|length): /.test(line)))
    .map(line =>
      /^(traceparent|baggage): /.test(line) ? line.replace(/(sample_rand=)[\d.]+/, '$1<any>').replace(/[0-9a-f]{16,32}/g, '<id>') : line,
    )
  return [method, url, alike, body]
}

const asked = ({ received }: Outcome): Received[] => received.filter(({ method }) => method !== 'OPTIONS')
const tracesOf = ({ rawHeaders }: Received): string[] =>
  rawHeaders.filter(([name]) => name.toLowerCase() === 'sentry-trace').map(([, value]) => value)

/** What is wrong with the requests' sentry-trace. */
export function headerFaults(compared: Compared): string[] {
  const { call, layer, position, mode, is, was, traceId } = compared
  // How often it was asked for, and so which is which, is a matter of luck.
  if (layer.isTracer && call.racing) return []
  const theirs = asked(was).flatMap(tracesOf)
  const isOurs =
    modes[mode].origins &&
    (call.carries ?? true) &&
    // One that the caller has set may have been lost on its way down to us. One that the layer sets below us leaves ours alone.
    (call.isOwn ? position === 'above' && theirs.length === 0 : position === 'below' || theirs.length === 0)
  return asked(is).flatMap((request, index) => {
    const traces = tracesOf(request)
    const ours = traces.filter(value => value.startsWith(traceId))
    const has = `${request.url} has ${traces.join(' and ') || 'no header'}`
    if (traces.length > Math.max(theirs.length, 1) || (traces[0]?.includes(',') && !theirs[index]?.includes(','))) return [has]
    if (isOurs && isLost(compared)) return []
    if (ours.length !== (isOurs ? 1 : 0)) return [`${has}, ${isOurs ? 'not ours' : 'which is ours'}`]
    if (isOurs) return sentryTrace(request)?.sampled === modes[mode].decision ? [] : [`${has}, another decision`]
    return traces.length === tracesOf(asked(was)[index] ?? request).length ? [] : [`${has}, and ${theirs[index]} without Headwater`]
  })
}

/** What is wrong with its spans. */
export function spanFaults(compared: Compared, spans: Span[]): string[] {
  const {
    call: { isRecorded = true, racing, status = 200 },
    layer: { changesMethod, answers, isUnheard },
    mode,
    is,
  } = compared
  if (!modes[mode].sampleRate || !isRecorded || racing || answers || isUnheard || isLost(compared)) return []
  const line = (method: string, code: unknown): string => `${changesMethod ? 'any' : method} ${code}`
  const seen = spans
    .map(({ op, description = '', data }) =>
      op === 'http.client' ? line(description.split(' ')[0]!, data?.['http.response.status_code']) : op,
    )
    .sort()
  const expected = asked(is)
    .map(({ method }) => line(method, status))
    .sort()
  return String(seen) === String(expected) ? [] : [`recorded as [${seen}] instead of [${expected}]`]
}
