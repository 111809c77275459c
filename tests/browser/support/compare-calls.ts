import assert from 'node:assert/strict'
import { isDeepStrictEqual } from 'node:util'
import type { Answer } from './answers.ts'
import { browserTest } from './browser-test.ts'
import { makeTools, type Tools } from './call-tools.ts'
import { pageWithHeadwater, type HeadwaterPage } from './page-with-headwater.ts'
import { sentryTrace, type Received } from './received.ts'
import type { Page, Site, SiteOptions } from './site.ts'
import { leave, openPage } from './visitor.ts'

export interface TableOptions extends SiteOptions {
  prepare?: (site: Site) => void
}

export interface Call {
  /** Runs in the page, as text; what it resolves to is compared. */
  run: (tools: Tools) => unknown
  /** Whether its requests carry the trace. Default true. */
  carries?: boolean
  /** Which of its requests the server gets is a matter of luck. Default false. */
  racing?: boolean
}

/** Headwater on the page that makes the calls. */
export const modes = {
  sampled: { sampleRate: 1, origins: true, decision: true },
  'not sampled': { sampleRate: 0, origins: true, decision: false },
  'spans without headers': { sampleRate: 1, origins: false, decision: undefined },
}

export type Mode = keyof typeof modes

const path = '/page/of/calls'

interface Outcome {
  /** What the caller got, and uncaught errors that the page heard of. */
  caller: unknown
  /** What the server got. */
  server: unknown[]
  received: Received[]
}

/** A page that was opened at `path`: evaluates a text there, and is left. */
export interface CallPage {
  evaluate(text: string): Promise<unknown>
  leave(): Promise<void>
}

/** How a page is opened at a path. */
export type Open = (path: string) => Promise<CallPage>

export const openIn =
  (site: Site): Open =>
  async path => {
    const visitor = await openPage(site, path)
    return { evaluate: text => visitor.page.evaluate(text), leave: () => leave(visitor) }
  }

/** A browser test that makes the calls of a table, see `comparison`. */
export function compareCalls(title: string, table: Record<string, Call>, { prepare, ...options }: TableOptions = {}): void {
  const { pages, compare } = comparison(table)
  const all = { ...options, pages: { ...options.pages, ...pages } }
  browserTest(title, { cors: 'any', ...all, foreignTraces: ['callers-own'], testTimeout: 120_000 }, async site => {
    prepare?.(site)
    await compare(site, openIn(site))
  })
}

/** What else the page that makes calls has. */
export interface CallingPage {
  /** HTML before and after Headwater's script, or its place. */
  head?: string
  afterScript?: string
  /** Where the header goes, in the modes that have one. Default: everywhere. */
  origins?: (site: Site) => string
  /** Further attributes of the script tag. */
  attributes?: Record<string, string | number>
}

/** The page that makes calls, for a site, and how it is opened: without Headwater, or with it in one of its modes. */
export function callingPage(): {
  pages: Record<string, Page>
  visit(open: Open, mode: Mode | undefined, page?: CallingPage): Promise<CallPage>
} {
  let mode: Mode | undefined
  let page: CallingPage = {}
  const pages = {
    [path]: (site: Site): Answer => {
      const { origins = ({ otherOrigin }) => `/^\\// ${otherOrigin} localhost`, attributes, ...scripts } = page
      const data = { ...attributes, 'tracing-origins': mode && modes[mode].origins ? origins(site) : 'none.example' }
      const body = mode
        ? headwaterPage(site, { ...scripts, sampleRate: modes[mode].sampleRate, attributes: data })
        : `<!doctype html><title>page</title>${scripts.head ?? ''}${scripts.afterScript ?? ''}`
      return { headers: { 'content-type': 'text/html', 'set-cookie': 'visitor=1; path=/' }, body }
    },
  }
  const visit = async (open: Open, of: Mode | undefined, has: CallingPage = {}): Promise<CallPage> => {
    mode = of
    page = has
    const opened = await open(path)
    // tsx keeps the names of functions by a helper that pages do not have.
    await opened.evaluate('void (globalThis.__name = (value) => value)')
    return opened
  }
  return { pages, visit }
}

/** What calls come to on a page, made one after another. The requests of each are known by its name. */
export function makeCalls(site: Site, page: CallPage, table: Record<string, Pick<Call, 'run'>>): Promise<Record<string, unknown>> {
  const origins = JSON.stringify({ other: site.otherOrigin, foreign: site.foreignOrigin })
  const calls = Object.entries(table).map(
    ([name, { run }]) => `[${JSON.stringify(name)}]: await runInPage(${run}, makeTools(${JSON.stringify(name)}, ${origins})),`,
  )
  return page.evaluate(`(async (makeTools, runInPage) => ({ ${calls.join('\n')} }))(${makeTools}, ${runInPage})`) as Promise<
    Record<string, unknown>
  >
}

/** What one call comes to. */
export const makeCall = async (site: Site, page: CallPage, name: string, run: Call['run']): Promise<unknown> =>
  (await makeCalls(site, page, { [name]: { run } }))[name]

