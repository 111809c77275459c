/** The objects a page gives to fetch, and fetch as an object, with and without Headwater. */
import { compareCalls, type Call } from './support/compare-calls.ts'

const headers: Record<string, Call> = {
  'a record': { run: ({ fetch, at }) => fetch(at('/api/json'), { headers: { 'X-One': '1', 'x-two': '2' } }) },
  'a frozen record': {
    run: ({ fetch, at }) => fetch(at('/api/json'), Object.freeze({ method: 'POST', headers: Object.freeze({ 'X-One': '1' }) })),
  },
  Headers: { run: ({ fetch, at }) => fetch(at('/api/json'), { headers: new Headers({ 'X-One': '1' }) }) },
  pairs: {
    run: ({ fetch, at }) =>
      fetch(at('/api/json'), {
        headers: [
          ['X-One', '1'],
          ['X-One', '2'],
          ['Accept', 'x/y'],
        ],
      }),
  },
  'a Map': { run: ({ fetch, at }) => fetch(at('/api/json'), { headers: new Map([['X-One', '1']]) }) },
  'a generator, which can be read once': {
    run: ({ fetch, at }) => {
      function* pairs(): Generator<string[]> {
        yield ['X-One', '1']
        yield ['X-Two', '2']
      }
      return fetch(at('/api/json'), { headers: pairs() })
    },
  },
  'an inherited member is none of a record': {
    run: ({ fetch, at }) =>
      fetch(at('/api/json'), { headers: Object.create({ 'X-No': '1' }, { 'X-One': { value: 'x', enumerable: true } }) }),
  },
  null: { run: ({ fetch, at }) => fetch(at('/api/json'), { headers: null }) },
  undefined: { run: ({ fetch, at }) => fetch(at('/api/json'), { headers: undefined }) },
  'a text': { run: ({ fetch, at }) => fetch(at('/api/json'), { headers: 'X-One: 1' }) },
  'a name that is none': { run: ({ fetch, at }) => fetch(at('/api/json'), { headers: { 'a b': '1' } }) },
  'a value that is none': { run: ({ fetch, at }) => fetch(at('/api/json'), { headers: { a: 'line\nbreak' } }) },
  'a value beyond bytes': { run: ({ fetch, at }) => fetch(at('/api/json'), { headers: { a: '✓' } }) },
  'a pair of three': { run: ({ fetch, at }) => fetch(at('/api/json'), { headers: [['a', 'b', 'c']] }) },
  'forbidden ones': {
    run: ({ fetch, at }) => fetch(at('/api/json'), { headers: { Cookie: 'a=1', Host: 'x', 'Sec-Mine': '1', 'X-One': '1' } }),
  },
  elsewhere: { run: ({ fetch, other }) => fetch(other('/api/json'), { headers: { 'X-One': '1' } }) },
  'the caller’s own': { run: ({ fetch, at }) => fetch(at('/api/json'), { headers: { 'Sentry-Trace': 'callers-own' } }), carries: false },
  'the caller’s own pair': {
    run: ({ fetch, at }) => fetch(at('/api/json'), { headers: [['sentry-trace', 'callers-own']] }),
    carries: false,
  },
  'the caller’s own in Headers': {
    run: ({ fetch, at }) => fetch(at('/api/json'), { headers: new Headers({ 'SENTRY-TRACE': 'callers-own' }) }),
    carries: false,
  },
  'the caller’s own in a Request': {
    run: ({ fetch, at }) => fetch(new Request(at('/api/json'), { headers: { 'sentry-trace': 'callers-own' } })),
    carries: false,
  },
  'getters are read once': {
    run: async ({ fetch, at, counted }) => {
      const given = counted({ 'X-One': '1', Accept: 'a/b' })
      const init = counted({ method: 'POST', headers: given.object, body: 'text', credentials: 'omit', signal: null, cache: 'no-store' })
      return [await fetch(at('/api/json'), init.object), given.reads, init.reads]
    },
  },
  'a getter that throws': {
    run: ({ fetch, at }) =>
      fetch(at('/api/json'), {
        get method() {
          throw new RangeError('mine')
        },
      }),
  },
  'the address is read once': {
    run: async ({ fetch, at }) => {
      let reads = 0
      const answer = await fetch({ toString: () => (reads++, at('/api/json')) }, { method: 'POST' })
      return [answer, reads]
    },
  },
  'an init of a class': {
    run: ({ fetch, at }) => {
      class Init {
        get method() {
          return 'PUT'
        }
        get headers() {
          return { 'X-One': '1' }
        }
        body = 'own'
      }
      return fetch(at('/api/json'), new Init())
    },
  },
}

