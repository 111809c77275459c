/** Requests that go elsewhere than they seem to: the header goes to no origin that is not listed, and nothing else changes. */
import assert from 'node:assert/strict'
import { callingPage, makeCalls, modes, openIn, show, type Call } from './support/compare-calls.ts'
import { browserTest, openPage, pageWithHeadwater, sentryTrace, type Page, type Received } from './support/index.ts'

declare global {
  interface Window {
    /** A frame of the page whose base is under the other origin. */
    framed: Window & typeof globalThis
  }
}

type Row = Pick<Call, 'run'> & {
  /** The caller's own header is on all of its requests. */
  isOwn?: true
}

/** Of the page, or of its frame: its base is moved by what a call is given. */
const moving: Record<string, Row> = {
  'fetch: a method that moves the base': {
    run: async ({ settled, at, other }) => {
      const base = document.head.appendChild(document.createElement('base'))
      const method = { toString: () => ((base.href = other('/')), 'POST') } as never
      return [await settled(() => fetch(at('/api/json').slice(1), { method })), base.remove()]
    },
  },
  'fetch: a header that moves the base': {
    run: async ({ settled, at, other }) => {
      const base = document.head.appendChild(document.createElement('base'))
      const value = { toString: () => ((base.href = other('/')), '1') } as never
      return [await settled(() => fetch(at('/api/json').slice(1), { headers: { 'X-One': value } })), base.remove()]
    },
  },
  'fetch: a pair that moves the base': {
    run: async ({ settled, at, other }) => {
      const base = document.head.appendChild(document.createElement('base'))
      const value = { toString: () => ((base.href = other('/')), '1') } as never
      return [await settled(() => fetch(at('/api/json').slice(1), { headers: [['X-One', value]] })), base.remove()]
    },
  },
  'fetch: members that move the base': {
    run: async ({ settled, at, other }) => {
      const results: unknown[] = []
      for (const name of [
        'method',
        'headers',
        'body',
        'mode',
        'credentials',
        'cache',
        'redirect',
        'referrer',
        'signal',
        'keepalive',
        'priority',
      ]) {
        const base = document.head.appendChild(document.createElement('base'))
        const init = Object.defineProperty({}, name, { enumerable: true, get: () => void (base.href = other('/')) })
        results.push(name, await settled(() => fetch(at('/api/json').slice(1), init)))
        base.remove()
      }
      return results
    },
  },
  'fetch: an address that moves the base': {
    run: async ({ settled, at, other }) => {
      const base = document.head.appendChild(document.createElement('base'))
      const address = { toString: () => ((base.href = other('/')), at('/api/json').slice(1)) }
      return [await settled(() => fetch(address as never)), base.remove()]
    },
  },
  'fetch: an address that is another each time': {
    run: async ({ settled, at, other }) => {
      let reads = 0
      const address = { toString: () => (reads++ ? other('/api/json') : at('/api/json')) }
      return [await settled(() => fetch(address as never, { headers: { 'X-One': '1' } })), reads]
    },
  },
  'fetch: a URL that has another text': {
    run: ({ settled, at, other }) => {
      const url = new URL(at('/api/json'), location.href)
      url.toString = () => other('/api/json')
      return settled(() => fetch(url))
    },
  },
  'fetch: a URL whose class has another address': {
    run: ({ settled, at, other }) => {
      class Mine extends URL {
        override get href(): string {
          return at('/api/json')
        }
        override toString(): string {
          return other('/api/json')
        }
      }
      return settled(() => fetch(new Mine(other('/api/json'))))
    },
  },
  'fetch: a Request whose class has another address': {
    run: ({ settled, at, other }) => {
      class Mine extends Request {
        override get url(): string {
          return new URL(at('/api/json'), location.href).href
        }
      }
      return settled(() => fetch(new Mine(other('/api/json'))))
    },
  },
  'XHR: a method that moves the base': {
    run: async ({ xhr, at, other }) => {
      const base = document.head.appendChild(document.createElement('base'))
      return [await xhr([{ toString: () => ((base.href = other('/')), 'GET') }, at('/api/json').slice(1)]), base.remove()]
    },
  },
  'XHR: an address that moves the base': {
    run: async ({ xhr, at, other }) => {
      const base = document.head.appendChild(document.createElement('base'))
      return [await xhr(['GET', { toString: () => ((base.href = other('/')), at('/api/json').slice(1)) }]), base.remove()]
    },
  },
  'XHR: a user that moves the base': {
    run: async ({ xhr, at, other }) => {
      const base = document.head.appendChild(document.createElement('base'))
      return [await xhr(['GET', at('/api/json').slice(1), true, { toString: () => ((base.href = other('/')), '') }]), base.remove()]
    },
  },
  'XHR: a password that moves the base': {
    run: async ({ xhr, at, other }) => {
      const base = document.head.appendChild(document.createElement('base'))
      return [await xhr(['GET', at('/api/json').slice(1), true, null, { toString: () => ((base.href = other('/')), '') }]), base.remove()]
    },
  },
  'XHR: the base moves before it is sent': {
    run: async ({ xhr, at, other }) => {
      const base = document.head.appendChild(document.createElement('base'))
      return [await xhr(['GET', at('/api/json').slice(1)], { setup: () => void (base.href = other('/')) }), base.remove()]
    },
  },
}

