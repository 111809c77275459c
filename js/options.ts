import type { Origin } from './origins.ts'
import { numberOf, type Sampling, type SamplingContext } from './trace.ts'
import { textOf, urlOf } from './values.ts'
import { VERSION } from './version.ts'
import { warn } from './warn.ts'

/** What the page may tell `beforeNavigate` to change. It also has what a URL has (`href`, `pathname`…). */
export interface NavigationContext extends URL {
  name: string
  /** `pageload` or `navigation`. */
  op: string
  tags: Record<string, unknown>
  data: Record<string, unknown>
}

/** Options of `init`. Values may be given as text (numbers, `'true'`, lists), as the script tag's attributes are. */
export interface Options {
  /** Where to send: `https://<key>@<host>/<project id>`. Without it and `tunnel` nothing is recorded. */
  dsn?: string
  /** Send to this URL instead; the envelope then names the `dsn`. */
  tunnel?: string
  /**
   * Share of the traces begun here that are recorded, 0 to 1, or a boolean. Unset, with no `tracesSampler`: nothing is
   * recorded, and whoever receives the header may decide.
   */
  tracesSampleRate?: number | string | boolean
  /** Decides for each trace instead: a number from 0 to 1 or a boolean. Also overrules an inherited decision. */
  tracesSampler?: (context: SamplingContext) => number | boolean
  /**
   * Which requests carry `sentry-trace`. Default `['localhost', /^\//]`; `[]`: none. As text: separated by commas or
   * spaces, `/…/flags` for a regular expression.
   */
  tracingOrigins?: Origin[] | Origin
  /** Another name of `tracingOrigins`. */
  tracePropagationTargets?: Origin[] | Origin
  release?: string
  /** Default `production`. */
  environment?: string
  /** A pageload or navigation ends so many ms after its last child ended. Default 1000. */
  idleTimeout?: number
  /** It ends at the latest so many ms after its start. Default 30,000. */
  finalTimeout?: number
  /** It ends when, with children open, none has started for so many ms. Default 15,000. */
  childSpanTimeout?: number
  /** Transactions longer than so many seconds are marked `deadline_exceeded`. Default 600; 0: none. */
  maxTransactionDuration?: number
  /** Default true. */
  startTransactionOnPageLoad?: boolean
  /** A change of the path begins a new trace with a `navigation`. Default true. */
  startTransactionOnLocationChange?: boolean
  /** Spans for fetch; headers are `tracingOrigins`' business. Default true. */
  traceFetch?: boolean
  /** Spans for XMLHttpRequest. Default true. */
  traceXHR?: boolean
  /** Whether a request to this absolute URL becomes a span. Default: all do. */
  shouldCreateSpanForRequest?: (url: string) => boolean
  /** Names a pageload or navigation: may return a name, or the changed context. Nothing returned: as it is. */
  beforeNavigate?: (context: NavigationContext) => Partial<NavigationContext> | string | undefined
  /** May change an event before it is sent, or drop it by returning null. */
  beforeSendTransaction?: (event: Record<string, unknown>) => Record<string, unknown> | null
  /** Forces one way of sending. */
  transport?: 'beacon' | 'fetch'
  /** Where `headwater.core.mjs` is, when not beside the script. */
  coreUrl?: string
  debug?: boolean
}

/** Checked options. Absent: not given, or not usable. */
export interface Config extends Sampling, Pick<Options,
  | 'idleTimeout' | 'finalTimeout' | 'childSpanTimeout' | 'maxTransactionDuration' | 'startTransactionOnPageLoad'
  | 'startTransactionOnLocationChange' | 'shouldCreateSpanForRequest' | 'beforeNavigate' | 'beforeSendTransaction'
  | 'transport' | 'coreUrl' | 'debug'
> {
  /** Absolute URL that envelopes go to, query with the key included; empty: nothing can be sent. */
  url: string
  tracingOrigins: Origin[]
  /** The DSN for the envelope header, when it goes through a tunnel. */
  _tunneledDsn: string | undefined
  /** Initiators whose requests become spans, by the type of the `request` command; false for one whose do not. */
  _traced: (string | false)[]
}

export interface Dsn {
  /** Where envelopes go, with the key in the query: a header would cost a preflight. */
  url: string
  publicKey: string
  /** From hosts of the form `o123.…`. */
  orgId: string | undefined
}