/**
 * Makes the calls of a table on a page without Headwater, then on one with it in each of its modes. Fails when server or
 * caller could tell the difference, apart from the header, or when a request lacks the header or has one for nothing.
 * For a site of these pages.
 */
export function comparison(table: Record<string, Call>): {
  pages: Record<string, Page>
  compare(site: Site, open: Open): Promise<void>
} {
  const { pages, visit } = callingPage()
  const compare = async (site: Site, open: Open): Promise<void> => {
    const callIn = async (mode: Mode | undefined): Promise<Record<string, Outcome>> =>
      outcomesOf(site, await visit(open, mode), table, mode)
    const plain = await callIn(undefined)
    for (const mode of Object.keys(modes) as Mode[]) {
      const traced = await callIn(mode)
      const seen: Record<string, unknown> = {}
      const expected: Record<string, unknown> = {}
      for (const [name, call] of Object.entries(table)) {
        const [is, was] = [traced[name]!, plain[name]!]
        const compared = ({ caller, server }: Outcome): unknown => (call.racing ? { caller } : { caller, server })
        // Only what differs, or the message is longer than anybody reads.
        if (!isDeepStrictEqual(compared(is), compared(was))) [seen[name], expected[name]] = [compared(is), compared(was)]
        const carries: boolean = modes[mode].origins && (call.carries ?? true)
        for (const request of is.received.filter(({ method }) => method !== 'OPTIONS')) {
          const header = sentryTrace(request)
          assert.equal(!!header, carries, `${mode}, ${name}: ${request.url} has sentry-trace ${request.headers['sentry-trace']}`)
          assert.equal(header?.sampled, carries ? modes[mode].decision : undefined, `${mode}, ${name}: decision`)
        }
      }
      assert.deepEqual(seen, expected, `${mode}: caller and server can tell the difference`)
    }
  }
  return { pages, compare }
}

function headwaterPage(site: Site, options: HeadwaterPage): string {
  const page = pageWithHeadwater(options)
  return typeof page === 'string' ? page : (page(site, undefined as never) as string)
}

async function outcomesOf(
  site: Site,
  page: CallPage,
  table: Record<string, Call>,
  mode: Mode | undefined,
): Promise<Record<string, Outcome>> {
  const first = site.requests.length
  const outcomes: Record<string, Outcome> = {}
  for (const [name, caller] of Object.entries(await makeCalls(site, page, table))) outcomes[name] = { caller, server: [], received: [] }
  // A page that is left before its core is there sends nothing.
  if (mode) await page.evaluate('Headwater.flush(20000)')
  await page.leave()
  for (const request of site.requests.slice(first)) {
    const outcome = outcomes[request.query.get('call') ?? '']
    if (!outcome) continue
    outcome.received.push(request)
    const shown = show(request)
    if (shown) outcome.server.push(shown)
  }
  return outcomes
}

async function runInPage(run: (tools: Tools) => unknown, tools: Tools): Promise<unknown> {
  const uncaught: unknown[] = []
  const hear = (event: PromiseRejectionEvent | ErrorEvent): void => {
    event.preventDefault()
    uncaught.push([event.type, tools.error('reason' in event ? event.reason : event.error)])
  }
  addEventListener('unhandledrejection', hear)
  addEventListener('error', hear)
  let result: unknown
  try {
    result = await run(tools)
  } catch (error) {
    result = { 'the call threw': tools.error(error) }
  }
  // Rejections are reported once the task is over.
  await new Promise(resolve => setTimeout(resolve))
  removeEventListener('unhandledrejection', hear)
  removeEventListener('error', hear)
  return { result, uncaught }
}

/** A request without what carrying the trace may add to it; undefined for a preflight that is made for its sake. */
export function show({ method, url, rawHeaders, body }: Received): unknown {
  let isOurs = false
  // Their order is that of a hash table, and their case has no meaning; HTTP/2 knows only the lower.
  const headers = rawHeaders
    .flatMap(([mixedCase, value]) => {
      const name = mixedCase.toLowerCase()
      if (name === 'sentry-trace') return []
      if (name !== 'access-control-request-headers') return [`${name}: ${value}`]
      const others = value.split(',').filter(asked => asked.trim() !== 'sentry-trace')
      isOurs = others.length === 0
      return isOurs ? [] : [`${name}: ${others.join(',')}`]
    })
    .sort()
  const isSimple = headers.some(line => /^access-control-request-method: (GET|HEAD|POST)$/.test(line))
  // Boundaries are random, in Firefox also their length.
  const [, boundary] = /boundary=(\S+)/.exec(headers.join('\n')) ?? []
  const text = (value: string): string =>
    boundary ? value.replaceAll(boundary, '<boundary>').replace(/^content-length: .*/, 'content-length: <any>') : value
  return isOurs && isSimple && method === 'OPTIONS' ? undefined : [method, url, headers.map(text), text(body.toString('latin1'))]
}
