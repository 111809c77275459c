import assert from 'node:assert/strict'
import { asScript } from './bundle.ts'
import { callingPage, makeCalls, modes, type CallPage, type Mode, type Open } from './compare-calls.ts'
import type { LayerCall } from './layer-calls.ts'
import { differencesOf, headerFaults, spanFaults, type Outcome, type Position } from './layer-differences.ts'
import type { Layer } from './layers.ts'
import { reasonOf } from './look.ts'
import type { Span, Transaction } from './received.ts'
import type { Page, Site } from './site.ts'

/** The modes of Headwater in which a page is compared, by the position of its layer. */
export type Where = Partial<Record<Position, readonly Mode[]>>

export const everywhere: Where = { below: ['sampled', 'not sampled', 'spans without headers'], above: ['sampled'] }

type Table = Record<string, LayerCall>

interface Visited {
  outcomes: Record<string, Outcome>
  /** The page's trace with Headwater. */
  traceId: string
  /** Every `sentry-trace` that the server got. */
  traces: string[]
  /** Of requests, also of those that were only seen as resources. */
  spans: Span[]
  /** What is wrong with the page as a whole. */
  faults: string[]
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
    // Of an answer that has a body, and whose body nobody reads, it is not known when it ends.
    site.answer('/gone', { status: 404 })
    site.answer('/unavailable', { status: 503 })
    const tag = `<script src="${path}"></script>`
    const visit = async (mode: Mode | undefined, position: Position): Promise<Visited> => {
      const has = {
        ...(position === 'below' ? { head: tag } : { afterScript: tag }),
        attributes,
        origins: ({ otherOrigin }: Site) => `/^\\// ${otherOrigin}`,
      }
      return visitTable(site, await calling.visit(open, mode, has), table, mode)
    }
    const plain = await visit(undefined, 'below')
    foreignTraces.push(...plain.traces)
    const differences: string[] = []
    for (const position of ['below', 'above'] as const) {
      for (const mode of where[position] ?? []) {
        const traced = await visit(mode, position)
        for (const [name, call] of Object.entries(table)) {
          const compared = { call, layer, position, mode, is: traced.outcomes[name]!, was: plain.outcomes[name]!, traceId: traced.traceId }
          const spans = traced.spans.filter(span => callOf(span) === name)
          const found = [...differencesOf(compared), ...headerFaults(compared), ...spanFaults(compared, spans)]
          differences.push(...found.map(text => `${position}, ${mode}, ${name}: ${text}`))
        }
        differences.push(...traced.faults.map(text => `${position}, ${mode}: ${text}`))
        // Of another tracer, by which Headwater's own checks would be confused.
        foreignTraces.push(...traced.traces.filter(value => !value.startsWith(traced.traceId)))
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
  let traceId = 'none'
  const transactions = (): Transaction[] => site.transactions().filter(({ contexts }) => contexts.trace.trace_id === traceId)
  const pageload = (): Transaction | undefined => transactions().find(({ contexts }) => contexts.trace.op === 'pageload')
  const faults: string[] = []
  if (mode) {
    traceId = String(await page.evaluate('Headwater.getTraceHeaders()["sentry-trace"]')).slice(0, 32)
    // Without being told to: nothing holds it open.
    if (modes[mode].sampleRate) await site.waitFor(pageload, 'pageload', 3500).catch(() => faults.push('the pageload is held open'))
    await page.evaluate('Headwater.flush(20000)')
  }
  await page.leave()
  const requests = site.requests.slice(first)
  for (const request of requests) outcomes[request.query.get('call') ?? '']?.received.push(request)
  const sent = pageload()
  if (sent && reasonOf(sent) !== 'idleTimeout') faults.push(`the pageload ended by ${reasonOf(sent)}`)
  const spans = transactions()
    .flatMap(transaction => transaction.spans)
    .filter(({ op }) => /^http.client|^resource.(fetch|xmlhttprequest)/.test(op))
  const isStrange = (span: Span): boolean => !table[callOf(span) ?? ''] || /undefined|\[object/.test(JSON.stringify(span))
  // Some make an address of what was left out.
  faults.push(
    ...spans
      .filter(span => isStrange(span) && !/page.of.undefined$/.test(String(span.data?.url)))
      .map(({ description }) => `a span ${description}`),
  )
  return { outcomes, traceId, traces: requests.flatMap(({ headers }) => headers['sentry-trace'] ?? []), spans, faults }
}

const callOf = ({ data }: Span): string | null => new URL(String(data?.url ?? '')).searchParams.get('call')
