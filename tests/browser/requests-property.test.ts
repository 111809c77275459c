/** Whatever a page does with fetch and XMLHttpRequest, it comes to the same with and without Headwater. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { browserTest } from './support/browser-test.ts'
import type { Tools } from './support/call-tools.ts'
import { callingPage, makeCall, modes, openIn, show, type CallPage, type Mode } from './support/compare-calls.ts'
import { isElsewhere, isRacing, madeUpCall, makeMadeUpCall, type MadeUpCall } from './support/made-up-calls.ts'
import { checkVisits } from './support/finish.ts'
import type { Received } from './support/received.ts'

/** The same calls each time; `HEADWATER_SEED=0` others each time, which a failure prints. */
const seed = Number(process.env.HEADWATER_SEED ?? 1)
const runs = Number(process.env.HEADWATER_RUNS ?? 300)

/** Known ones that chance would take long to find. */
const examples: [MadeUpCall][] = ['generator', 'iterator'].flatMap(as =>
  [null, 5, ['X-One']].map((odd): [MadeUpCall] => [
    {
      kind: 'fetch',
      self: 'window',
      as: 'text',
      to: 'at',
      path: '/api/json',
      request: {},
      getters: 'none',
      init: { headers: { as, pairs: [['X-One', '1'], odd] } },
    },
  ]),
)

const { pages, visit } = callingPage()
const foreignTraces = ['callers-own']

/** A function whose text makes the call. */
const runOf = (call: MadeUpCall): ((tools: Tools) => unknown) =>
  new Function('tools', `return (${makeMadeUpCall})(tools, ${JSON.stringify(call)})`) as (tools: Tools) => unknown

browserTest(
  'made-up calls come to the same with and without Headwater',
  { pages, cors: 'any', foreignTraces, testTimeout: 300_000 },
  async (site, t) => {
    const open = openIn(site)
    const plain = await visit(open, undefined)
    const traced: [Mode, CallPage][] = []
    for (const mode of Object.keys(modes) as Mode[]) traced.push([mode, await visit(open, mode)])
    let count = 0
    let carrying = 0

    const make = async (page: CallPage, call: MadeUpCall, name: string): Promise<[unknown, Received[]]> => {
      const first = site.requests.length
      const caller = await makeCall(site, page, name, runOf(call))
      const received = site.requests.slice(first).filter(({ query }) => query.get('call') === name)
      const server = received
        .map(show)
        .filter(shown => shown !== undefined)
        // Of a form whose content type is another.
        .map(shown => JSON.stringify(shown).replace(/WebKitFormBoundary\w{16}/g, '<boundary>'))
      // What fails elsewhere may do so in the preflight that the header asks for, or without one in the answer.
      const isUnseen = isElsewhere(call) && /"rejected"|"status":0/.test(JSON.stringify(caller))
      return [isRacing(call) || isUnseen ? { caller } : { caller, server }, received]
    }
    await fc.assert(
      fc.asyncProperty(madeUpCall, async call => {
        const name = String(++count)
        const [expected] = await make(plain, call, name)
        for (const [mode, page] of traced) {
          const [seen, received] = await make(page, call, name)
          assert.deepEqual(seen, expected, `${mode}: caller and server can tell the difference`)
          carrying += received.filter(({ headers }) => /-[01]$/.test(headers['sentry-trace'] ?? '')).length
          // Of a racing one the page before may still be sending.
          if (!modes[mode].origins && !isRacing(call))
            assert.ok(
              received.every(({ headers }) => [undefined, 'callers-own'].includes(headers['sentry-trace'])),
              mode,
            )
        }
      }),
      { numRuns: runs, examples, ...(seed && { seed }) },
    )
    t.diagnostic(`${count} calls of seed ${seed || 'chance'}, ${carrying} requests with a trace`)
    assert.ok(carrying > count / 4, 'most calls are refused, or none carries a trace')
    for (const { page } of site.visitors) {
      // While the page is there: one that is left sends no more than 64 KB, and made-up calls use that up.
      await page.evaluate('globalThis.Headwater && (Headwater.getActiveTransaction().finish(), Headwater.flush(20000))')
      // What could not be sent all the same comes from the tab's next page.
      await page.reload()
    }
    await checkVisits(site, { foreignTraces })
  },
)