const elsewhere: Record<string, Row> = {
  'fetch: for a frame with another base': { run: ({ settled, at }) => settled(() => fetch.call(window.framed, at('/api/json').slice(1))) },
  'fetch: for a frame, an address from the root': { run: ({ settled, at }) => settled(() => fetch.call(window.framed, at('/api/json'))) },
  'fetch: for a frame, a Request': {
    run: ({ settled, at }) => settled(() => fetch.call(window.framed, new window.framed.Request(at('/api/json').slice(1)))),
  },
  'fetch: of a frame': { run: ({ settled, at }) => settled(() => window.framed.fetch(at('/api/json').slice(1))) },
  'fetch: of a frame, for the page': {
    run: ({ settled, at }) => settled(() => window.framed.fetch.call(window, at('/api/json').slice(1))),
  },
  'fetch: bound to a frame': { run: ({ settled, at }) => settled(() => fetch.bind(window.framed)(at('/api/json').slice(1))) },
  'XHR: of a frame': { run: ({ xhr, at }) => xhr(['GET', at('/api/json').slice(1)], { of: window.framed.XMLHttpRequest }) },
  'XHR: of a frame, by the page’s methods': {
    run: async ({ at, held, error }) => {
      const request = new window.framed.XMLHttpRequest()
      const { open, send, setRequestHeader } = XMLHttpRequest.prototype
      const ended = new Promise(resolve => (request.onloadend = resolve))
      try {
        Reflect.apply(open, request, ['GET', at('/api/json').slice(1)])
        setRequestHeader.call(request, 'X-One', '1')
        send.call(request)
      } catch (reason) {
        return error(reason)
      }
      await ended
      const { responseURL, status } = request
      return [responseURL, status, Object.keys(held(new XMLHttpRequest())).length]
    },
  },
  'XHR: opened elsewhere when it is open': {
    run: async ({ xhr, at, other }) => {
      let isMoved = false
      class Mine extends XMLHttpRequest {
        override onreadystatechange = (): void => {
          if (isMoved || this.readyState !== 1) return
          isMoved = true
          this.open('GET', other('/api/json'))
        }
      }
      return xhr(['GET', at('/api/json')], { of: Mine as never })
    },
  },
  'XHR: opened here when it is open elsewhere': {
    run: async ({ xhr, at, other }) => {
      let isMoved = false
      class Mine extends XMLHttpRequest {
        override onreadystatechange = (): void => {
          if (isMoved || this.readyState !== 1) return
          isMoved = true
          this.open('GET', at('/api/json'))
        }
      }
      return xhr(['GET', other('/api/json')], { of: Mine as never })
    },
  },
  'XHR: opened elsewhere and sent when it is open': {
    run: async ({ xhr, at, other }) => {
      let isMoved = false
      class Mine extends XMLHttpRequest {
        override onreadystatechange = (): void => {
          if (isMoved || this.readyState !== 1) return
          isMoved = true
          this.open('GET', other('/api/json'))
          this.send()
        }
      }
      return xhr(['GET', at('/api/json')], { of: Mine as never })
    },
  },
}

