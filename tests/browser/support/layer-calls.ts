/** What pages ask for, in every form that something between the page and the browser may read in its own way. */
import type { Call } from './compare-calls.ts'
import type { Form } from './layers.ts'

export interface LayerCall extends Call {
  /** In which it says what a layer may lose. */
  forms?: Form[]
  /** It sets a `sentry-trace` itself. */
  isOwn?: true
  /** Each request of it that the browser made is a span, and each span such a request. Default true. */
  isRecorded?: boolean
  /** Status of its spans. Default 200. */
  status?: number
}

const fetches: Record<string, LayerCall> = {
  'a path': { run: ({ settled, at }) => settled(() => fetch(at('/api/json'))) },
  'a path and no init': { run: ({ settled, at }) => settled(() => fetch(at('/api/json'), undefined)) },
  'an empty init': { run: ({ settled, at }) => settled(() => fetch(at('/api/json'), {})) },
  'a relative path': { run: ({ settled, at }) => settled(() => fetch(at('../../api/json'))) },
  'a URL': { run: ({ settled, at }) => settled(() => fetch(new URL(at('/api/json'), location.href))) },
  'a Request': { run: ({ settled, at }) => settled(() => fetch(new Request(at('/api/json')))), forms: ['Request'] },
  'a Request with headers and a body': {
    run: ({ settled, at }) =>
      settled(() => fetch(new Request(at('/api/json'), { method: 'POST', body: 'text', headers: { 'X-One': '1' } }))),
    forms: ['Request'],
  },
  'a Request and an init': {
    run: ({ settled, at }) =>
      settled(() =>
        fetch(new Request(at('/api/json'), { headers: { 'X-One': '1' } }), { method: 'PUT', body: 'two', headers: { 'X-Two': '2' } }),
      ),
    forms: ['Request and init'],
  },
  'a Request and an init without headers': {
    run: ({ settled, at }) => settled(() => fetch(new Request(at('/api/json'), { headers: { 'X-One': '1' } }), { method: 'POST' })),
    forms: ['Request', 'Request and init'],
  },
  'a record of headers': {
    run: ({ settled, at }) => settled(() => fetch(at('/api/json'), { headers: { authorization: 'Bearer t', 'X-One': '1' } })),
  },
  pairs: {
    run: ({ settled, at }) =>
      settled(() =>
        fetch(at('/api/json'), {
          headers: [
            ['X-One', '1'],
            ['X-Two', '2'],
          ],
        }),
      ),
    forms: ['pairs'],
  },
  Headers: {
    run: ({ settled, at }) => settled(() => fetch(at('/api/json'), { headers: new Headers({ 'X-One': '1' }) })),
    forms: ['Headers'],
  },
  'a record of headers, elsewhere': {
    run: ({ settled, other }) => settled(() => fetch(other('/api/json'), { headers: { 'X-One': '1' } })),
  },
  'a record of headers, to strangers': {
    run: ({ settled, foreign }) => settled(() => fetch(foreign('/api/json'), { headers: { 'X-One': '1' } })),
    carries: false,
  },
  'Headers, to strangers': {
    run: ({ settled, foreign }) => settled(() => fetch(foreign('/api/json'), { headers: new Headers({ 'X-One': '1' }) })),
    carries: false,
  },
  'a Request, to strangers': {
    run: ({ settled, foreign }) => settled(() => fetch(new Request(foreign('/api/json'), { headers: { 'X-One': '1' } }))),
    carries: false,
  },
  elsewhere: { run: ({ settled, other }) => settled(() => fetch(other('/api/json'))) },
  'to strangers': { run: ({ settled, foreign }) => settled(() => fetch(foreign('/api/json'))), carries: false },
  'no-cors, to strangers': {
    run: ({ settled, foreign }) => settled(() => fetch(foreign('/api/json'), { mode: 'no-cors' })),
    carries: false,
    isRecorded: false,
  },
  'a lower-case method': { run: ({ settled, at }) => settled(() => fetch(at('/api/json'), { method: 'post' })) },
  'a text': { run: ({ settled, at }) => settled(() => fetch(at('/api/json'), { method: 'POST', body: 'grüße' })) },
  JSON: {
    run: ({ settled, at }) =>
      settled(() => fetch(at('/api/json'), { method: 'PATCH', body: '{}', headers: { 'Content-Type': 'application/json' } })),
  },
  'search parameters': {
    run: ({ settled, at }) => settled(() => fetch(at('/api/json'), { method: 'POST', body: new URLSearchParams('a=1') })),
  },
  'a form': {
    run: ({ settled, at }) => {
      const body = new FormData()
      body.append('name', 'Ada')
      return settled(() => fetch(at('/api/json'), { method: 'POST', body }))
    },
  },
  'a blob': {
    run: ({ settled, at }) => settled(() => fetch(at('/api/json'), { method: 'PUT', body: new Blob(['b'], { type: 'image/x' }) })),
  },
  bytes: { run: ({ settled, at }) => settled(() => fetch(at('/api/json'), { method: 'POST', body: new Uint8Array([0, 255]) })) },
  'no credentials': { run: ({ settled, at }) => settled(() => fetch(at('/api/json'), { credentials: 'omit' })) },
  'credentials and headers': {
    run: ({ settled, at }) => settled(() => fetch(at('/api/json'), { credentials: 'include', headers: { 'X-One': '1' } })),
  },
  'past the cache': { run: ({ settled, at }) => settled(() => fetch(at('/api/json'), { method: 'POST', cache: 'no-store' })) },
  'an answer that is an error': { run: ({ settled, at }) => settled(() => fetch(at('/api/fail?status=503'))), status: 503 },
  'an answer in pieces': { run: ({ settled, at }) => settled(() => fetch(at('/api/stream?chunks=3'))) },
  'an answer, cloned and read as JSON': {
    run: async ({ at }) => {
      const answer = await fetch(at('/api/json'))
      const copy = answer.clone()
      return [await answer.json(), await copy.text(), answer.headers.get('content-type'), answer.bodyUsed]
    },
  },
  'a redirect': {
    run: ({ settled, at }) => settled(() => fetch(at('/api/redirect?to=' + encodeURIComponent(at('/api/json'))))),
    isRecorded: false,
  },
  'a cut connection': { run: ({ settled, at }) => settled(() => fetch(at('/api/drop'))), racing: true, isRecorded: false },
  'a failure that nobody handles': {
    run: async ({ at }) => {
      void fetch(at('/never'), { method: 'GE T' })
      await new Promise(resolve => setTimeout(resolve, 20))
    },
    isRecorded: false,
  },
  'a failure that is handled later': {
    run: async ({ at, error }) => {
      const promise = fetch(at('/never'), { method: 'GE T' })
      await null
      return promise.then(null, error)
    },
    isRecorded: false,
  },
  'the signal: aborted before': {
    run: ({ settled, at }) => settled(() => fetch(at('/never'), { signal: AbortSignal.abort() })),
    isRecorded: false,
  },
  'the signal: aborted on the way': {
    run: ({ settled, at }) =>
      settled(() => {
        const controller = new AbortController()
        setTimeout(() => controller.abort(), 20)
        return fetch(at('/api/slow?ms=400'), { signal: controller.signal, headers: { 'X-One': '1' } })
      }),
    racing: true,
    isRecorded: false,
  },
  'the signal: of a Request': {
    run: ({ settled, at }) =>
      settled(() => {
        const controller = new AbortController()
        setTimeout(() => controller.abort(), 20)
        return fetch(new Request(at('/api/slow?ms=400'), { signal: controller.signal }))
      }),
    racing: true,
    isRecorded: false,
    forms: ['Request'],
  },
  'the signal: a timeout': {
    run: ({ settled, at }) => settled(() => fetch(at('/api/slow?ms=400'), { signal: AbortSignal.timeout(20) })),
    racing: true,
    isRecorded: false,
  },
  'the caller’s own': {
    run: ({ settled, at }) => settled(() => fetch(at('/api/json'), { headers: { 'Sentry-Trace': 'callers-own' } })),
    isOwn: true,
  },
  'the caller’s own in Headers': {
    run: ({ settled, at }) => settled(() => fetch(at('/api/json'), { headers: new Headers({ 'sentry-trace': 'callers-own' }) })),
    isOwn: true,
    forms: ['Headers'],
  },
  'the caller’s own pair': {
    run: ({ settled, at }) => settled(() => fetch(at('/api/json'), { headers: [['sentry-trace', 'callers-own']] })),
    isOwn: true,
    forms: ['pairs'],
  },
  'the caller’s own in a Request': {
    run: ({ settled, at }) => settled(() => fetch(new Request(at('/api/json'), { headers: { 'sentry-trace': 'callers-own' } }))),
    isOwn: true,
    forms: ['Request'],
  },
  'headers that throw when they are read': {
    run: ({ settled, at }) =>
      settled(() =>
        fetch(at('/never'), {
          headers: {
            [Symbol.iterator]() {
              throw new RangeError('mine')
            },
          } as never,
        }),
      ),
    forms: ['an iterator'],
    isRecorded: false,
  },
  'an iterator of headers that throws': {
    run: ({ settled, at }) =>
      settled(() => {
        function* headers(): Generator<[string, string]> {
          yield ['X-One', '1']
          throw new RangeError('mine')
        }
        return fetch(at('/never'), { headers: headers() as never })
      }),
    forms: ['an iterator'],
    isRecorded: false,
  },
  'a member that throws': {
    run: ({ settled, at }) =>
      settled(() =>
        fetch(at('/never'), {
          get method(): string {
            throw new RangeError('mine')
          },
        }),
      ),
    isRecorded: false,
  },
  nothing: { run: ({ settled }) => settled(() => Reflect.apply(fetch, window, [])), isRecorded: false },
  'a URL that is none': { run: ({ settled }) => settled(() => fetch('http://[')), isRecorded: false },
  'another this': { run: ({ settled, at }) => settled(() => Reflect.apply(fetch, undefined, [at('/api/json')])) },
  'the promise': {
    run: async ({ at, settled }) => {
      const promise = fetch(at('/api/json'), { method: 'POST', headers: { 'X-One': '1' } }) as Promise<Response> & { cancel?: () => string }
      const { returned } = window as { returned?: unknown }
      return [
        promise === returned,
        promise instanceof Promise,
        Object.getOwnPropertyNames(promise).filter(name => !name.startsWith('__zone')),
        promise.cancel?.(),
        await settled(promise),
      ]
    },
  },
  'the promise, elsewhere': {
    run: async ({ foreign, settled }) => {
      const promise = fetch(foreign('/api/json')) as Promise<Response> & { cancel?: () => string }
      return [promise === (window as { returned?: unknown }).returned, promise.cancel?.(), await settled(promise)]
    },
    carries: false,
  },
}

