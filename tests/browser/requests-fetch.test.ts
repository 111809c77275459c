/** What a page does with fetch, with and without Headwater: what is asked for, and what comes of it. */
import { compareCalls, type Call } from './support/compare-calls.ts'

const answers: Record<string, Call> = {
  'a path': { run: ({ fetch, at }) => fetch(at('/api/json')) },
  'a path and undefined': { run: ({ fetch, at }) => fetch(at('/api/json'), undefined) },
  'a path and null': { run: ({ fetch, at }) => fetch(at('/api/json'), null) },
  'an empty init': { run: ({ fetch, at }) => fetch(at('/api/json'), {}) },
  'a third argument': { run: ({ fetch, at }) => fetch(at('/api/json'), {}, 'more') },
  'a relative path': { run: ({ fetch, at }) => fetch(at('../../api/json')) },
  'a URL object': { run: ({ fetch, at }) => fetch(new URL(at('/api/json'), location.href)) },
  'an object that has a text': { run: ({ fetch, at }) => fetch({ toString: () => at('/api/json') }) },
  'a path under a base': {
    run: async ({ fetch, at }) => {
      const base = document.createElement('base')
      base.href = '/api/deeper/'
      document.head.append(base)
      const answer = await fetch(at('../json'))
      base.remove()
      return answer
    },
  },
  'a fragment': { run: ({ fetch, at }) => fetch(at('/api/json') + '#part') },
  'an answer that is an error': { run: ({ fetch, at }) => fetch(at('/api/fail?status=404')) },
  'an answer without content': { run: ({ fetch, at }) => fetch(at('/no-content')) },
  'an answer in pieces': { run: ({ fetch, at }) => fetch(at('/api/stream?chunks=3')) },
  'a redirect': { run: ({ fetch, at }) => fetch(at('/api/redirect?to=' + encodeURIComponent(at('/api/json')))) },
  'a redirect not followed': { run: ({ fetch, at }) => fetch(at('/api/redirect?to=/api/json'), { redirect: 'manual' }) },
  'a redirect refused': { run: ({ fetch, at }) => fetch(at('/refused-redirect'), { redirect: 'error' }) },
  'a redirected POST': {
    run: ({ fetch, at }) =>
      fetch(at('/api/redirect?status=307&to=' + encodeURIComponent(at('/api/json'))), { method: 'POST', body: 'again' }),
  },
  // A connection that was used before is tried again.
  'a cut connection': { run: ({ fetch, at }) => fetch(at('/api/drop')), racing: true },
  'another origin': { run: ({ fetch, other }) => fetch(other('/api/json')) },
  'another site': { run: ({ fetch, foreign }) => fetch(foreign('/api/json')) },
  'another origin with credentials': { run: ({ fetch, other }) => fetch(other('/with-credentials'), { credentials: 'include' }) },
  'no credentials': { run: ({ fetch, at }) => fetch(at('/api/json'), { credentials: 'omit' }) },
  'no-cors': { run: ({ fetch, other }) => fetch(other('/api/json'), { mode: 'no-cors' }), carries: false },
  'no-cors at home': { run: ({ fetch, at }) => fetch(at('/api/json'), { mode: 'no-cors' }), carries: false },
  'a no-cors Request': { run: ({ fetch, other }) => fetch(new Request(other('/api/json'), { mode: 'no-cors' })), carries: false },
  'same-origin elsewhere': { run: ({ fetch, other }) => fetch(other('/never'), { mode: 'same-origin' }) },
  'past the cache': { run: ({ fetch, at }) => fetch(at('/api/json'), { cache: 'no-store' }) },
  reloading: { run: ({ fetch, at }) => fetch(at('/api/json'), { cache: 'reload' }) },
  keepalive: { run: ({ fetch, at }) => fetch(at('/api/json'), { method: 'POST', keepalive: true, body: 'kept' }) },
  'a wrong digest': {
    run: ({ fetch, at }) => fetch(at('/wrong-digest'), { integrity: 'sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=' }),
  },
  'a referrer policy': { run: ({ fetch, at }) => fetch(at('/api/json'), { referrerPolicy: 'no-referrer' }) },
  'a referrer': { run: ({ fetch, at }) => fetch(at('/api/json'), { referrer: '/somewhere/else' }) },
  'a priority': { run: ({ fetch, at }) => fetch(at('/api/json'), { priority: 'high' }) },
  'a data URL': { run: ({ fetch }) => fetch('data:text/plain,hello') },
  'a blob URL': {
    run: async ({ fetch }) => {
      const { result } = (await fetch(URL.createObjectURL(new Blob(['hello'])))) as { result: { url: string; body: string } }
      return [result.url.split('/').slice(0, 3), result.body]
    },
  },
  nothing: { run: ({ fetch }) => fetch() },
  'a URL that is none': { run: ({ fetch }) => fetch('http://[') },
  'a URL with credentials': { run: ({ fetch }) => fetch('http://me:secret@127.0.0.1/') },
  'another scheme': { run: ({ fetch }) => fetch('nowhere:at-all') },
  'a symbol': { run: ({ fetch }) => fetch(Symbol('url')) },
  'an init that is none': { run: ({ fetch, at }) => fetch(at('/api/json'), 'POST') },
}

