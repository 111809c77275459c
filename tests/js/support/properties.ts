/** Tests of what holds for whatever fast-check makes up. */

import { test } from 'node:test'
import fc from 'fast-check'

/** The same inputs each time; `HEADWATER_SEED=0` others each time, which a failure prints. */
const given = Number(process.env.HEADWATER_SEED ?? 1)

/** A test that `check` holds for all of these; `runs` inputs are tried. */
export function property<T extends unknown[]>(
  name: string,
  arbitraries: { [K in keyof T]: fc.Arbitrary<T[K]> },
  check: (...values: T) => void | Promise<void>,
  runs = 1000,
): void {
  test(name, () => {
    const every = fc.asyncProperty(...(arbitraries as unknown as [fc.Arbitrary<unknown>]), async (...values) =>
      check(...(values as unknown[] as T)),
    )
    return fc.assert(every, { numRuns: runs, ...(given && { seed: given }) })
  })
}

/** Any text: of any UTF-16 units, of what a header holds, of what is like it, or a very long one. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.array(fc.nat(0xffff), { maxLength: 60 }).map(units => String.fromCharCode(...units)),
  fc.string({ unit: fc.constantFrom(...'-,;=%0123456789abcdef \t\n\0'), maxLength: 200 }),
  fc
    .tuple(fc.constantFrom('-', ' ', ',', '0', '%', '=', 'a,', ', sentry-a', '\0', '\ud800'), fc.nat(20_000))
    .map(([unit, count]) => unit.repeat(count)),
)

/** Throws whatever is done with it, other than asking for its type. */
const refusing: ProxyHandler<object> = {}
for (const trap of Object.getOwnPropertyNames(Reflect)) {
  refusing[trap as 'get'] = () => {
    throw new Error(`${trap} was asked for`)
  }
}

/** Makes a value that no caller should give: it has no text, throws when it is looked at, or contains itself. */
const makeHostile: Record<string, () => unknown> = {
  'an object that refuses all': () => new Proxy({}, refusing),
  'a function that refuses all': () => new Proxy(() => undefined, refusing),
  'a list of one': () => [new Proxy({}, refusing)],
  'a proxy that was revoked': () => {
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    return proxy
  },
  'no prototype': () => Object.create(null),
  'a list of no prototype': () => [Object.create(null)],
  'a symbol': () => Symbol('hostile'),
  'a list of itself': () => {
    const list: unknown[] = []
    list.push(list)
    return list
  },
  'no text': () => ({
    toString() {
      throw new RangeError('no text')
    },
    get length(): number {
      throw new RangeError('no length')
    },
  }),
}

/** An option's value, wrapped: fast-check looks at what it makes. */
export interface Given {
  name?: string
  get(): unknown
}

export const hostile: fc.Arbitrary<Given> = fc.constantFrom(...Object.keys(makeHostile)).map(name => ({ name, get: makeHostile[name]! }))
