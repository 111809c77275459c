import type { TransactionEvent } from './event.ts'

/** An entry of `tracingOrigins`. */
export type Origin = string | RegExp

/** Says which spans are left out: a text equal to the operation or contained in the name, a RegExp on the name, or one for each. */
export type Pattern = string | RegExp | { op?: string | RegExp; name?: string | RegExp }

export interface SamplingContext {
  /** The name that the transaction begins with. */
  name: string
  /** `pageload`, `navigation`, or that of a transaction of your own. */
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
  /** The name it has without an answer. */
  name: string
  /** `pageload` or `navigation`. */
  op: string
  /** Tags of its own, to be added to. */
  tags: Record<string, unknown>
  /** Data of its own, to be added to. */
  data: Record<string, unknown>
}

/** An entry of `integrations`. */
export interface Integration {
  /** What messages call it. */
  name: string
  /** Options of `init`, for those that it is not given itself. */
  options?: Options
  /** Called when tracing has begun, with what the package exports. What it throws is named in the console. */
  setup?(headwater: any): void
}

/**
 * Options of `init`. Values may be given as text (numbers, `'true'`, lists), as the script tag's attributes are. `npm run docs` writes the page
 * docs/options.md of these comments; `@remarks` is what an option costs, or what it is wise to know.
 */