const requests: Record<string, Call> = {
  'a Request': { run: ({ fetch, at }) => fetch(new Request(at('/api/json'))) },
  'one with everything': {
    run: ({ fetch, at }) =>
      fetch(
        new Request(at('/api/json'), {
          method: 'PUT',
          body: 'text',
          headers: { 'X-One': '1', 'Content-Type': 'a/b' },
          cache: 'no-store',
          credentials: 'omit',
          redirect: 'manual',
          referrer: '/from/here',
          referrerPolicy: 'origin',
          keepalive: true,
        }),
      ),
  },
  'one without referrer': { run: ({ fetch, at }) => fetch(new Request(at('/api/json'), { referrerPolicy: 'no-referrer' })) },
  'one with an empty referrer': { run: ({ fetch, at }) => fetch(new Request(at('/api/json'), { referrer: '' })) },
  'one with a referrer, elsewhere': {
    run: ({ fetch, other }) => fetch(new Request(other('/api/json'), { referrer: '/a/b', referrerPolicy: 'unsafe-url' })),
  },
  'and undefined': { run: ({ fetch, at }) => fetch(new Request(at('/api/json'), { referrerPolicy: 'no-referrer' }), undefined) },
  'and an empty init': { run: ({ fetch, at }) => fetch(new Request(at('/api/json'), { referrerPolicy: 'no-referrer' }), {}) },
  'and members of undefined': {
    run: ({ fetch, at }) =>
      fetch(new Request(at('/api/json'), { referrerPolicy: 'no-referrer' }), { headers: undefined, method: undefined }),
  },
  'and a member that fetch does not know': {
    run: ({ fetch, at }) => fetch(new Request(at('/api/json'), { referrerPolicy: 'no-referrer' }), { next: { revalidate: 1 } }),
  },
  'and a priority, which resets the referrer': {
    run: ({ fetch, at }) => fetch(new Request(at('/api/json'), { referrerPolicy: 'no-referrer' }), { priority: 'high' }),
  },
  'and a method, which resets the referrer': {
    run: ({ fetch, at }) => fetch(new Request(at('/api/json'), { referrer: '/a/b' }), { method: 'POST' }),
  },
  'and headers, which replace its own': {
    run: ({ fetch, at }) => fetch(new Request(at('/api/json'), { headers: { 'X-One': '1' } }), { headers: { 'X-Two': '2' } }),
  },
  'and null headers': { run: ({ fetch, at }) => fetch(new Request(at('/api/json'), { headers: { 'X-One': '1' } }), { headers: null }) },
  'and another body': { run: ({ fetch, at }) => fetch(new Request(at('/api/json'), { method: 'POST', body: 'one' }), { body: 'two' }) },
  'no-cors undone': { run: ({ fetch, other }) => fetch(new Request(other('/api/json'), { mode: 'no-cors' }), { mode: 'cors' }) },
  'a Request as init': {
    run: ({ fetch, at }) =>
      fetch(at('/api/json'), new Request('/elsewhere', { method: 'PUT', headers: { 'X-One': '1' }, credentials: 'omit' })),
  },
  'used twice': {
    run: async ({ fetch, at }) => {
      const request = new Request(at('/api/json'), { method: 'POST', body: 'once' })
      const first = await fetch(request)
      return [first, request.bodyUsed, await fetch(request)]
    },
  },
  'its clone': {
    run: async ({ fetch, at }) => {
      const request = new Request(at('/api/json'), { method: 'POST', body: 'twice' })
      return [await fetch(request.clone()), request.bodyUsed, await fetch(request), request.bodyUsed]
    },
  },
  'a form': {
    run: ({ fetch, at }) => {
      const body = new FormData()
      body.append('name', 'Ada')
      return fetch(new Request(at('/api/json'), { method: 'POST', body }))
    },
  },
  'a subclass': {
    run: ({ fetch, at }) => {
      class Mine extends Request {
        override get url() {
          return '/not/asked/for'
        }
        override get headers() {
          return new Headers({ 'X-No': '1' })
        }
      }
      return fetch(new Mine(at('/api/json'), { method: 'POST', headers: { 'X-One': '1' } }))
    },
  },
  'one of another frame': {
    run: async ({ fetch, at }) => {
      const frame = document.body.appendChild(document.createElement('iframe'))
      const { Request: Theirs } = frame.contentWindow as unknown as { Request: typeof Request }
      const answer = await fetch(
        new Theirs(new URL(at('/api/json'), location.href), { method: 'POST', body: 'b', headers: { 'X-One': '1' } }),
      )
      frame.remove()
      return answer
    },
  },
  'something that looks like one': {
    run: ({ fetch, at }) => fetch({ url: '/not/asked/for', headers: {}, toString: () => at('/api/json') }),
  },
}

