import { textOf } from '../base/values.ts'
import { SDK } from '../base/version.ts'
import { warn } from '../base/warn.ts'
import { check, list } from '../options/check.ts'
import { endpointOf } from '../options/read-options.ts'
import type { TransactionEvent } from '../seam/event.ts'
import type { Check, Origin, Pattern, Sampling, SamplingContext } from '../seam/options.ts'
import { numberOf } from '../trace/trace.ts'

/** Something that watches a part of the process: one of `Integrations`, or your own. */
export interface Integration {
  name: string
  /** Called once by `init`. */
  setup?(): void
}

/** Options of `init`. */
export interface NodeOptions {
  /** Where to send: `https://<key>@<host>/<project id>`. Without it nothing is recorded. */
  dsn?: string
  /**
   * Share of the traces begun here that are recorded, 0 to 1, or a boolean. Unset, with no `tracesSampler`: nothing is recorded, and whoever
   * receives the headers may decide.
   */
  tracesSampleRate?: number | string | boolean
  /** Decides for each trace instead: a number from 0 to 1 or a boolean. Also overrules the decision of whoever called. */
  tracesSampler?: (context: SamplingContext) => number | boolean
  release?: string
  /** Default `production`. */
  environment?: string
  /**
   * Which requests carry the trace: a host (and everything below it), a prefix of scheme, host and path, or a RegExp on both. Default: all;
   * `[]`: none.
   */
  tracePropagationTargets?: Origin[] | Origin
  /** Another name of `tracePropagationTargets`. */
  tracingOrigins?: Origin[] | Origin
  /** Requests also carry `traceparent`. Default: those of a trace that has come with one. */
  propagateTraceparent?: boolean
  /** What is watched: `new Integrations.Http({ tracing: true })`, `new Integrations.Express({ app })`. Default: nothing. */
  integrations?: Integration[]
  /** May change an event before it is sent, or drop it by returning null. */
  beforeSendTransaction?: (event: TransactionEvent) => TransactionEvent | null
  /** Spans, also whole transactions, that are not sent: by operation, part of the name, or both. */
  ignoreSpans?: (Pattern | Origin)[] | Origin
  /** Spans of a transaction that are sent, 1 to 10,000; default 1000, which is what Sentry takes. */
  maxSpans?: number | string
  /** Sends what waits before the process ends by itself. Default true. */
  flushOnExit?: boolean
  /** On SIGTERM, sends what waits, for at most 2 s, and ends the process as the signal does, unless somebody else listens to it. Default false. */
  flushOnSigterm?: boolean
}

/** Checked options. */
export interface NodeConfig extends Sampling {
  dsn: string
  /** Where envelopes go; empty: nothing is recorded. */
  url: string
  release?: string
  environment?: string
  /** Undefined: all. */
  targets: Origin[] | undefined
  propagateTraceparent: boolean
  integrations: Integration[]
  beforeSendTransaction?: NodeOptions['beforeSendTransaction']
  ignoreSpans?: Pattern[]
  maxSpans?: number
  flushOnExit: boolean
  flushOnSigterm: boolean
}

const checks: Check[] = [
  // Without the secret that those of old had behind the key: nobody asks for it.
  ['dsn', value => endpointOf((value = textOf(value).replace(/:\w*@/, '@'))) && value, 'https://key@host/project'],
  ['release environment', 'string', 'short string'],
  // A rate that can't be read must not record everybody.
  ['tracesSampleRate', numberOf, 'rate from 0 to 1', 0],
  ['tracesSampler beforeSendTransaction', 'function'],
  ['tracePropagationTargets tracingOrigins', list(entry => entry instanceof RegExp && entry.source), 'list of strings or RegExps'],
  ['propagateTraceparent flushOnExit flushOnSigterm', 'true|false'],
  ['integrations', value => (Array.isArray(value) ? value : undefined), 'list'],
  ['ignoreSpans', list(entry => entry instanceof RegExp || entry.op || entry.name), 'list of strings, RegExps or { op, name }'],
  ['maxSpans', value => numberOf(value, 10_000) || undefined, 'number from 1 to 10000'],
]

/** Checks what is given to `init`. What is not usable is named in the console, and its default holds. */
export function readNodeOptions(options: NodeOptions): NodeConfig {
  const [read, rest] = check(checks, options)
  const unknown = Object.keys(rest)
  if (unknown[0]) warn(`unknown options: ${unknown}; ignored`)
  const url = (endpointOf(read.dsn) || '').replace(SDK, SDK.replace('browser', 'node'))
  if (!url) {
    warn('no dsn; not recorded')
    // A "no" stays a "no", anything else is undecided.
    read.tracesSampler = undefined
    read.tracesSampleRate = read.tracesSampleRate && undefined
  }
  return {
    ...read,
    dsn: read.dsn || '',
    url,
    targets: read.tracePropagationTargets || read.tracingOrigins,
    propagateTraceparent: read.propagateTraceparent || false,
    integrations: read.integrations || [],
    flushOnExit: read.flushOnExit ?? true,
    flushOnSigterm: read.flushOnSigterm || false,
  }
}