/** Reads `{protocol}://{key}[:secret]@{host}[/path]/{project id}`; undefined when it isn't one. */
export function parseDsn(dsn: unknown): Dsn | undefined {
  const [, origin, username, host, path, project] =
    /^(https?:\/\/)(\w+)(?::\w*)?@([^/@]+)(\/(?:.*\/)?)(\d+)\/?$/.exec(textOf(dsn)) || []
  return project ? {
    url: `${origin}${host}${path}api/${project}/envelope/?sentry_version=7&sentry_key=${username}` +
      `&sentry_client=sentry.javascript.browser.headwater%2F${VERSION}`,
    publicKey: username!,
    orgId: /^o(\d+)\./.exec(host!)?.[1],
  } : undefined
}

/** The list that a text stands for: `/…/flags` is a regular expression, everything else itself. */
function originsOf(text: string): Origin[] {
  return text.split(/[\s,]+/).filter(Boolean).map(entry => {
    const [, source, flags] = /^\/(.+)\/([dgimsuvy]*)$/.exec(entry) || []
    try {
      return source ? new RegExp(source, flags) : entry
    } catch {
      return entry
    }
  })
}

/**
 * Answers the usable value, or undefined for one that isn't; or what type and text must match. Then in words what would
 * be usable, and what stands for a value that isn't (default: none).
 */
type Check = [((value: any) => unknown) | RegExp, string, unknown?]

const words: Check = [/^string:./, 'a text']
// An attribute without a value is the empty text.
const flag: Check = [/^(string:|boolean:)(true|false|)$/, 'a boolean']
const number: Check = [value => numberOf(value, 1e12), 'a number from 0']
const callback: Check = [/^function/, 'a function']
const origins: Check = [
  value => {
    const list: unknown[] = typeof value === 'string' ? originsOf(value) : [].concat(value)
    return list.every(entry => entry && (typeof entry === 'string' || entry instanceof RegExp)) ? list : undefined
  },
  'strings or RegExps',
]

const checks: Record<string, Check> = {
  __proto__: null as never,
  dsn: [parseDsn, 'https://key@host/project'],
  tunnel: words,
  // A rate that can't be read must not record everybody.
  tracesSampleRate: [numberOf, 'a number from 0 to 1 or a boolean', 0],
  tracesSampler: callback,
  tracingOrigins: origins,
  tracePropagationTargets: origins,
  release: words,
  environment: words,
  idleTimeout: number,
  finalTimeout: number,
  childSpanTimeout: number,
  maxTransactionDuration: number,
  startTransactionOnPageLoad: flag,
  startTransactionOnLocationChange: flag,
  traceFetch: flag,
  traceXHR: flag,
  // As data-trace-xhr reads.
  traceXhr: flag,
  shouldCreateSpanForRequest: callback,
  beforeNavigate: callback,
  beforeSendTransaction: callback,
  transport: [/^string:(beacon|fetch)$/, 'beacon or fetch'],
  coreUrl: words,
  debug: flag,
}

/**
 * Checks each option; what is unusable is named in the console and falls back to its default. So are unknown ones,
 * unless they come from a tag, whose other `data-*` attributes belong to others.
 */
export function readOptions(options: Options, isTag?: boolean): Config {
  const read: Record<string, any> = {}
  const unknown: string[] = []
  for (const name in options) {
    const value = options[name as keyof Options]
    const check = checks[name]
    if (!check) unknown.push(name)
    else if (value != null) {
      const text = textOf(value)
      const [usableOf, expected, fallback] = check
      read[name] = typeof usableOf === 'function' ? usableOf(value)
        : usableOf.test(`${typeof value}:${text}`) ? (text ? text !== 'false' && value : true)
        : undefined
      if (read[name] === undefined) {
        read[name] = fallback
        warn(`${name} "${text}" is not ${expected}; ${fallback ?? 'the default'} is used`)
      }
    }
  }
  if (unknown[0] && !isTag) warn(`unknown options: ${unknown}; ignored`)
  const dsn: Dsn | undefined = read.dsn
  const address = read.tunnel ? urlOf(read.tunnel)?.href || '' : dsn ? dsn.url : ''
  if (!address) {
    warn('no dsn or tunnel; nothing is recorded')
    // A "no" stays a "no", anything else is undecided.
    read.tracesSampler = undefined
    read.tracesSampleRate = read.tracesSampleRate && undefined
  }
  return {
    ...read,
    ...dsn,
    url: address,
    environment: read.environment || 'production',
    tracingOrigins: read.tracingOrigins || read.tracePropagationTargets || ['localhost', /^\//],
    _tunneledDsn: read.tunnel && options.dsn,
    _traced: [
      read.traceFetch !== false && 'fetch',
      (read.traceXHR ?? read.traceXhr) !== false && 'xmlhttprequest',
    ],
  }
}
