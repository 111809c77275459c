/** Calls of fetch and XMLHttpRequest as data: what fast-check makes up, and what a page makes of it. */
import fc from 'fast-check'
import type { Tools } from './call-tools.ts'

export interface Init {
  [member: string]: unknown
  headers?: { as: string; pairs: unknown[] }
  body?: string
  signal?: string
}

export interface FetchCall {
  kind: 'fetch'
  /** What `fetch` is called on. */
  self: string
  /** How the address is given, and to which origin. */
  as: string
  to: string
  path: string
  /** Of the Request, where the address is one. */
  request: Init
  init: Init | string | null | undefined
  /** `counted`: the reads of each member are compared. A member's name: reading it throws. */
  getters: string
}

export type Step = [name: string, ...args: unknown[]]

export interface XhrCall {
  kind: 'xhr'
  to: string
  path: string
  steps: Step[]
}

export type MadeUpCall = FetchCall | XhrCall

const to = fc.constantFrom('at', 'at', 'at', 'other', 'foreign', 'relative', 'invalid', 'data', 'own')
const path = fc.constantFrom(
  '/api/json',
  '/api/json',
  '/api/fail?status=404',
  '/api/fail?status=500',
  '/no-content',
  '/api/stream?chunks=2',
  '/image',
  '/api/redirect',
  '/api/redirect?status=307',
  '/api/redirect?status=303&cross',
  '/api/json?token=1#part',
)
const method = fc.constantFrom('GET', 'POST', 'post', 'PUT', 'patch', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE', 'GE T', '', 'PROPFIND')
const name = fc.constantFrom('X-One', 'x-two', 'Accept', 'Content-Type', 'Sentry-Trace', 'Cookie', 'a b', '', 'Range')
const value = fc.constantFrom('1', 'callers-own', '', ' padded ', 'text/plain', 'line\nbreak', '✓', 'é')
const pair = fc.tuple(name, value).map(([key, text]) => [key, /sentry/i.test(key) ? 'callers-own' : text])
const oddPair: fc.Arbitrary<unknown> = fc.constantFrom(null, 5, 'ab', ['X-One'], ['X-One', '1', '2'], [], [null, 5], {})
const headers = fc.record({
  as: fc.constantFrom('record', 'pairs', 'Headers', 'Map', 'generator', 'iterator', 'text', 'null', 'empty'),
  pairs: fc.array(fc.oneof({ weight: 8, arbitrary: pair as fc.Arbitrary<unknown> }, oddPair), { maxLength: 4 }),
})
const body = fc.constantFrom('none', 'null', 'text', 'empty', 'number', 'params', 'form', 'blob', 'buffer', 'bytes', 'stream')

const init = fc.record(
  {
    method,
    headers,
    mode: fc.constantFrom('cors', 'no-cors', 'same-origin', 'navigate', 'nonsense', undefined),
    credentials: fc.constantFrom('omit', 'same-origin', 'include', 'nonsense'),
    cache: fc.constantFrom('default', 'no-store', 'reload', 'no-cache', 'force-cache', 'only-if-cached'),
    redirect: fc.constantFrom('follow', 'error', 'manual'),
    referrer: fc.constantFrom('', 'about:client', '/some/page', 'https://elsewhere.example/', 'http://['),
    referrerPolicy: fc.constantFrom('', 'no-referrer', 'origin', 'unsafe-url', 'nonsense'),
    integrity: fc.constantFrom('', 'sha256-AAAA', 'nonsense'),
    keepalive: fc.constantFrom(true, false, 1),
    priority: fc.constantFrom('high', 'low', 'nonsense', undefined),
    window: fc.constantFrom(null, 'nonsense'),
    duplex: fc.constant('half'),
    body,
    signal: fc.constantFrom('null', 'aborted', 'live', 'later', 'nonsense'),
    unknown: fc.constant(1),
  },
  { requiredKeys: [] },
)
// Few members, or nearly every call is refused.
const someInit = fc
  .tuple(
    init,
    fc.uniqueArray(
      fc.constantFrom(
        'method',
        'headers',
        'mode',
        'body',
        'signal',
        'redirect',
        'credentials',
        'cache',
        'referrer',
        'referrerPolicy',
        'integrity',
        'keepalive',
        'priority',
        'window',
        'duplex',
        'unknown',
      ),
      { maxLength: 4 },
    ),
  )
  .map(([all, kept]): Init => Object.fromEntries(Object.entries(all).filter(([key]) => (kept as string[]).includes(key))) as Init)

const fetchCall: fc.Arbitrary<MadeUpCall> = fc.record({
  kind: fc.constant('fetch' as const),
  self: fc.constantFrom('window', 'window', 'window', 'window', 'undefined', 'object'),
  as: fc.constantFrom('text', 'text', 'URL', 'Request', 'Request', 'object', 'throwing object', 'nothing', 'symbol'),
  to,
  path,
  request: someInit,
  init: fc.oneof(
    { weight: 8, arbitrary: someInit as fc.Arbitrary<Init | string | null | undefined> },
    fc.constantFrom(undefined, null, 'POST'),
  ),
  getters: fc.constantFrom('none', 'none', 'none', 'counted', 'method', 'headers', 'signal'),
})

const open = fc.tuple(
  fc.constant('open'),
  method,
  fc.constantFrom(true, true, true, false, 'left out'),
  fc.constantFrom('text', 'text', 'URL', 'object'),
)
const step: fc.Arbitrary<Step> = fc.oneof(
  open,
  fc.tuple(fc.constant('set'), name, value).map(([set, key, text]): Step => [set, key, /sentry/i.test(key) ? 'callers-own' : text]),
  fc.tuple(fc.constant('send'), body),
  fc.constant<Step>(['send', 'none']),
  fc.constantFrom<Step>(['wait'], ['wait'], ['abort'], ['wrong this']),
  fc.tuple(fc.constant('responseType'), fc.constantFrom('', 'text', 'json', 'blob', 'arraybuffer', 'document', 'nonsense')),
  fc.tuple(fc.constant('timeout'), fc.constantFrom(0, 20_000)),
  fc.tuple(fc.constant('withCredentials'), fc.boolean()),
  fc.tuple(fc.constant('overrideMimeType'), fc.constantFrom('text/xml', 'nonsense')),
  fc.tuple(fc.constant('listen'), fc.constantFrom('load', 'loadend', 'readystatechange', 'error')),
)
/** Chromium drops a request on its way when it refuses to open again synchronously, without an event that says so. */
function withoutLateSync(steps: Step[]): Step[] {
  let isSent = false
  return steps.map(([step, ...args]): Step => {
    if (step === 'send') isSent = true
    return step === 'open' && isSent && args[1] === false ? [step, args[0], true, args[2]] : [step, ...args]
  })
}

const xhrCall: fc.Arbitrary<MadeUpCall> = fc.record({
  kind: fc.constant('xhr' as const),
  to,
  path,
  steps: fc.tuple(open, fc.array(step, { maxLength: 8 })).map(([first, rest]) => withoutLateSync([first, ...rest])),
})

export const madeUpCall: fc.Arbitrary<MadeUpCall> = fc.oneof(fetchCall, xhrCall)

const withSignal = (call: FetchCall, signal: string): boolean =>
  [call.as === 'Request' ? call.request : undefined, call.init].some(one => !!one && typeof one === 'object' && one.signal === signal)

/** Whether what the server gets of it is a matter of luck: it is aborted, or opened again, when it is on its way. */
export function isRacing(call: MadeUpCall): boolean {
  if (call.kind === 'fetch') return withSignal(call, 'later')
  let isSent = false
  return call.steps.some(([step]) => {
    if (step === 'send') isSent = true
    else if (step === 'wait') isSent = false
    return isSent && (step === 'abort' || step === 'open')
  })
}

/** Whether it goes to another origin. */
export const isElsewhere = ({ to, path }: MadeUpCall): boolean => to === 'other' || to === 'foreign' || path.includes('cross')

/** Makes the call. Runs in the page, as text: it uses nothing of this file. */
export async function makeMadeUpCall(tools: Tools, call: MadeUpCall): Promise<unknown> {
  const { at, other, foreign, error } = tools
  const target = call.path.includes('redirect')
    ? `${call.path}${call.path.includes('?') ? '&' : '?'}to=${encodeURIComponent(call.path.includes('cross') ? other('/api/json') : at('/api/json'))}`
    : call.path
  const [before, hash = ''] = target.split('#')
  const addresses: Record<string, () => string> = {
    at: () => at(before!) + (hash && '#' + hash),
    other: () => other(before!),
    foreign: () => foreign(before!),
    relative: () => '../..' + at(before!),
    invalid: () => 'http://[',
    data: () => 'data:text/plain,hello',
    own: () => at('/api/json').replace('?', '?X-Amz-Signature=1&'),
  }
  const address = addresses[call.to]!()

  const bodies: Record<string, () => unknown> = {
    none: () => undefined,
    null: () => null,
    text: () => 'grüße',
    empty: () => '',
    number: () => 5,
    params: () => new URLSearchParams('a=1&b=2'),
    form: () => {
      const form = new FormData()
      form.append('name', 'Ada')
      return form
    },
    blob: () => new Blob(['blob'], { type: 'text/x-blob' }),
    buffer: () => new Uint8Array([1, 2]).buffer,
    bytes: () => new Uint8Array([0, 255]),
    stream: () => new ReadableStream({ start: controller => (controller.enqueue(new Uint8Array([1])), controller.close()) }),
  }

  if (call.kind === 'xhr') return runSteps(call.steps)

  const controllers: AbortController[] = []
  const signals: Record<string, () => unknown> = {
    null: () => null,
    aborted: () => AbortSignal.abort('reason'),
    live: () => new AbortController().signal,
    nonsense: () => ({ aborted: true }),
    later: () => {
      const controller = new AbortController()
      controllers.push(controller)
      return controller.signal
    },
  }
  const makeHeaders = ({ as, pairs }: { as: string; pairs: any[] }): unknown => {
    const whole = pairs.filter(pair => Array.isArray(pair) && pair.length === 2) as [string, string][]
    function* generate(): Generator<unknown> {
      yield* pairs
    }
    // An iterator that is its own list, once.
    const iterator = (): unknown => {
      let index = 0
      return {
        [Symbol.iterator]() {
          return this
        },
        next: () => ({ done: index >= pairs.length, value: pairs[index++] }),
      }
    }
    const kinds: Record<string, () => unknown> = {
      record: () => Object.fromEntries(whole),
      pairs: () => pairs,
      Headers: () => new Headers(whole),
      Map: () => new Map(whole),
      generator: generate,
      iterator,
      text: () => 'X-One: 1',
      null: () => null,
      empty: () => ({}),
    }
    return kinds[as]!()
  }
  const makeInit = (given: typeof call.init): any => {
    if (!given || typeof given !== 'object') return given
    const made: Record<string, unknown> = { ...given }
    if (given.headers) made.headers = makeHeaders(given.headers)
    if (given.body) made.body = bodies[given.body]!()
    if (given.signal) made.signal = signals[given.signal]!()
    return made
  }

  let reads: unknown
  const makeArguments = (): unknown[] => {
    const inputs: Record<string, () => unknown> = {
      text: () => address,
      URL: () => new URL(address, location.href),
      Request: () => new Request(address, makeInit(call.request)),
      object: () => ({ toString: () => address }),
      'throwing object': () => ({
        toString() {
          throw new RangeError('no address')
        },
      }),
      nothing: () => undefined,
      symbol: () => Symbol('address'),
    }
    const input = inputs[call.as]!()
    let init = makeInit(call.init)
    if (init && typeof init === 'object' && call.getters !== 'none') {
      if (call.getters === 'counted') {
        // What this browser's fetch does not know is read with Headwater and not without: an init is copied.
        delete init.unknown
        delete init.window
        const counted = tools.counted(init)
        init = counted.object
        reads = counted.reads
      } else
        Object.defineProperty(init, call.getters, {
          enumerable: true,
          get() {
            throw new RangeError('no ' + call.getters)
          },
        })
    }
    return call.init === undefined ? [input] : [input, init]
  }
  let args: unknown[]
  try {
    args = makeArguments()
  } catch (reason) {
    return { 'no arguments': error(reason) }
  }
  const self: unknown = call.self === 'window' ? window : call.self === 'object' ? {} : undefined
  const result = tools.settled(() => {
    const promise: unknown = Reflect.apply(window.fetch, self, args)
    for (const controller of controllers) controller.abort()
    return promise
  })
  const used = args[0] instanceof Request && args[0].bodyUsed
  const answer = (await result) as object
  // A call that is refused is not looked at any further; how far is nobody's business.
  return [answer, 'status' in answer && reads, used]

  async function runSteps(steps: Step[]): Promise<unknown> {
    const xhr = new XMLHttpRequest()
    const log = tools.watch(xhr)
    const said: unknown[] = []
    let pending: Promise<unknown> | undefined
    const wait = async (): Promise<void> => {
      await pending
      pending = undefined
    }
    const actions: Record<string, (...args: any[]) => unknown> = {
      open: (verb: string, isAsync: boolean | string, as: string) => {
        const url: unknown = as === 'URL' ? new URL(address, location.href) : as === 'object' ? { toString: () => address } : address
        const result = Reflect.apply(xhr.open, xhr, isAsync === 'left out' ? [verb, url] : [verb, url, isAsync])
        // What was on its way ends without an event.
        pending = undefined
        return result
      },
      set: (key: string, text: string) => xhr.setRequestHeader(key, text),
      send: (kind: string) => {
        const ended = new Promise(resolve => EventTarget.prototype.addEventListener.call(xhr, 'loadend', resolve, { once: true }))
        const result = Reflect.apply(xhr.send, xhr, kind === 'none' ? [] : [bodies[kind]!()])
        if (xhr.readyState === 1) pending = ended
        return result
      },
      abort: () => {
        pending = undefined
        return xhr.abort()
      },
      'wrong this': () => Reflect.apply(xhr.send, {}, []),
      overrideMimeType: (type: string) => xhr.overrideMimeType(type),
      listen: (type: string) =>
        xhr.addEventListener(type, ({ type, isTrusted }) => log.push(`heard ${type} ${isTrusted} ${xhr.readyState}`)),
    }
    for (const [step, ...args] of steps) {
      try {
        if (step === 'wait') await wait()
        else if (actions[step]) said.push([step, String(actions[step](...args))])
        else (xhr as never as Record<string, unknown>)[step] = args[0]
      } catch (reason) {
        said.push([step, error(reason)])
      }
    }
    await wait()
    return [said, [...new Set(log)], tools.held(xhr)]
  }
}
