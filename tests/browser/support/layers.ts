/** What pages have put over fetch and XMLHttpRequest before Headwater comes, or put over it. */
import { readFile } from 'node:fs/promises'
import { bundle } from './bundle.ts'

/** A form in which a call says something, and a layer may fail to read it. */
export type Form = 'pairs' | 'an iterator' | 'Headers' | 'Request' | 'Request and init'

export interface Layer {
  /** Text of the classic script that is the layer. */
  code: string
  /** Forms that it does not hand down as they were given, also without Headwater: what is said in them is lost, or becomes something else. */
  loses?: Form[]
  /** It sets a `sentry-trace` of its own. */
  isTracer?: true
  /** It asks with another method than it was asked with. */
  changesMethod?: true
  /** Its promise is no plain one of the platform: the caller must get that very promise. */
  hasPromise?: true
  /** Listening to what it answers would ask again: nobody does, so its spans have no answer, and their timings are resources. */
  isUnheard?: true
  /** It answers some calls by itself. */
  answers?: true
}

/** OpenTelemetry's instrumentations of fetch and XMLHttpRequest, of these packages. */
const openTelemetry = (fetch: string, xhr: string): Promise<string> =>
  bundle(`
  import { WebTracerProvider } from '@opentelemetry/sdk-trace-web'
  import { FetchInstrumentation } from '${fetch}'
  import { XMLHttpRequestInstrumentation } from '${xhr}'
  const done = async () => {}
  const provider = new WebTracerProvider({ spanProcessors: [{ onStart() {}, onEnd() {}, forceFlush: done, shutdown: done }] })
  provider.register()
  for (const part of [new FetchInstrumentation(), new XMLHttpRequestInstrumentation()]) part.setTracerProvider(provider)`)

/** A wrapper of fetch; `own` is what it wraps. */
const wrapper = (text: string): string => `{ const own = window.fetch; window.fetch = ${text} }`

const [otel0207, otel, sentry, whatwg, zone] = await Promise.all([
  openTelemetry('otel-fetch-0207', 'otel-xhr-0207'),
  openTelemetry('@opentelemetry/instrumentation-fetch', '@opentelemetry/instrumentation-xml-http-request'),
  bundle(`
    import * as Sentry from '@sentry/browser'
    Sentry.init({
      dsn: 'https://0123456789abcdef0123456789abcdef@sentry.example/1', tracesSampleRate: 1, integrations: [Sentry.browserTracingIntegration()],
      transport: () => ({ send: async () => ({}), flush: async () => true }),
    })`),
  bundle("delete window.fetch; require('whatwg-fetch')"),
  readFile(new URL('../../../node_modules/zone.js/bundles/zone.umd.js', import.meta.url), 'utf8'),
])

export const layers: Record<string, Layer> = {
  native: { code: '' },
  'OpenTelemetry 0.207': { code: otel0207, loses: ['pairs', 'an iterator', 'Request and init'] },
  OpenTelemetry: { code: otel },
  Sentry: { code: sentry, isTracer: true, loses: ['an iterator'] },
  // Its requests have the indices of a list for headers.
  'whatwg-fetch': { code: whatwg, loses: ['pairs', 'an iterator'] },
  'zone.js': { code: zone },
  'one that spreads': {
    code: wrapper("(u, o) => own(u, { ...o, headers: { ...o?.headers, 'x-w': '1' } })"),
    loses: ['pairs', 'an iterator', 'Headers', 'Request'],
  },
  'one with defaults': { code: wrapper("(u, init) => own(u, { method: 'POST', credentials: 'include', ...init })"), changesMethod: true },
  'one that makes Requests': { code: wrapper('(u, init) => own(new Request(u, init))') },
  'one that is async': { code: wrapper('async (...args) => (await null, own(...args))') },
  'a bound one': { code: wrapper('own.bind(window)') },
  'a promise with members': {
    code: wrapper(`(...args) => {
      const promise = own(...args)
      promise.cancel = () => 'cancelled'
      return window.returned = promise
    }`),
    hasPromise: true,
  },
  'a subclass of Promise': {
    code: wrapper(`(() => {
      class Task extends Promise { cancel() { return 'cancelled' } }
      return (...args) => window.returned = new Task((resolve, reject) => own(...args).then(resolve, reject))
    })()`),
    hasPromise: true,
  },
  // Each `then` asks.
  'a promise that waits to be asked for': {
    code: wrapper(`(...args) => window.returned = { cancel() { return 'cancelled' }, then: (...then) => own(...args).then(...then) }`),
    hasPromise: true,
    isUnheard: true,
  },
  'a cache': {
    code: wrapper(`async (input, init) => typeof input === 'string' && input.startsWith('/api/json') && (init?.method ?? 'GET') === 'GET'
      ? new Response('{"ok":"from the cache"}', { headers: { 'content-type': 'application/json' } }) : own(input, init)`),
    answers: true,
  },
  'a subclass of XMLHttpRequest': {
    code: `window.XMLHttpRequest = class extends XMLHttpRequest {
      open(method, url, ...rest) { return super.open(method, url, ...rest) }
      send(...args) { return super.send(...args) }
    }`,
  },
}
