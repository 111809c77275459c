/** Calls of fetch and XMLHttpRequest in the forms that engines read differently: the page sees no difference. */
import { comparison, type Call } from '../../support/compare-calls.ts'
import type { Scenario } from '../scenario.ts'

const table: Record<string, Call> = {
  'a path': { run: ({ fetch, at }) => fetch(at('/api/json')) },
  'a URL object': { run: ({ fetch, at }) => fetch(new URL(at('/api/json'), location.href)) },
  'headers as Headers': { run: ({ fetch, at }) => fetch(at('/api/json'), { headers: new Headers({ 'X-One': '1' }) }) },
  'headers as pairs': {
    run: ({ fetch, at }) =>
      fetch(at('/api/json'), {
        headers: [
          ['x-one', '1'],
          ['X-One', '2'],
        ],
      }),
  },
  "the caller's own header": {
    run: ({ fetch, at }) => fetch(at('/api/json'), { headers: { 'sentry-trace': 'callers-own' } }),
    carries: false,
  },
  'a Request with headers and a body': {
    run: ({ fetch, at }) => fetch(new Request(at('/api/json'), { method: 'POST', headers: { 'x-one': '1' }, body: 'grüße' })),
  },
  'a Request and an init': {
    run: ({ fetch, at }) =>
      fetch(new Request(at('/api/json'), { method: 'POST', body: 'one' }), { method: 'PUT', body: 'two', headers: { 'x-two': '2' } }),
  },
  'a Request that was used': {
    run: async ({ fetch, at, settled }) => {
      const request = new Request(at('/api/json'), { method: 'POST', body: 'once' })
      return [await settled(request.text()), await fetch(request)]
    },
  },
  'an init of getters': {
    run: async ({ fetch, at, counted }) => {
      const { object, reads } = counted({ method: 'POST', body: 'x', headers: { 'x-one': '1' } })
      return [await fetch(at('/api/json'), object), reads]
    },
  },
  'a form': {
    run: ({ fetch, at }) => {
      const body = new FormData()
      body.append('name', 'Ada')
      return fetch(at('/api/json'), { method: 'POST', body })
    },
  },
  'no-cors elsewhere': { run: ({ fetch, other }) => fetch(other('/api/json'), { mode: 'no-cors' }), carries: false },
  'another origin': { run: ({ fetch, other }) => fetch(other('/api/json')) },
  'another site': { run: ({ fetch, foreign }) => fetch(foreign('/api/json')) },
  keepalive: { run: ({ fetch, at }) => fetch(at('/api/json'), { method: 'POST', keepalive: true, body: 'kept' }) },
  'aborted before': { run: ({ fetch, at }) => fetch(at('/never'), { signal: AbortSignal.abort() }) },
  nothing: { run: ({ fetch }) => fetch() },
  'a header that is none': { run: ({ fetch, at }) => fetch(at('/never'), { headers: { 'a b': '1' } }) },
  'an iterator of headers that throws': {
    run: ({ fetch, at }) => {
      function* headers(): Generator<[string, string]> {
        yield ['X-One', '1']
        throw new RangeError('mine')
      }
      return fetch(at('/never'), { headers: headers() })
    },
  },
  'a member that throws': {
    run: ({ fetch, at }) =>
      fetch(at('/never'), {
        get method(): string {
          throw new RangeError('mine')
        },
      }),
  },
  'XHR, headers joined': {
    run: ({ xhr, at }) =>
      xhr(['GET', at('/api/json')], {
        setup: request => {
          request.setRequestHeader('X-One', '1')
          request.setRequestHeader('x-one', '2')
        },
      }),
  },
  "XHR, the caller's own header": {
    run: ({ xhr, at }) => xhr(['GET', at('/api/json')], { setup: request => request.setRequestHeader('Sentry-Trace', 'callers-own') }),
    carries: false,
  },
  'XHR, another origin': { run: ({ xhr, other }) => xhr(['POST', other('/api/json')], { body: 'x' }) },
  'XHR, an answer that is an error': { run: ({ xhr, at }) => xhr(['GET', at('/api/fail?status=503')]) },
  'XHR, a buffer': {
    run: ({ xhr, at }) => xhr(['GET', at('/api/json')], { setup: request => void (request.responseType = 'arraybuffer') }),
  },
}

const { pages, compare } = comparison(table)

export const calls: Record<string, Scenario> = {
  'fetch and XHR behave for the page as without Headwater': {
    cors: 'any',
    pages,
    foreignTraces: ['callers-own'],
    run: (site, open) => compare(site, open),
  },
}