export interface Options {
  /**
   * Where to send: `https://<key>@<host>/<project>`.
   * @default none
   * @remarks Without it and `tunnel` nothing is recorded.
   */
  dsn?: string
  /**
   * Sends to this URL instead; the envelope then names the `dsn`.
   * @default none
   * @remarks Blockers leave an address of your own origin alone; your server has to forward what it gets there.
   */
  tunnel?: string
  /**
   * Share of the traces begun here that are recorded: 0 to 1, or a boolean. It is decided once for a trace, and the decision, yes or no, is carried to
   * every service. Unset, with no `tracesSampler`, this page records nothing, and the header leaves the decision to whoever receives it.
   * @default unset: nothing is recorded
   * @remarks Recorded visitors download the core.
   */
  tracesSampleRate?: number | string | boolean
  /**
   * Decides for each trace instead of the rate: returns a number from 0 to 1 or a boolean.
   * @default none
   * @remarks It also overrules what the server has decided for the trace that the page continues, which cuts that trace in two.
   */
  tracesSampler?: (context: SamplingContext) => number | boolean
  /**
   * Which requests carry `sentry-trace`; `[]`: none. As text: entries separated by commas or spaces, `/…/flags` for a regular expression. See
   * docs/propagation.md.
   * @default `['localhost', /^\//]`
   * @remarks A service on another origin must allow the header; another port of `localhost` is another origin.
   */
  tracingOrigins?: Origin[] | Origin
  /**
   * Another name of `tracingOrigins`. Where both are given, `tracingOrigins` counts.
   * @default as `tracingOrigins`
   */
  tracePropagationTargets?: Origin[] | Origin
  /**
   * The version of your page, written on every transaction.
   * @default none
   */
  release?: string
  /**
   * Written on every transaction.
   * @default `production`
   */
  environment?: string
  /**
   * A pageload or navigation ends when nothing has happened in it for so many ms.
   * @default 1000 ms
   * @remarks A shorter time cuts slow pages in two, a longer one sends later.
   */
  idleTimeout?: number
  /**
   * A pageload or navigation ends at the latest so many ms after its start.
   * @default 30,000 ms
   * @remarks What comes after the end is sent in a follow-up.
   */
  finalTimeout?: number
  /**
   * A pageload or navigation ends when, with children open, none has started for so many ms.
   * @default 15,000 ms
   * @remarks A longer time waits for requests that hang.
   */
  childSpanTimeout?: number
  /**
   * Transactions longer than so many seconds are marked `deadline_exceeded`; 0: none are.
   * @default 600 s
   */
  maxTransactionDuration?: number
  /**
   * Whether a page load is a `pageload` transaction.
   * @default true
   * @remarks Without it requests are still traced; they are gathered in a follow-up.
   */
  startTransactionOnPageLoad?: boolean
  /**
   * Whether a change of the path begins a new trace with a `navigation` transaction.
   * @default true
   * @remarks Without it one trace lasts as long as the page.
   */
  startTransactionOnLocationChange?: boolean
  /**
   * Whether fetch requests become spans. Whether they carry the header is decided by `tracingOrigins` alone.
   * @default true
   * @remarks Without spans the browser's timing of the requests remains, as resources.
   */
  traceFetch?: boolean
  /**
   * Whether requests of XMLHttpRequest become spans, as `traceFetch` says it of fetch.
   * @default true
   */
  traceXHR?: boolean
  /**
   * Whether a request to this absolute URL becomes a span.
   * @default all do
   * @remarks It is called for each request.
   */
  shouldCreateSpanForRequest?: (url: string) => boolean
  /**
   * Names a pageload or navigation: may return a name, or the changed context (`name`, `op`, `tags`, `data`; to read, `href` and whatever else a
   * `URL` has). Nothing returned: it stays as it is.
   * @default the path is the name
   * @remarks It runs inside the page's own navigation. A name with a query in it is sent with the query.
   */
  beforeNavigate?: (context: NavigationContext) => Partial<NavigationContext> | string | undefined
  /**
   * May change an event before it is sent (its `type` must stay), or drop it by returning null. A transaction that it renames gets the source
   * `custom`, unless it sets that too.
   * @default none
   * @remarks It costs time when a page is left. Where it throws, or returns something else than an event or null, nothing is sent.
   */
  beforeSendTransaction?: (event: TransactionEvent) => TransactionEvent | null
  /**
   * Forces one way of sending.
   * @default a beacon first, see docs/delivery-and-privacy.md
   * @remarks The answer to a beacon can't be read; a fetch can be lost when the page is left.
   */
  transport?: 'beacon' | 'fetch'
  /**
   * Where `headwater.core.mjs` is: the address of the file itself, not of its folder. `headwater.core-js.mjs` is looked for beside it.
   * @default beside the script
   */
  coreUrl?: string
  /**
   * Does without WebAssembly, and does not ask whether it is allowed.
   * @default WebAssembly is tried
   * @remarks For policies that refuse WebAssembly and report each attempt. The core in JavaScript is larger and slower.
   */
  wasm?: 'off'
  /**
   * Whether a page that moves itself is still the same page. It has moved itself when a script changes the address within 1.5 s of the start of a
   * pageload or navigation that has not ended, and there was no click or key since the start. The change is then a child
   * `navigation.redirect` of that transaction.
   * @default true
   * @remarks Without it such a page is two transactions and two traces.
   */
  detectRedirects?: boolean
  /**
   * The page view that a page view is linked to. `in-memory`: a navigation to the page before it in this document. `session-storage`: also a
   * pageload, to the tab's last recorded page of the last hour. `off`: none.
   * @default `in-memory`
   * @remarks `session-storage` keeps one value on the visitor's device.
   */
  linkPreviousTrace?: 'in-memory' | 'session-storage' | 'off'
  /**
   * The pageload ends when the page calls `reportPageLoaded()`, not when it is quiet.
   * @default false
   * @remarks A page that never calls it has pageloads that last until it is left, or until `finalTimeout`.
   */
  enableReportPageLoaded?: boolean
  /**
   * Addresses with equal keys are one page: going from one to the other is no navigation.
   * @default the path
   * @remarks Include the query keys that make another page. With too much in the key, each change begins a trace.
   */
  navigationKey?: (url: URL) => unknown
  /**
   * Names of pages by template, such as `/shop/:category/*`. The first that fits is the name.
   * @default none
   * @remarks They are tried before ids, dates and e-mail addresses in the path are grouped.
   */
  nameRules?: string[] | string
  /**
   * Keys of queries that may leave the page.
   * @default none
   * @remarks What these keys hold is sent.
   */
  keepQueryKeys?: string[] | string
  /**
   * Names of `Server-Timing` metrics whose description is sent. Their durations always are.
   * @default none
   * @remarks What your server says in these descriptions leaves the page.
   */
  serverTimingDescriptions?: string[] | string
  /**
   * Who is left out completely: known crawlers (`true`), also automated and headless browsers (`'all'`), or nobody (`false`).
   * @default true
   * @remarks `'all'` leaves out your own browser tests, too.
   */
  ignoreBots?: boolean | 'all'
  /**
   * Spans that are not sent. An entry is a text that is the operation or a part of the name, a RegExp on the name, or `{ op, name }` with either or
   * both. The children of such a span move up to its parent. Where the root is meant, the whole transaction is not sent.
   * @default none
   * @remarks Spans left out this way, and ignored requests, keep no page open and count for no limit.
   */
  ignoreSpans?: (Pattern | Origin)[] | Origin
  /**
   * Resources that are not recorded: an operation, a part of the URL, or a RegExp on the URL. For requests that are spans there is `ignoreSpans`.
   * @default none
   * @remarks They are not counted anywhere either.
   */
  ignoreResources?: Origin[] | Origin
  /**
   * Spans shorter than so many ms are left out, apart from requests, marks and what failed.
   * @default 0 ms
   * @remarks Fewer bytes, less detail.
   */
  minSpanDuration?: number
  /**
   * How web vitals are sent that come, or change, after the page's transaction has ended, as INP mostly does. `transaction`: in its follow-up.
   * `span`: as spans of their own without a transaction. `off`: not at all. See docs/measured.md#web-vitals.
   * @default `transaction`
   * @remarks With `span`, only receivers that take Sentry's `span` items have them, and `beforeSendTransaction` does not see them.
   */
  lateVitals?: 'transaction' | 'span' | 'off'
  /**
   * How many spans of a transaction are sent, 1 to 10,000; the most important are kept.
   * @default 1000
   * @remarks Sentry drops what is beyond 1,000, and payloads grow in proportion.
   */
  maxSpans?: number | string
  /**
   * Share of the clicks and keys on recorded pages that become transactions, as `tracesSampleRate`. Only those do that cause a request, a long frame
   * or another span.
   * @default 0
   * @remarks More transactions are sent.
   */
  interactionsSampleRate?: number | string | boolean
  /**
   * Whether envelopes that can't be sent now are kept in IndexedDB for at most a day, also for later visits.
   * @default false
   * @remarks Finished envelopes, without queries, are then on the visitor's device.
   */
  offline?: boolean
  /**
   * Text of a `sentry-trace` that the page continues, instead of the one that its document has. In a worker: what its requests carry, which is the
   * page's `getTraceHeaders()['sentry-trace']`.
   * @default the document's
   */
  trace?: string
  /**
   * Says in the console what is sent.
   * @default false
   */
  debug?: boolean
  /**
   * What adds options, or does something when tracing has begun, in this order. Nothing where nothing is traced: on a server, for a bot.
   * @default none
   * @remarks An option that `init` is given itself goes before one of an integration.
   */
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