const own: Record<string, Row> = {
  'XHR: the caller’s own, set when it is open': {
    run: ({ xhr, at }) => {
      class Mine extends XMLHttpRequest {
        override onreadystatechange = (): void => {
          if (this.readyState === 1) this.setRequestHeader('sentry-trace', 'callers-own')
        }
      }
      return xhr(['GET', at('/api/json')], { of: Mine as never })
    },
    isOwn: true,
  },
  'XHR: the caller’s own, set by its `open`': {
    run: ({ xhr, at }) => {
      class Mine extends XMLHttpRequest {
        override open(...args: unknown[]): void {
          Reflect.apply(super.open, this, args)
          this.setRequestHeader('Sentry-Trace', 'callers-own')
        }
      }
      return xhr(['POST', at('/api/json')], { of: Mine as never, body: 'b' })
    },
    isOwn: true,
  },
  'XHR: the caller’s own, by an object that has its name': {
    run: ({ xhr, at }) =>
      xhr(['GET', at('/api/json')], {
        setup: request => request.setRequestHeader({ toString: () => 'sentry-trace' } as never, { toString: () => 'callers-own' } as never),
      }),
    isOwn: true,
  },
  'fetch: the caller’s own in a Set': {
    run: ({ settled, at }) => settled(() => fetch(at('/api/json'), { headers: [new Set(['sentry-trace', 'callers-own'])] as never })),
    isOwn: true,
  },
  'fetch: the caller’s own in a Map': {
    run: ({ settled, at }) => settled(() => fetch(at('/api/json'), { headers: new Map([['Sentry-Trace', 'callers-own']]) as never })),
    isOwn: true,
  },
  'fetch: the caller’s own by generators': {
    run: ({ settled, at }) =>
      settled(() => {
        function* pair(...parts: string[]): Generator<string> {
          yield* parts
        }
        function* pairs(): Generator<Generator<string>> {
          yield pair('x-one', '1')
          yield pair('sentry-trace', 'callers-own')
        }
        return fetch(at('/api/json'), { headers: pairs() as never })
      }),
    isOwn: true,
  },
  'fetch: the caller’s own by an iterable that is read once': {
    run: ({ settled, at }) =>
      settled(() => {
        const pair = ['sentry-trace', 'callers-own'].values()
        return fetch(at('/api/json'), { headers: [pair] as never })
      }),
    isOwn: true,
  },
  'fetch: the caller’s own by a name that is an object': {
    run: ({ settled, at }) =>
      settled(() => fetch(at('/api/json'), { headers: [[{ toString: () => 'sentry-trace' }, 'callers-own']] as never })),
    isOwn: true,
  },
  'fetch: the caller’s own, not enumerable': {
    run: ({ settled, at }) =>
      settled(() => fetch(at('/api/json'), { headers: Object.defineProperty({ 'x-one': '1' }, 'sentry-trace', { value: 'not sent' }) })),
  },
}

const table = { ...moving, ...elsewhere, ...own }
/** The frame. */
const head = `<script>
  document.addEventListener('DOMContentLoaded', () => {
    const frame = document.body.appendChild(document.createElement('iframe'))
    window.framed = frame.contentWindow
    framed.document.head.appendChild(framed.document.createElement('base')).href = location.origin.replace('127.0.0.1', 'localhost') + '/'
  })
</script>`

const { pages, visit } = callingPage()

browserTest(
  'the address that goes out is the one that was looked at, or has no header',
  {
    pages,
    cors: 'credentials',
    foreignTraces: ['callers-own'],
    testTimeout: 120_000,
  },
  async site => {
    const origins = (): string => '/^\\//'
    const visited = async (mode: Parameters<typeof visit>[1]): Promise<Record<string, { caller: unknown; received: Received[] }>> => {
      const page = await visit(openIn(site), mode, { head, origins })
      const first = site.requests.length
      const callers = await makeCalls(site, page, table)
      if (mode) await page.evaluate('Headwater.flush(20000)')
      await page.leave()
      return Object.fromEntries(
        Object.entries(callers).map(([name, caller]) => [
          name,
          { caller, received: site.requests.slice(first).filter(({ query }) => query.get('call') === name) },
        ]),
      )
    }
    const plain = await visited(undefined)
    for (const mode of ['sampled', 'not sampled'] as const) {
      const faults: string[] = []
      let carried = 0
      for (const [name, { caller, received }] of Object.entries(await visited(mode))) {
        const was = plain[name]!
        const text = (value: unknown): string => JSON.stringify(value) ?? ''
        if (text(caller) !== text(was.caller)) faults.push(`${name}: the caller has ${text(caller)} instead of ${text(was.caller)}`)
        const shown = (all: Received[]): string => text(all.map(show).filter(Boolean))
        if (shown(received) !== shown(was.received))
          faults.push(`${name}: the server got ${shown(received)} instead of ${shown(was.received)}`)
        for (const request of received) {
          const header = request.headers['sentry-trace']
          const { isOwn } = table[name as keyof typeof table] as Row
          if (isOwn && header !== 'callers-own') faults.push(`${name}: ${header} instead of the caller’s own`)
          if (sentryTrace(request)) carried++
          if (!isOwn && header && new URL(request.url).origin !== site.origin) faults.push(`${name}: ${request.url} has ${header}`)
          if (sentryTrace(request) && sentryTrace(request)!.sampled !== modes[mode].decision) faults.push(`${name}: ${header}`)
        }
      }
      assert.deepEqual(faults, [], mode)
      assert.ok(carried > 3, `${carried} requests with a header`)
    }
  },
)

