/** What pages ask for by ky and axios, which call fetch or XMLHttpRequest in their own way. */
import type { AxiosError, AxiosRequestConfig, AxiosStatic } from 'axios'
import type { KyInstance } from 'ky'
import { bundle } from './bundle.ts'
import type { Call } from './compare-calls.ts'
import type { LayerCall } from './layer-calls.ts'

declare const ky: KyInstance
declare const axios: AxiosStatic

/** The script that puts them on `window`. */
export const clients: string = await bundle("import ky from 'ky'; import axios from 'axios'; Object.assign(window, { ky, axios })")

const byKy: Record<string, LayerCall> = {
  ky: { run: ({ settled, at }) => settled(() => ky(at('/api/json'))) },
  'ky, JSON': {
    run: ({ settled, at }) =>
      settled(() => ky.post(new URL(at('/api/json'), location.href), { json: { a: 1 }, headers: { 'X-One': '1' } }).json()),
  },
  'ky, a Request': {
    run: ({ settled, at }) => settled(() => ky(new Request(new URL(at('/api/json'), location.href), { headers: { 'X-One': '1' } }))),
  },
  'ky, elsewhere': { run: ({ settled, other }) => settled(() => ky.put(other('/api/json'), { body: 'text', headers: { 'X-One': '1' } })) },
  'ky, to strangers': {
    run: ({ settled, foreign }) => settled(() => ky(foreign('/api/json'), { headers: { 'X-One': '1' } })),
    carries: false,
  },
  'ky, an answer that is an error': { run: ({ settled, at }) => settled(() => ky(at('/gone'), { retry: 0 })), status: 404 },
  'ky, again after an error': {
    run: ({ settled, at }) => settled(() => ky(at('/unavailable'), { retry: { limit: 2, delay: () => 20 } })),
    status: 503,
  },
  'ky, hooks': {
    run: ({ settled, at }) =>
      settled(() =>
        ky(at('/api/json'), {
          hooks: { beforeRequest: [(...args: any[]) => void (args[0].request ?? args[0]).headers.set('X-Two', '2')] },
        }),
      ),
  },
  'ky, the caller’s own': {
    run: ({ settled, at }) => settled(() => ky(at('/api/json'), { headers: { 'sentry-trace': 'callers-own' } })),
    isOwn: true,
  },
  'ky, a timeout': {
    run: ({ settled, at }) => settled(() => ky(at('/api/slow?ms=400'), { timeout: 20, retry: 0 })),
    racing: true,
    isRecorded: false,
  },
  'ky, aborted': {
    run: ({ settled, at }) =>
      settled(() => {
        const controller = new AbortController()
        setTimeout(() => controller.abort(), 20)
        return ky(at('/api/slow?ms=400'), { signal: controller.signal, retry: 0 })
      }),
    racing: true,
    isRecorded: false,
  },
}

/** The same by either adapter of axios. */
const byAxios = (adapter: 'fetch' | 'xhr'): Record<string, LayerCall> => {
  const rows: Record<
    string,
    Pick<LayerCall, 'carries' | 'isOwn' | 'status' | 'racing' | 'isRecorded'> & {
      config: AxiosRequestConfig
      to?: 'other' | 'foreign'
      path?: string
    }
  > = {
    'nothing more': { config: {} },
    JSON: { config: { method: 'post', data: { a: 1 }, headers: { 'X-One': '1', authorization: 'Bearer t' } } },
    'parameters and a form': {
      config: { method: 'put', params: { a: 1 }, data: { b: 2 }, headers: { 'Content-Type': 'application/x-www-form-urlencoded' } },
    },
    text: { config: { responseType: 'text' } },
    'a buffer': { config: { responseType: 'arraybuffer' } },
    elsewhere: { config: { method: 'patch', data: 'text', headers: { 'X-One': '1' } }, to: 'other' },
    'to strangers': { config: { headers: { 'X-One': '1' }, withCredentials: true }, to: 'foreign', carries: false },
    'an answer that is an error': { config: {}, path: '/api/fail?status=404', status: 404 },
    'the caller’s own': { config: { headers: { 'sentry-trace': 'callers-own' } }, isOwn: true },
    'a timeout': { config: { timeout: 20 }, path: '/api/slow?ms=400', racing: true, isRecorded: false },
  }
  return Object.fromEntries(
    Object.entries(rows).map(([name, { config, to = 'at', path = '/api/json', ...call }]) => {
      const text = `async (tools) => {
      const { status, statusText, headers, data, name, message, code, response } =
        await axios({ ...${JSON.stringify({ ...config, adapter })}, url: tools.${to}('${path}') }).catch((error) => error)
      const has = (headers) => headers && Object.entries(headers).filter(([name]) => name !== 'date').map(String).sort()
      return [status, statusText, has(headers), data instanceof ArrayBuffer ? data.byteLength : data, name, message, code, response && [response.status, response.data]]
    }`
      return [`axios by ${adapter}, ${name}`, { ...call, run: new Function(`return (${text})(...arguments)`) as Call['run'] }]
    }),
  )
}

const others: Record<string, LayerCall> = {
  'axios, aborted': {
    run: async ({ at }) => {
      const controller = new AbortController()
      setTimeout(() => controller.abort(), 20)
      const failed = (adapter: string): Promise<string> =>
        axios.get(at('/api/slow?ms=400'), { adapter, signal: controller.signal }).catch(({ code }: AxiosError) => code) as Promise<string>
      return Promise.all([failed('fetch'), failed('xhr')])
    },
    racing: true,
    isRecorded: false,
  },
  'axios, progress of an upload': {
    run: async ({ at }) => {
      const seen: unknown[] = []
      const { data } = await axios.post(at('/api/json'), 'x'.repeat(2000), {
        adapter: 'xhr',
        onUploadProgress: ({ loaded }) => seen.push(loaded),
      })
      return [data, seen.at(-1)]
    },
  },
  'a fetch that is bound': {
    run: ({ settled, at }) => {
      const bound = fetch.bind(window)
      return settled(() => bound(at('/api/json'), { method: 'POST', body: 'b', headers: { 'X-One': '1' } }))
    },
  },
  'a fetch that was taken off its window': {
    run: ({ settled, at }) => {
      const { fetch: taken } = window
      return settled(() => taken(at('/api/json'), { headers: { 'X-One': '1' } }))
    },
  },
}

export const clientCalls: Record<string, LayerCall> = { ...byKy, ...byAxios('fetch'), ...byAxios('xhr'), ...others }