const xhrs: Record<string, LayerCall> = {
  XHR: { run: ({ xhr, at }) => xhr(['GET', at('/api/json')]) },
  'XHR, headers and a body': {
    run: ({ xhr, at }) =>
      xhr(['POST', at('/api/json')], {
        body: 'text',
        setup: request => {
          request.setRequestHeader('X-One', '1')
          request.setRequestHeader('x-one', '2')
        },
      }),
  },
  'XHR, a form': { run: ({ xhr, at }) => xhr(['PUT', at('/api/json')], { body: new URLSearchParams('a=1') }) },
  'XHR, a URL': { run: ({ xhr, at }) => xhr(['GET', new URL(at('/api/json'), location.href), true]) },
  'XHR, elsewhere': { run: ({ xhr, other }) => xhr(['PUT', other('/api/json')], { body: 'x' }) },
  'XHR, to strangers': { run: ({ xhr, foreign }) => xhr(['GET', foreign('/api/json')]), carries: false },
  'XHR, JSON': { run: ({ xhr, at }) => xhr(['GET', at('/api/json')], { setup: request => void (request.responseType = 'json') }) },
  'XHR, a blob': { run: ({ xhr, at }) => xhr(['GET', at('/image')], { setup: request => void (request.responseType = 'blob') }) },
  'XHR, an answer that is an error': { run: ({ xhr, at }) => xhr(['GET', at('/api/fail?status=404')]), status: 404 },
  'XHR, a cut connection': { run: ({ xhr, at }) => xhr(['GET', at('/dropped-too')]), racing: true, isRecorded: false },
  'XHR, a timeout': {
    run: ({ xhr, at }) => xhr(['GET', at('/api/slow?ms=400')], { setup: request => void (request.timeout = 20) }),
    racing: true,
    isRecorded: false,
  },
  'XHR, aborted on the way': {
    run: ({ at, watch, held }) => {
      const request = new XMLHttpRequest()
      const events = watch(request)
      request.open('GET', at('/api/slow?ms=400'))
      request.send()
      request.abort()
      return [events, held(request)]
    },
    racing: true,
    isRecorded: false,
  },
  'XHR, synchronous': { run: ({ xhr, at }) => xhr(['POST', at('/api/json'), false], { body: 'sync' }) },
  'XHR, used again': {
    run: async ({ xhr, at, held }) => {
      let again: XMLHttpRequest | undefined
      const first = await xhr(['GET', at('/api/json')], { setup: request => void (again = request) })
      again!.open('POST', at('/api/json'))
      const ended = new Promise(resolve => again!.addEventListener('loadend', resolve, { once: true }))
      again!.send('body')
      await ended
      return [first, held(again!)]
    },
  },
  'XHR, the caller’s own': {
    run: ({ xhr, at }) => xhr(['GET', at('/api/json')], { setup: request => request.setRequestHeader('Sentry-Trace', 'callers-own') }),
    isOwn: true,
  },
  'XHR, a method that is none': { run: ({ xhr, at }) => xhr(['GE T', at('/never')]), isRecorded: false },
  'XHR, sent before it is open': { run: ({ settled }) => settled(() => new XMLHttpRequest().send()), isRecorded: false },
  'XHR, handlers': {
    run: async ({ at }) => {
      const log: unknown[] = []
      const request = new XMLHttpRequest()
      request.onreadystatechange = ({ isTrusted }) => log.push(['onreadystatechange', request.readyState, isTrusted])
      request.onload = function (event) {
        log.push(['onload', this === request, event instanceof ProgressEvent])
      }
      request.addEventListener('load', { handleEvent: ({ type }) => log.push(type) })
      request.open('GET', at('/api/json'))
      const ended = new Promise(resolve => (request.onloadend = resolve))
      request.send()
      await ended
      return log
    },
  },
}

export const layerCalls: Record<string, LayerCall> = { ...fetches, ...xhrs }
