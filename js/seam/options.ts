import type { TransactionEvent } from './event.ts'

/** An entry of `tracingOrigins`. */
export type Origin = string | RegExp

/** Says which spans are left out: a text equal to the operation or contained in the name, a RegExp on the name, or one for each. */
export type Pattern = string | RegExp | { op?: string | RegExp; name?: string | RegExp }

export interface SamplingContext {
  name: string
  op: string
  /** The decision of whoever began the trace, if it has one. */
  parentSampled: boolean | undefined
}

/** The options by which it is decided whether a trace is recorded. */
export interface Sampling {
  /** 0 to 1; undefined with no sampler either: undecided. */
  tracesSampleRate?: number | undefined
  tracesSampler?: ((context: SamplingContext) => unknown) | undefined
}

/** The argument of `beforeNavigate`, and what it may answer with changes. It also has the members of a URL (`href`, `pathname`…). */
export interface NavigationContext extends URL {
  name: string
  /** `pageload` or `navigation`. */
  op: string
  tags: Record<string, unknown>
  data: Record<string, unknown>
}

/** An entry of `integrations`. */
export interface Integration {
  name: string
  /** Options of `init`, for those that it is not given itself. */
  options?: Options
  /** Called when tracing has begun, with what the package exports. What it throws is named in the console. */
  setup?(headwater: any): void
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
  /** May change an event before it is sent, or drop it by returning null. A transaction that it renames gets the source `custom`. */
  beforeSendTransaction?: (event: TransactionEvent) => TransactionEvent | null
  /** Forces one way of sending. */
  transport?: 'beacon' | 'fetch'
  /** Where `headwater.core.mjs` is, when not beside the script; `headwater.core-js.mjs` is looked for beside it. */
  coreUrl?: string
  /** Does without WebAssembly and without asking whether it is allowed: for policies that refuse it and report. Default: it is tried. */
  wasm?: 'off'
  /** Whether a change of address by script alone, right after a start, is a child `navigation.redirect` of it. Default true. */
  detectRedirects?: boolean
  /** The page view that a page view is linked to: the one before it in this document, also that of this tab's last document, or none. */
  linkPreviousTrace?: 'in-memory' | 'session-storage' | 'off'
  /** The pageload ends when `reportPageLoaded` is called, not when it is quiet. Default false. */
  enableReportPageLoaded?: boolean
  /** Addresses with equal keys are one page: going from one to the other is no navigation. Default: the path. */
  navigationKey?: (url: URL) => unknown
  /** Names of pages by template: `/shop/:category/*`. The first that fits is the name. */
  nameRules?: string[] | string
  /** Keys of queries that may leave the page. Default: none. */
  keepQueryKeys?: string[] | string
  /** Metrics of `Server-Timing` whose description is sent. Their durations always are. Default: none. */
  serverTimingDescriptions?: string[] | string
  /** Who is left out completely: known crawlers (true, the default), also automated and headless browsers, or nobody. */
  ignoreBots?: boolean | 'all'
  /** Spans, also whole transactions, that are not sent: by operation, part of the name, or both. */
  ignoreSpans?: (Pattern | Origin)[] | Origin
  /** Resources that are not recorded: by operation or part of the address. */
  ignoreResources?: Origin[] | Origin
  /** Spans shorter than so many ms are left out, requests apart. Default 0. */
  minSpanDuration?: number
  /**
   * How web vitals are sent that come, or change, after the page's transaction has ended, as INP mostly does: in its follow-up
   * (`transaction`, the default), as spans of their own without a transaction (`span`), or not at all (`off`).
   */
  lateVitals?: 'transaction' | 'span' | 'off'
  /** Spans of a transaction that are sent, 1 to 10,000; default 1000, which is what Sentry takes. */
  maxSpans?: number | string
  /** Share of user interactions on recorded pages that become transactions, as `tracesSampleRate`. Default 0. */
  interactionsSampleRate?: number | string | boolean
  /** Envelopes that can't be sent now are kept on the device (IndexedDB) for at most a day, also for later visits. Default false. */
  offline?: boolean
  /**
   * Text of a `sentry-trace` that the page continues, instead of one that its document has; in a worker, what its requests carry: the
   * page's `getTraceHeaders()['sentry-trace']`.
   */
  trace?: string
  debug?: boolean
  /** What adds options, or does something when tracing has begun, in this order. Nothing where nothing is traced: on a server, for a bot. */
  integrations?: Integration[]
}

/** Checked options. Absent: not given, or not usable. */
export interface Config
  extends Sampling,
    Pick<
      Options,
      | 'startTransactionOnPageLoad'
      | 'startTransactionOnLocationChange'
      | 'shouldCreateSpanForRequest'
      | 'beforeNavigate'
      | 'coreUrl'
      | 'detectRedirects'
      | 'navigationKey'
      | 'ignoreBots'
      | 'tunnel'
      | 'dsn'
      | 'release'
      | 'environment'
      | 'trace'
      | 'wasm'
      | 'integrations'
    > {
  /** Absolute URL that envelopes go to, with all that its query needs; empty: nothing can be sent. */
  url: string
  tracingOrigins: Origin[]
  /** Initiators whose requests become spans, by the type of the `request` command; false for one whose do not. */
  traced: (string | false)[]
  /** Options that only the core module knows, or nobody. */
  rest: Record<string, unknown>
  /** Others' attributes are among them. */
  isTag: boolean | undefined
}

/**
 * Options of one kind: their names, what is usable, what to call that, and what stands for a value that isn't (default: none). What
 * is usable: a type, the words it may be (where `true` is one also nothing, as of an attribute without a value), or a function that
 * answers the value to use, or undefined.
 */
export type Check = [string, string | ((value: any) => unknown), string?, unknown?]