const fetchItself: Record<string, Call> = {
  identity: {
    run: () => [
      fetch.name,
      fetch.length,
      typeof fetch,
      Object.prototype.toString.call(fetch),
      'prototype' in fetch,
      Object.keys(fetch),
      // A proxy's text has no name in it.
      fetch.toString().replace('fetch', ''),
      Function.prototype.toString.call(fetch).replace('fetch', ''),
      fetch === window.fetch,
      Object.getPrototypeOf(fetch) === Function.prototype,
      JSON.stringify(Object.getOwnPropertyDescriptors(fetch)),
      JSON.stringify(Object.getOwnPropertyDescriptor(window, 'fetch')),
      Object.keys(window).filter(name => name === 'fetch'),
    ],
  },
  'a promise': { run: ({ at }) => [fetch(at('/api/json')).constructor === Promise, String(fetch(at('/api/json')))] },
  'this: window, undefined, an object': {
    run: async ({ settled, at }) => [
      await settled(() => fetch.call(window, at('/api/json'))),
      await settled(() => Reflect.apply(fetch, undefined, [at('/api/json')])),
      await settled(() => Reflect.apply(fetch, {}, [at('/api/json')])),
    ],
  },
  'new': { run: ({ settled }) => settled(() => Reflect.construct(fetch, ['/never'])) },
  'the rest of a failed call is heard of once': {
    run: async ({ at }) => {
      const heard: unknown[] = []
      const hear = (event: PromiseRejectionEvent): void => void heard.push(event.promise)
      addEventListener('unhandledrejection', hear)
      const promise = fetch(at('/api/json'), { method: 'GE T' })
      await new Promise(resolve => setTimeout(resolve))
      removeEventListener('unhandledrejection', hear)
      return heard.map(rejected => rejected === promise)
    },
  },
  'signal: aborted already': { run: ({ fetch, at }) => fetch(at('/never'), { signal: AbortSignal.abort() }) },
  'signal: aborted already, for a reason': {
    run: async ({ settled, at }) => {
      const reason = new RangeError('mine')
      const promise = fetch(at('/never'), { signal: AbortSignal.abort(reason) })
      return [await settled(promise), await promise.catch(error => error === reason)]
    },
  },
  'signal: aborted at once': {
    run: ({ fetch, at }) => {
      const controller = new AbortController()
      const answer = fetch(at('/api/json'), { signal: controller.signal })
      controller.abort()
      return answer
    },
    racing: true,
  },
  'signal: aborted in the body': {
    run: async ({ error, at }) => {
      const controller = new AbortController()
      const { body } = await fetch(at('/api/stream?chunks=50&ms=20'), { signal: controller.signal })
      const reader = body!.getReader()
      await reader.read()
      controller.abort()
      return reader.read().then(read => read.done, error)
    },
  },
  'signal: of a Request': {
    run: ({ fetch, at }) => {
      const controller = new AbortController()
      const answer = fetch(new Request(at('/api/slow?ms=2000'), { signal: controller.signal }))
      controller.abort('no reason')
      return answer
    },
    racing: true,
  },
  'signal: a timeout': { run: ({ fetch, at }) => fetch(at('/api/slow?ms=2000'), { signal: AbortSignal.timeout(30) }), racing: true },
  'signal: none of its kind': { run: ({ fetch, at }) => fetch(at('/api/json'), { signal: {} }) },
}

compareCalls('fetch: headers and init', headers)
compareCalls('fetch: Requests', requests)
compareCalls('fetch: the function, its promise and signals', fetchItself)