/** Tracers that set their header while an XMLHttpRequest is opened. */
const tracers: Record<string, string> = {
  'in open': `{
    const { open } = XMLHttpRequest.prototype
    XMLHttpRequest.prototype.open = function (...args) {
      open.apply(this, args)
      this.setRequestHeader('sentry-trace', 'callers-own')
    }
  }`,
  'in open, by the method that was there': `{
    const { open, setRequestHeader } = XMLHttpRequest.prototype
    XMLHttpRequest.prototype.open = function (...args) {
      open.apply(this, args)
      setRequestHeader.call(this, 'sentry-trace', 'callers-own')
    }
  }`,
  'at readystatechange': `{
    const { open } = XMLHttpRequest.prototype
    XMLHttpRequest.prototype.open = function (...args) {
      this.addEventListener('readystatechange', () => this.readyState === 1 && this.setRequestHeader('sentry-trace', 'callers-own'), { once: true })
      return open.apply(this, args)
    }
  }`,
}

browserTest(
  'a header that another tracer sets while a request is opened is left alone',
  { pages, foreignTraces: ['callers-own'] },
  async site => {
    for (const [name, text] of Object.entries(tracers)) {
      for (const position of ['head', 'afterScript'] as const) {
        // What is set below Headwater by the browser's own method, nobody can see.
        if (position === 'head' && name.endsWith('was there')) continue
        const page = await visit(openIn(site), 'sampled', { [position]: `<script>${text}</script>`, origins: () => '/^\\//' })
        const first = site.requests.length
        await makeCalls(site, page, { [name]: { run: ({ xhr, at }) => xhr(['GET', at('/api/json')]) } })
        const asked = site.requests.slice(first).filter(({ path }) => path === '/api/json')
        assert.deepEqual(
          asked.map(({ headers }) => headers['sentry-trace']),
          ['callers-own'],
          `${name}, ${position}`,
        )
        await page.evaluate('Headwater.flush(20000)')
        await page.leave()
      }
    }
  },
)

/** How a frame comes by its page's fetch, whose addresses are resolved by the document of its `this`, or of its own window without one. */
const borrowed = ['parent.fetch.bind(window)', 'parent.fetch.bind(parent)', 'parent.fetch', 'parent.fetch.bind(null)']

browserTest(
  'a frame that has its page’s fetch gives the header to no other origin',
  {
    cors: 'credentials',
    testTimeout: 120_000,
    pages: {
      '/outer': '<!doctype html><title>outer</title>',
      '/outer/elsewhere': ({ foreignOrigin }) => `<!doctype html><title>outer</title><base href="${foreignOrigin}/">`,
      ...Object.fromEntries(
        borrowed.flatMap((text, index) =>
          ['plain', 'before', 'after'].map((kind): [string, Page] => [
            `/frame/${index}/${kind}`,
            (site, request) => {
              const head = request.query.has('elsewhere') ? `<base href="${site.foreignOrigin}/">` : ''
              const script = `<script>window.fetch = ${text}</script>`
              const page = pageWithHeadwater({
                head: head + (kind === 'before' ? script : ''),
                afterScript: kind === 'after' ? script : '',
                from: ({ origin }) => origin,
                attributes: { 'tracing-origins': '/^\\//', 'idle-timeout': 20_000 },
              })
              return kind === 'plain'
                ? `<!doctype html><title>plain</title>${head}${script}`
                : typeof page === 'string'
                  ? page
                  : page(site, request)
            },
          ]),
        ),
      ),
    },
  },
  async site => {
    for (const [index, text] of borrowed.entries()) {
      for (const [outer, query] of [
        ['/outer', '?elsewhere'],
        ['/outer/elsewhere', ''],
      ] as const) {
        const seen: Record<string, unknown> = {}
        for (const kind of ['plain', 'before', 'after']) {
          const { page } = await openPage(site, outer)
          await page.evaluate(
            url =>
              new Promise(resolve => {
                const frame = document.body.appendChild(document.createElement('iframe'))
                frame.onload = resolve
                frame.src = url
              }),
            `${site.origin}/frame/${index}/${kind}${query}`,
          )
          const frame = page.frames()[1]!
          const first = site.requests.length
          const results = await frame.evaluate(() =>
            Promise.all(
              ['api/json', '/api/json', `${location.origin}/api/json`].map(url =>
                fetch(`${url}?asked`).then(answer => answer.text(), String),
              ),
            ),
          )
          const asked = site.requests.slice(first).filter(({ query }) => query.has('asked'))
          seen[kind] = [results, asked.map(({ url }) => url).sort()]
          const strange = asked.filter(request => sentryTrace(request) && new URL(request.url).origin !== site.origin)
          assert.deepEqual(
            strange.map(({ url }) => url),
            [],
            `${text}, ${outer}, ${kind}`,
          )
          if (kind !== 'plain') await frame.evaluate('Headwater.flush(20000)')
          await page.close()
        }
        assert.deepEqual([seen.before, seen.after], [seen.plain, seen.plain], `${text}, ${outer}`)
      }
    }
  },
)
