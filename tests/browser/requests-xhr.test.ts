/** What a page does with XMLHttpRequest, with and without Headwater. */
import { compareCalls, type Call } from './support/compare-calls.ts'

const calls: Record<string, Call> = {
  'a GET': { run: ({ xhr, at }) => xhr(['GET', at('/api/json')]) },
  'a relative path, lower case': { run: ({ xhr, at }) => xhr(['get', at('../../api/json')]) },
  'a URL object': { run: ({ xhr, at }) => xhr(['GET', new URL(at('/api/json'), location.href)]) },
  'all five arguments': { run: ({ xhr, at }) => xhr(['GET', at('/api/json'), true, 'me', 'secret']) },
  'the address is read once': {
    run: async ({ xhr, at }) => {
      let reads = 0
      return [await xhr(['GET', { toString: () => (reads++, at('/api/json')) }]), reads]
    },
  },
  "method, address and a header's name are read once, in this order": {
    run: async ({ xhr, at }) => {
      const reads: string[] = []
      const once = (name: string, text: string): string =>
        ({
          toString() {
            if (reads.includes(name)) throw new Error('again')
            reads.push(name)
            return text
          },
        }) as never
      const setup = (request: XMLHttpRequest): void => request.setRequestHeader(once('header', 'x-one'), '1')
      return [await xhr([once('method', 'GET'), once('address', at('/api/json'))], { setup }), reads]
    },
  },
  'the page moves on before it is sent': {
    run: async ({ xhr, at }) => {
      const answer = await xhr(['GET', at('../../api/json')], { setup: () => history.replaceState(null, '', '/page/of/calls?a/b/c') })
      history.replaceState(null, '', '/page/of/calls')
      return answer
    },
  },
  'a POST of text': { run: ({ xhr, at }) => xhr(['POST', at('/api/json')], { body: 'grüße' }) },
  'a POST of a form': {
    run: ({ xhr, at }) => {
      const body = new FormData()
      body.append('name', 'Ada')
      return xhr(['POST', at('/api/json')], { body })
    },
  },
  'a POST of a document': {
    run: ({ xhr, at }) => xhr(['POST', at('/api/json')], { body: new DOMParser().parseFromString('<a/>', 'text/xml') }),
  },
  'a POST of bytes': { run: ({ xhr, at }) => xhr(['POST', at('/api/json')], { body: new Uint8Array([0, 1, 255]) }) },
  'another method': { run: ({ xhr, at }) => xhr(['PROPFIND', at('/api/json')]) },
  'headers, joined': {
    run: ({ xhr, at }) =>
      xhr(['GET', at('/api/json')], {
        setup: request => {
          request.setRequestHeader('X-One', '1')
          request.setRequestHeader('x-one', '2')
        },
      }),
  },
  'a header that is forbidden': {
    run: ({ xhr, at }) => xhr(['GET', at('/api/json')], { setup: request => request.setRequestHeader('Cookie', 'a=1') }),
  },
  'a header that is none': { run: ({ xhr, at }) => xhr(['GET', at('/never')], { setup: request => request.setRequestHeader('a b', '1') }) },
  'a header too early': { run: ({ xhr }) => xhr(['GET', '/never'], { setup: () => new XMLHttpRequest().setRequestHeader('a', 'b') }) },
  'the caller’s own header': {
    run: ({ xhr, at }) => xhr(['GET', at('/api/json')], { setup: request => request.setRequestHeader('Sentry-Trace', 'callers-own') }),
    carries: false,
  },
  JSON: { run: ({ xhr, at }) => xhr(['GET', at('/api/json')], { setup: request => void (request.responseType = 'json') }) },
  'a buffer': { run: ({ xhr, at }) => xhr(['GET', at('/api/json')], { setup: request => void (request.responseType = 'arraybuffer') }) },
  'a blob': { run: ({ xhr, at }) => xhr(['GET', at('/image')], { setup: request => void (request.responseType = 'blob') }) },
  'a document': { run: ({ xhr, at }) => xhr(['GET', at('/small.html')], { setup: request => void (request.responseType = 'document') }) },
  'an answer in pieces': { run: ({ xhr, at }) => xhr(['GET', at('/api/stream?chunks=3')]) },
  'an answer that is an error': { run: ({ xhr, at }) => xhr(['GET', at('/api/fail?status=503')]) },
  'a redirect': { run: ({ xhr, at }) => xhr(['GET', at('/api/redirect?to=' + encodeURIComponent(at('/api/json')))]) },
  'a cut connection': { run: ({ xhr, at }) => xhr(['GET', at('/api/drop')]), racing: true },
  'another origin': { run: ({ xhr, other }) => xhr(['PUT', other('/api/json')], { body: 'x' }) },
  'another site, credentials': {
    run: ({ xhr, foreign }) => xhr(['GET', foreign('/with-credentials')], { setup: request => void (request.withCredentials = true) }),
  },
  'a data URL': { run: ({ xhr }) => xhr(['GET', 'data:text/plain,hello']) },
  'a timeout': {
    run: ({ xhr, at }) => xhr(['GET', at('/api/slow?ms=2000')], { setup: request => void (request.timeout = 50) }),
    racing: true,
  },
  'upload events': {
    run: async ({ xhr, at }) => {
      const log: string[] = []
      const setup = ({ upload }: XMLHttpRequest): void => {
        for (const type of ['loadstart', 'load', 'loadend', 'error']) upload.addEventListener(type, () => log.push(type))
        upload.onprogress = ({ loaded, total }) => log[0] && log.at(-1) !== 'progress' && loaded <= total && log.push('progress')
      }
      return [await xhr(['POST', at('/api/json')], { setup, body: 'x'.repeat(1000) }), log]
    },
  },
  'handlers, in the order of their names': {
    run: async ({ xhr, at }) => {
      const log: string[] = []
      const setup = (request: XMLHttpRequest): void => {
        request.onload = event => log.push(`onload ${event instanceof ProgressEvent} ${event.isTrusted}`)
        request.addEventListener('load', () => log.push('load, before send'))
        queueMicrotask(() => request.addEventListener('load', () => log.push('load, after send')))
      }
      return [await xhr(['GET', at('/api/json')], { setup }), log]
    },
  },
  'aborted before it is sent': {
    run: ({ at, watch, held }) => {
      const request = new XMLHttpRequest()
      const events = watch(request)
      request.open('GET', at('/never'))
      request.abort()
      return [events, held(request)]
    },
  },
  'aborted in flight': {
    run: ({ at, watch, held }) => {
      const request = new XMLHttpRequest()
      const events = watch(request)
      request.open('GET', at('/api/slow?ms=500'))
      request.send()
      request.abort()
      return [events, held(request)]
    },
    racing: true,
  },
  'sent twice': {
    run: async ({ at, error }) => {
      const request = new XMLHttpRequest()
      request.open('GET', at('/api/json'))
      const ended = new Promise(resolve => (request.onloadend = resolve))
      request.send()
      let thrown
      try {
        request.send()
      } catch (reason) {
        thrown = error(reason)
      }
      await ended
      return [thrown, request.status]
    },
  },
  'used again when it ended': {
    run: async ({ xhr, at, held }) => {
      let again: XMLHttpRequest | undefined
      const first = await xhr(['GET', at('/api/fail?status=404')], { setup: request => void (again = request) })
      again!.open('POST', at('/api/json'))
      const ended = new Promise(resolve => again!.addEventListener('loadend', resolve, { once: true }))
      again!.send('body')
      await ended
      return [first, held(again!)]
    },
  },
  'used again while it loads': {
    run: async ({ at, watch, held }) => {
      const request = new XMLHttpRequest()
      const events = watch(request)
      request.open('GET', at('/api/slow?ms=500'))
      request.send()
      request.open('GET', at('/api/json'))
      const ended = new Promise(resolve => (request.onloadend = resolve))
      request.send()
      await ended
      return [events, held(request)]
    },
    racing: true,
  },
  'used again by its own handler': {
    run: ({ at, watch, held }) =>
      new Promise(resolve => {
        const request = new XMLHttpRequest()
        const events = watch(request)
        request.open('GET', at('/api/fail?status=404'))
        request.onload = () => {
          request.onload = () => setTimeout(() => resolve([events, held(request)]))
          request.open('GET', at('/api/json'))
          request.send()
        }
        request.send()
      }),
  },
  synchronous: { run: ({ xhr, at }) => xhr(['POST', at('/api/json'), false], { body: 'sync' }) },
  'synchronous, cut': { run: ({ xhr, at }) => xhr(['POST', at('/dropped-too'), false], { body: 'sync' }), racing: true },
  'synchronous, refused': { run: ({ xhr, at }) => xhr(['GET', at('/never'), false], { setup: request => void (request.timeout = 5) }) },
  'a method that is none': { run: ({ xhr, at }) => xhr(['GE T', at('/never')]) },
  'a method that is forbidden': { run: ({ xhr, at }) => xhr(['TRACK', at('/never')]) },
  'a URL that is none': { run: ({ xhr }) => xhr(['GET', 'http://[']) },
  'a symbol': { run: ({ xhr }) => xhr(['GET', Symbol('url')]) },
  'too few arguments': { run: ({ xhr }) => xhr(['GET']) },
  'null as address': { run: ({ xhr }) => xhr(['GET', null]) },
  'sent before it is open': { run: ({ settled }) => settled(() => new XMLHttpRequest().send()) },
  'a wrong this': {
    run: async ({ settled }) => {
      const methods = ['open', 'send', 'setRequestHeader'] as const
      const call = (name: (typeof methods)[number], self: unknown): unknown =>
        settled(() => Reflect.apply(XMLHttpRequest.prototype[name], self, ['GET', '/never']))
      return Promise.all(methods.flatMap(name => [call(name, {}), call(name, undefined)]))
    },
  },
  identity: {
    run: () =>
      ['open', 'send', 'setRequestHeader', 'abort'].map(name => {
        const method = XMLHttpRequest.prototype[name as 'open']
        return [
          method.name,
          method.length,
          typeof method,
          'prototype' in method,
          method.toString().replace(name, ''),
          JSON.stringify(Object.getOwnPropertyDescriptor(XMLHttpRequest.prototype, name)),
          JSON.stringify(Object.getOwnPropertyDescriptors(method)),
          String(XMLHttpRequest),
          Object.keys(XMLHttpRequest.prototype).join(),
        ]
      }),
  },
  'a subclass that hears of every call': {
    run: async ({ xhr, at }) => {
      const log: string[] = []
      class Mine extends XMLHttpRequest {
        override open(...args: unknown[]) {
          log.push('open')
          return Reflect.apply(super.open, this, args) as void
        }
        override setRequestHeader(name: string, value: string) {
          log.push(`header ${name}`)
          super.setRequestHeader(name, value)
        }
        override addEventListener(...args: unknown[]) {
          log.push(`listener ${args[0]}`)
          return Reflect.apply(super.addEventListener, this, args) as void
        }
        override send(body?: XMLHttpRequestBodyInit) {
          log.push('send')
          super.send(body)
        }
      }
      return [await xhr(['POST', at('/api/json')], { of: Mine, body: 'x', setup: request => request.setRequestHeader('X-One', '1') }), log]
    },
  },
}

compareCalls('XMLHttpRequest', calls, {
  pages: { '/small.html': '<title>small</title>' },
  prepare: site => {
    site.answer('/dropped-too', 'drop')
    const headers = {
      'access-control-allow-origin': site.origin,
      'access-control-allow-credentials': 'true',
      'access-control-allow-headers': 'sentry-trace',
    }
    site.answer('/with-credentials', { headers, body: 'secret' })
  },
})
