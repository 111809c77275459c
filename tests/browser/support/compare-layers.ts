import assert from 'node:assert/strict'
import { asScript } from './bundle.ts'
import { callingPage, makeCalls, modes, show, type CallPage, type Mode, type Open } from './compare-calls.ts'
import type { LayerCall } from './layer-calls.ts'
import type { Layer } from './layers.ts'
import { reasonOf } from './look.ts'
import { sentryTrace, type Received, type Span, type Transaction } from './received.ts'
import type { Page, Site } from './site.ts'

/** Whether a layer is loaded before Headwater or after it. */
export type Position = 'below' | 'above'

/** The modes of Headwater in which a page is compared, by the position of its layer. */
export type Where = Partial<Record<Position, readonly Mode[]>>

export const everywhere: Where = { below: ['sampled', 'not sampled', 'spans without headers'], above: ['sampled'] }

type Table = Record<string, LayerCall>

interface Outcome {
  caller: unknown
  received: Received[]
}

interface Visited {
  outcomes: Record<string, Outcome>
  /** The page's trace with Headwater. */
  traceId: string
  /** The pageload did not end when nothing happened any more. */
  isHeld: boolean
}

const path = '/layer.js'

/** Which call a span is of is in its query. */
const attributes = { 'idle-timeout': 300, 'keep-query-keys': 'call' }

/**
 * For a site: makes the calls of a table on a page with a layer and without Headwater, then on pages with both. What could be told
 * apart is an error.
 */
export function layerComparison(table: Table): {
  pages: Record<string, Page>
  /** Values of `sentry-trace` that another tracer has set. */
  foreignTraces: string[]
  compare(site: Site, open: Open, layer: Layer, where: Where): Promise<void>
} {
  const calling = callingPage()
  let code = ''
  const pages: Record<string, Page> = { ...calling.pages, [path]: () => asScript(code)() }
  const foreignTraces = ['callers-own']

  const compare = async (site: Site, open: Open, layer: Layer, where: Where): Promise<void> => {
    code = layer.code
    site.answer('/dropped-too', 'drop')
    const tag = `<script src="${path}"></script>`
    const visit = async (mode: Mode | undefined, position: Position): Promise<Visited> => {
      const has = { ...(position === 'below' ? { head: tag } : { afterScript: tag }), attributes, origins: ({ otherOrigin }: Site) => `/^\\// ${otherOrigin}` }
      return visitTable(site, await calling.visit(open, mode, has), table, mode)
    }
    const plain = await visit(undefined, 'below')
    for (const request of Object.values(plain.outcomes).flatMap(({ received }) => received)) {
      const { 'sentry-trace': theirs } = request.headers
      if (theirs) foreignTraces.push(theirs)
    }
    const differences: string[] = []
    for (const position of ['below', 'above'] as const) {
      for (const mode of where[position] ?? []) {
        const traced = await visit(mode, position)
        for (const [name, call] of Object.entries(table)) {
          const [is, was] = [traced.outcomes[name]!, plain.outcomes[name]!]
          const found = [
            ...differ(call, layer, position, is, was),
            ...headersOf(call, layer, position, mode, is, was, traced.traceId, foreignTraces),
            ...(modes[mode].sampleRate && !isLost(call, layer, position) ? spansOf(site, call, layer, name, is, traced.traceId) : []),
          ]
          differences.push(...found.map((text) => `${position}, ${mode}, ${name}: ${text}`))
        }
        if (modes[mode].sampleRate) differences.push(...wholeOf(site, table, traced).map((text) => `${position}, ${mode}: ${text}`))
      }
    }
    // Nobody reads more.
    assert.deepEqual(differences.slice(0, 60), [], `${differences.length} differences`)
  }
  return { pages, foreignTraces, compare }
}

async function visitTable(site: Site, page: CallPage, table: Table, mode: Mode | undefined): Promise<Visited> {
  const first = site.requests.length
  const outcomes: Record<string, Outcome> = {}
  for (const [name, caller] of Object.entries(await makeCalls(site, page, table))) outcomes[name] = { caller, received: [] }
  let traceId = ''
  let isHeld = false
  if (mode) {
    traceId = String(await page.evaluate('Headwater.getTraceHeaders()["sentry-trace"]')).slice(0, 32)
    // Without being told to: nothing holds it open. What was sent too late is found missing.
    if (modes[mode].sampleRate) await site.waitFor(() => pageloadOf(site, traceId), 'pageload', 3500).catch(() => {})
    isHeld = !!modes[mode].sampleRate && !pageloadOf(site, traceId)
    await page.evaluate('Headwater.flush(20000)')
  }
  await page.leave()
  for (const request of site.requests.slice(first)) outcomes[request.query.get('call') ?? '']?.received.push(request)
  return { outcomes, traceId, isHeld }
}

const pageloadOf = (site: Site, traceId: string): Transaction | undefined =>
  site.transactions().find(({ contexts: { trace } }) => trace.op === 'pageload' && trace.trace_id === traceId)

/** What becomes of ours is no worse than what becomes of the caller's. */
const isLost = ({ form }: LayerCall, { loses = [] }: Layer, position: Position): boolean => position === 'below' && !!form && loses.includes(form)

