import { warn } from '../base/warn.ts'
import type { Delivery, Shim } from '../seam/host.ts'
import type { Check } from '../seam/options.ts'

/** Options that become commands. */
export interface CoreOptions {
  idleTimeout?: number
  finalTimeout?: number
  childSpanTimeout?: number
  maxTransactionDuration?: number
  minSpanDuration?: number
  nameRules?: string
  keepQueryKeys?: string
  serverTimingDescriptions?: string
  maxSpans?: number
  lateVitals?: 'transaction' | 'span' | 'off'
  linkPreviousTrace?: 'in-memory' | 'session-storage' | 'off'
  enableReportPageLoaded?: boolean
}

/** Options that are numbers from 0. */
export const NUMBERS = 'idleTimeout finalTimeout childSpanTimeout maxTransactionDuration minSpanDuration'

/** One a line, of a list or a text separated by commas or spaces. */
const lines = (value: unknown): string | undefined =>
  typeof value === 'string'
    ? value.trim().replace(/[\s,]+/g, '\n')
    : Array.isArray(value) && value.every(entry => typeof entry === 'string')
      ? value.join('\n')
      : undefined

/** A pattern that says nothing would mean everything, which nobody wants. */
const isPattern = (value: unknown): boolean => (!!value && typeof value === 'string') || value instanceof RegExp

/** Checks the options that only a recorded page needs, and says which are nobody's. */
export function readOptions({ config, check, list, numberOf }: Shim): Delivery & CoreOptions {
  const checks: Check[] = [
    [NUMBERS, value => numberOf(value, 1e12), 'number from 0'],
    ['maxSpans', value => numberOf(value, 10_000) || undefined, 'number from 1 to 10000'],
    ['interactionsSampleRate', numberOf, 'rate from 0 to 1', 0],
    ['beforeSendTransaction', 'function'],
    ['transport', 'beacon|fetch'],
    ['lateVitals', 'transaction|span|off'],
    ['linkPreviousTrace', 'in-memory|session-storage|off'],
    ['debug enableReportPageLoaded offline', 'true|false'],
    [
      'ignoreSpans',
      list(
        (entry: any) =>
          isPattern(entry) || (typeof entry === 'object' && isPattern(entry.op ?? entry.name) && isPattern(entry.name ?? entry.op)),
      ),
      'list of strings, RegExps or { op, name }',
    ],
    ['ignoreResources', list(entry => entry instanceof RegExp), 'list of strings or RegExps'],
    ['nameRules keepQueryKeys serverTimingDescriptions', lines, 'list of strings'],
  ]
  const [read, rest] = check(checks, config.rest)
  const unknown = Object.keys(rest)
  if (unknown[0] && !config.isTag) warn(`unknown options: ${unknown}; ignored`)
  return { __proto__: null, ...config, ...read } as unknown as Delivery & CoreOptions
}
