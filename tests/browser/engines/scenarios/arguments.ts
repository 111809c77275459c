/** What a function that somebody has put over fetch before Headwater is called with: what a page gives, in the form in which it gives it. */
import assert from 'node:assert/strict'
import { callingPage, modes, type Mode } from '../../support/compare-calls.ts'
import type { Scenario } from '../scenario.ts'

/** Makes the arguments of a call, in the page, as text. */
interface Form {
  make: (url: string) => unknown[]
  /** Members of the init that goes down with ours. Default: `headers` alone. */
  members?: string[]
  /** Class of the headers that go down with ours. */
  headers: string
}

const forms: Record<string, Form> = {
  'a text': { make: url => [url], members: ['headers'], headers: 'Object' },
  'a text and undefined': { make: url => [url, undefined], members: ['headers'], headers: 'Object' },
  'a text and null': { make: url => [url, null], members: ['headers'], headers: 'Object' },
  'an empty init': { make: url => [url, {}], members: ['headers'], headers: 'Object' },
  'a method': { make: url => [url, { method: 'POST' }], members: ['method', 'headers'], headers: 'Object' },
  'a body and more': {
    make: url => [url, { method: 'PUT', body: 'b', cache: 'no-store', signal: null, next: { revalidate: 1 }, retries: 3 }],
    members: ['method', 'body', 'cache', 'signal', 'next', 'retries', 'headers'],
    headers: 'Object',
  },
  'members of undefined': {
    make: url => [url, { method: undefined, headers: undefined }],
    members: ['method', 'headers'],
    headers: 'Object',
  },
  'a record of headers': { make: url => [url, { headers: { Authorization: 'Bearer t', 'x-one': '1' } }], headers: 'Object' },
  'an empty record': { make: url => [url, { headers: {} }], headers: 'Object' },
  'a list of pairs': {
    make: url => [
      url,
      {
        headers: [
          ['X-One', '1'],
          ['x-one', '2'],
        ],
      },
    ],
    headers: 'Array',
  },
  'an empty list': { make: url => [url, { headers: [] }], headers: 'Array' },
  Headers: { make: url => [url, { headers: new Headers({ 'X-One': '1' }) }], headers: 'Headers' },
  'a URL': { make: url => [new URL(url, location.href), { method: 'POST' }], members: ['method', 'headers'], headers: 'Object' },
  'a third argument': { make: url => [url, { method: 'POST' }, 'more'], members: ['method', 'headers'], headers: 'Object' },
}

/** Notes what it is called with and what it answers. */
const recorder = `<script>{
  const own = window.fetch
  window.down = []
  window.fetch = function () {
    const result = own.apply(this, arguments)
    down.push({ self: this, args: [...arguments], result })
    return result
  }
}</script>`

/** What of a call went down. In the page, as text. */
async function lookDown(make: Form['make'], url: string): Promise<Record<string, unknown>> {
  const { down } = window as unknown as { down: { self: unknown; args: any[]; result: Promise<Response> }[] }
  down.length = 0
  const args = make(url)
  const before = JSON.stringify(args[1])
  const returned = Reflect.apply(fetch, window, args)
  await (await returned).text()
  const [call] = down
  const [input, init] = call!.args
  const given = args[1] as { headers?: unknown } | undefined
  const kind = (value: any): string => (value === undefined ? 'nothing' : value.constructor.name)
  const list = (headers: any): [string, string][] =>
    headers === undefined ? [] : headers[Symbol.iterator] ? [...headers] : Object.entries(headers)
  return {
    calls: down.length,
    self: call!.self === window,
    length: call!.args.length,
    isVery: call!.args.every((arg, index) => arg === args[index]),
    input: input === args[0] || (kind(input) === 'URL' && input.href === String(args[0])),
    init: kind(init ?? undefined),
    members: Object.keys(init ?? {}),
    headers: kind(init?.headers ?? undefined),
    others: list(init?.headers).filter(([name]) => !/^sentry-trace$/i.test(name)),
    given: list(given?.headers),
    rest: call!.args.slice(2).every((arg, index) => arg === args[index + 2]),
    ours: list(init?.headers).filter(([name]) => name === 'sentry-trace').length,
    values: Object.entries(init ?? {}).every(
      ([name, value]) => name === 'headers' || value === (given as Record<string, unknown> | undefined)?.[name],
    ),
    isUnchanged: JSON.stringify(args[1]) === before,
  }
}

const { pages, visit } = callingPage()

export const forwarded: Record<string, Scenario> = {
  'a function below gets what the page gives, and what carries the trace besides a header in the form of the page’s own': {
    pages,
    cors: 'credentials',
    async run(site, open) {
      for (const mode of Object.keys(modes) as Mode[]) {
        const page = await visit(open, mode, { head: recorder, origins: () => '/^\\//' })
        const calls = Object.entries(forms).flatMap(([name, form]) =>
          ['/api/json', `${site.otherOrigin}/api/json`].map(url => ({ name, url, ...form })),
        )
        const seen = (await page.evaluate(`(async (lookDown) => {
          const seen = []
          for (const [make, url] of [${calls.map(({ make, url }) => `[${make}, '${url}']`)}]) seen.push(await lookDown(make, url))
          return seen
        })(${lookDown})`)) as Record<string, unknown>[]
        for (const [index, { name, url, members = ['headers'], headers }] of calls.entries()) {
          const call = seen[index]!
          const where = `${mode}, ${name}, ${url}`
          const isCarried = modes[mode].origins && url.startsWith('/')
          assert.deepEqual([call.calls, call.self, call.isUnchanged], [1, true, true], where)
          assert.equal(call.isVery, !isCarried, `${where}: the very arguments`)
          assert.equal(call.ours, isCarried ? 1 : 0, where)
          if (!isCarried) continue
          assert.deepEqual([call.input, call.rest, call.values], [true, true, true], `${where}: input, rest, values`)
          assert.equal(call.init, 'Object', where)
          assert.deepEqual(call.members, members, where)
          assert.equal(call.headers, headers, `${where}: form of headers`)
          assert.deepEqual(call.others, call.given, where)
        }
        await page.evaluate('Headwater.flush(20000)')
        await page.leave()
      }
    },
  },
}