/** What caller and server could tell. */
function differ(call: LayerCall, layer: Layer, position: Position, is: Outcome, was: Outcome): string[] {
  const heard = ({ caller }: Outcome): unknown[] => (caller as { uncaught: unknown[] }).uncaught
  // Who listens to a promise has handled it: of one that is not the platform's the page gets the very promise, and no derived one.
  const isSilent = layer.hasPromise && position === 'below' && heard(is).length === 0
  const caller = (outcome: Outcome): unknown => (isSilent ? (outcome.caller as { result: unknown }).result : outcome.caller)
  const server = ({ received }: Outcome): unknown[] => received.map((request) => shown(request, isLost(call, layer, position))).filter((one) => one !== undefined)
  return [...differenceOf('the caller', caller(is), caller(was)), ...(call.racing ? [] : differenceOf('the server', server(is), server(was)))]
}

/** Where two values begin to differ, as text. */
function differenceOf(who: string, is: unknown, was: unknown): string[] {
  const [seen, expected] = [JSON.stringify(is) ?? 'nothing', JSON.stringify(was) ?? 'nothing']
  if (seen === expected) return []
  let from = 0
  while (seen[from] === expected[from]) from++
  const part = (text: string): string => text.slice(Math.max(0, from - 30), from + 130)
  return [`${who} has …${part(seen)}… instead of …${part(expected)}…`]
}

/** A request without what is another each time. */
function shown(request: Received, isMangled: boolean): unknown {
  const all = show(request) as [string, string, string[], string] | undefined
  if (!all) return undefined
  const [method, url, headers, body] = all
  const alike = headers.filter((line) => !(isMangled && /^(\d+|length): /.test(line))).map((line) =>
    line.replace(/^(traceparent: 00|baggage|0: traceparent).*/, (value) => value.replace(/(sample_rand=)[\d.]+/, '$1<any>').replace(/[0-9a-f]{16,32}/g, '<id>')))
  return [method, url, alike, body]
}

/** What is wrong with the requests' sentry-trace. */
function headersOf(
  call: LayerCall, layer: Layer, position: Position, mode: Mode, is: Outcome, was: Outcome, traceId: string, foreignTraces: string[],
): string[] {
  const asked = ({ received }: Outcome): Received[] => received.filter(({ method }) => method !== 'OPTIONS')
  return asked(is).flatMap((request, index) => {
    const headers = request.rawHeaders.filter(([name]) => name.toLowerCase() === 'sentry-trace').map(([, value]) => value)
    const ours = headers.filter((value) => value.startsWith(traceId))
    const theirs = layer.isTracer && asked(was)[index]?.headers['sentry-trace']
    for (const value of headers) if (layer.isTracer && !ours.includes(value)) foreignTraces.push(value)
    if (headers.length > 1) return [`${headers.length} headers: ${headers}`]
    if (headers[0]?.includes(',') && !asked(was)[index]?.headers['sentry-trace']?.includes(',')) return [`a header of two: ${headers[0]}`]
    // Both are above one that sets it: it leaves ours alone.
    const isOurs = modes[mode].origins && (call.carries ?? true) && !(theirs && position === 'above')
    if (isOurs && isLost(call, layer, position)) return []
    if (ours.length !== (isOurs ? 1 : 0)) return [`${request.url} has ${headers[0] ?? 'no header'}, ${isOurs ? 'not ours' : 'ours'}`]
    if (theirs && headers.length === 0) return [`${request.url} has lost the other tracer's header`]
    const sampled = sentryTrace(request)?.sampled
    return ours.length > 0 && sampled !== modes[mode].decision ? [`${request.url} says ${sampled}`] : []
  })
}

/** Spans of requests, also of those that were only seen as resources. */
const recorded = (site: Site, traceId: string): Span[] => site.transactions()
  .filter(({ contexts }) => contexts.trace.trace_id === traceId)
  .flatMap(({ spans }) => spans).filter(({ op }) => /^http.client|^resource.(fetch|xmlhttprequest)/.test(op))

const callOf = ({ data }: Span): string | null => new URL(String(data?.url ?? '')).searchParams.get('call')

/** What is wrong with what was recorded of a call. */
function spansOf(site: Site, { isRecorded = true, racing, status = 200 }: LayerCall, { changesMethod, answers }: Layer, name: string, is: Outcome, traceId: string): string[] {
  if (!isRecorded || racing || answers) return []
  const spans = recorded(site, traceId).filter((span) => callOf(span) === name)
  const line = (method: string, code: unknown): string => `${changesMethod ? 'any' : method} ${code}`
  const seen = spans.map(({ op, description = '', data }) =>
    line(op === 'http.client' ? description.split(' ')[0]! : op, data?.['http.response.status_code'])).sort()
  const expected = is.received.filter(({ method }) => method !== 'OPTIONS').map(({ method }) => line(method, status)).sort()
  return String(seen) === String(expected) ? [] : [`recorded as [${seen}] instead of [${expected}]`]
}

/** What is wrong with the page as a whole. */
function wholeOf(site: Site, table: Table, { traceId, isHeld }: Visited): string[] {
  const strange = recorded(site, traceId).filter((span) =>
    // Some make an address of what was left out.
    (!table[callOf(span) ?? ''] || /undefined|\[object/.test(JSON.stringify(span))) && !String(span.data?.url).endsWith('/page/of/undefined'))
  const pageload = pageloadOf(site, traceId)
  const reason = pageload && reasonOf(pageload)
  return [
    ...strange.map(({ description }) => `a span ${description}`),
    ...(isHeld ? ['the pageload is held open'] : []),
    ...(reason === 'idleTimeout' ? [] : [`the pageload ended by ${reason}`]),
  ]
}
