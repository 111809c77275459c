import assert from 'node:assert/strict'
import { checkRequest, type RuleId } from '../../wire/index.ts'
import { sentryTrace, type Received } from './received.ts'
import type { Site } from './site.ts'
import { leave } from './visitor.ts'

export interface FinishOptions {
  /** Rules that this test's envelopes may break. */
  allow?: RuleId[]
  /** Values of `sentry-trace` that the page set itself. */
  foreignTraces?: string[]
  /** The core never gets to send in this test, so headers may name spans that nobody received. Default false. */
  lost?: boolean
  /** Page errors that the test causes on purpose. */
  pageErrors?: RegExp
  /** How long the last envelopes may take, ms. Default 5000. */
  timeout?: number
}

/**
 * Ends a test: leaves every page, then holds the site to what must be true after any visit (`checkVisits`), and no page
 * had an uncaught error.
 *
 * A page that is left before its core has arrived sends nothing: a test with sampled requests first awaits a transaction,
 * or that the core is there.
 */
export async function finish(site: Site, options: FinishOptions = {}): Promise<string[]> {
  for (const visitor of site.visitors) await leave(visitor)
  const warnings = await checkVisits(site, options)
  const errors = site.visitors.flatMap(visitor => visitor.errors)
  assert.deepEqual(
    errors.filter(error => !options.pageErrors?.test(error)),
    [],
    'page errors',
  )
  return warnings
}

/**
 * What must be true of a site whose pages were all left: every received `sentry-trace` is well formed and one that ends
 * in `-1` names a span of a received envelope; uploads carry none; no envelope breaks a rule of level E (those of level W
 * are returned).
 */
export async function checkVisits(site: Site, options: FinishOptions = {}): Promise<string[]> {
  const foreign = options.foreignTraces ?? []
  const ours = (): Received[] =>
    site.requests.filter(({ headers }) => headers['sentry-trace'] !== undefined && !foreign.includes(headers['sentry-trace']))

  if (!options.lost) {
    const orphans = (): Received[] => ours().filter(request => !isReceived(site, request))
    await site
      .waitFor(() => orphans().length === 0, 'a span for every sentry-trace that ends in -1', options.timeout ?? 5000)
      .catch(({ message }: Error) => {
        throw new Error(
          [
            message,
            'without a span:',
            ...orphans().map(({ method, url, headers }) => `  ${method} ${url} ${headers['sentry-trace']}`),
          ].join('\n'),
        )
      })
  }
  for (const request of ours()) {
    assert.ok(sentryTrace(request), `malformed sentry-trace ${request.headers['sentry-trace']} on ${request.url}`)
    assert.ok(!/\/envelope\/$/.test(request.path), `sentry-trace on the upload ${request.url}`)
  }
  return checkEnvelopes(site, options.allow ?? [])
}

function isReceived(site: Site, request: Received): boolean {
  const header = sentryTrace(request)
  if (!header?.sampled) return true
  return site.transactions().some(({ contexts, spans = [] }) => {
    const ids = [contexts?.trace, ...spans]
    return ids.some(span => span?.trace_id === header.traceId && span.span_id === header.spanId)
  })
}

function checkEnvelopes(site: Site, allowed: RuleId[]): string[] {
  const findings = site.envelopes.flatMap(({ request }) => checkRequest({ ...request, now: request.time }))
  const relevant = findings.filter(({ rule }) => !allowed.includes(rule))
  const lines = (level: string): string[] =>
    relevant.filter(finding => finding.level === level).map(({ rule, message }) => `${level} ${rule} ${message}`)
  assert.deepEqual(lines('E'), [], 'envelopes break rules')
  return lines('W')
}