const verbs: Record<string, Call> = {
  'lower case': { run: ({ fetch, at }) => fetch(at('/api/json'), { method: 'post' }) },
  'lower case that stays': { run: ({ fetch, at }) => fetch(at('/api/fail?status=405'), { method: 'delete' }) },
  HEAD: { run: ({ fetch, at }) => fetch(at('/api/json'), { method: 'HEAD' }) },
  'PUT elsewhere': { run: ({ fetch, other }) => fetch(other('/api/json'), { method: 'PUT', body: 'x' }) },
  PATCH: { run: ({ fetch, at }) => fetch(at('/api/json'), { method: 'PATCH', body: 'x' }) },
  'a forbidden method': { run: ({ fetch, at }) => fetch(at('/api/json'), { method: 'TRACE' }) },
  'no method at all': { run: ({ fetch, at }) => fetch(at('/api/json'), { method: '' }) },
  'a method that is no token': { run: ({ fetch, at }) => fetch(at('/api/json'), { method: 'GE T' }) },
  'GET with a body': { run: ({ fetch, at }) => fetch(at('/api/json'), { body: 'x' }) },
  'a text': { run: ({ fetch, at }) => fetch(at('/api/json'), { method: 'POST', body: 'grüße' }) },
  'a form': {
    run: ({ fetch, at }) => {
      const body = new FormData()
      body.append('name', 'Ada')
      body.append('file', new File(['content'], 'a.txt', { type: 'text/plain' }))
      return fetch(at('/api/json'), { method: 'POST', body })
    },
  },
  'search parameters': { run: ({ fetch, at }) => fetch(at('/api/json'), { method: 'POST', body: new URLSearchParams('a=1&b=2') }) },
  'a blob': { run: ({ fetch, at }) => fetch(at('/api/json'), { method: 'POST', body: new Blob(['b'], { type: 'image/x' }) }) },
  'a buffer': { run: ({ fetch, at }) => fetch(at('/api/json'), { method: 'POST', body: new Uint8Array([0, 255, 10]).buffer }) },
  'a view': { run: ({ fetch, at }) => fetch(at('/api/json'), { method: 'POST', body: new Uint8Array([1, 2, 3, 4]).subarray(1, 3) }) },
  'an object that is no body': { run: ({ fetch, at }) => fetch(at('/api/json'), { method: 'POST', body: { a: 1 } }) },
  'a stream without duplex': { run: ({ fetch, at }) => fetch(at('/api/json'), { method: 'POST', body: new Blob(['s']).stream() }) },
  'a stream over HTTP/1': {
    run: async ({ fetch, at }) => {
      const body = new Blob(['s']).stream()
      const answer = await fetch(at('/never-streamed'), { method: 'POST', body, duplex: 'half' })
      return [answer, body.locked]
    },
    racing: true,
  },
}

const refused = { status: 302, headers: { location: '/api/json' } }
const credentials = ({ origin }: { origin: string }) => ({
  'access-control-allow-origin': origin,
  'access-control-allow-credentials': 'true',
  'access-control-allow-headers': 'sentry-trace',
})
const pages = {
  '/refused-redirect': () => refused,
  '/no-content': () => ({ status: 204, headers: { 'x-mine': 'a' } }),
  '/wrong-digest': () => ({ body: 'content' }),
}

compareCalls('fetch: addresses, modes, answers', answers, {
  pages,
  prepare: site => site.answer('/with-credentials', { headers: credentials(site), body: 'secret' }),
})
compareCalls('fetch: methods and bodies', verbs)
