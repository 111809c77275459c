/**
 * The one seam between the two published files: what the shim (`headwater.js`, `headwater.mjs`) gives the core module
 * (`headwater.core.mjs`, or `headwater.core-js.mjs`, the same without WebAssembly) and what it gets back. All are built from one
 * version; the shim refuses another.
 */

import type { TransactionEvent } from './event.ts'
import type { Check, Origin, Pattern } from './options.ts'

/**
 * Commands of wasm/commands.md, in the order in which they were made. Each is written once, here: what is handed over to the module are
 * these two lists, or a part of them, behind the three leading numbers.
 */
export interface Commands {
  /** Of each its code and its numbers; NaN for an absent one. */
  numbers: number[]
  /** Of each its strings, of at most 16,384 UTF-16 units. */
  strings: string[]
}

/** One command while it is made: its code, its numbers (undefined: absent) and its strings. */
export type Command = [code: number, numbers: (number | undefined)[], strings: string[]]

/** The options that the core module reads: what is recorded, and how finished envelopes travel. */
export interface Delivery {
  /** Absolute URL, query with the key included. */
  url: string
  /** Forces one channel; absent: beacon, with the fetches that learn limits. */
  transport?: 'beacon' | 'fetch'
  /** May edit the event (the parsed payload of the transaction item), or drop it by returning null. */
  beforeSendTransaction?: (event: TransactionEvent) => TransactionEvent | null
  /** Envelopes that can't be sent are kept on the device, for later visits too. */
  offline?: boolean
  debug: boolean
  /** The initiators (fetch, XHR) whose requests are traced by hooks; false for one that is not. */
  traced: (string | false)[]
  /** Spans that are not sent; what is below them moves up. A transaction whose root is meant is not sent at all. */
  ignoreSpans?: Pattern[]
  /** Resources that are not recorded: texts equal to the operation (`resource.img`) or contained in the URL, RegExps on the URL. */
  ignoreResources?: (string | RegExp)[]
  /** Share of the interactions of a recorded page that become transactions, 0 to 1. Default 0. */
  interactionsSampleRate?: number
}

/** A finished entry, an input or an error, and what it was about when it came (base/nodes.ts). */
export type Held = [what: PerformanceEntry | Event, nodes: (Node | null | undefined)[] | undefined]

/** A transaction, as far as the core module has to do with it. */
export interface Opened {
  setData(key: string, value: unknown): unknown
}

export interface Host {
  delivery: Delivery
  /**
   * Absolute URL of the core module itself, whose own resource entry is not part of the page. Empty when a bundler has
   * placed it: then only the module knows.
   */
  coreUrl: string
  /**
   * Stops the shim's own observer and hands over what it kept since the first moment (`resource`, `event`, `layout-shift`,
   * `largest-contentful-paint`, inputs and errors), which late observers lose. From then on `then` is called for each input and error, also of
   * an element that could not be loaded.
   */
  takeHeld(then: (event: Event) => void): Held[]
  /** When this recording began (page ms), if another was closed before it: what was before is none of it. Else 0. */
  since: number
  /** The page's own fetch, not our hook. */
  fetch: typeof fetch
  /**
   * Opens an interaction in the page's trace, which began at `startTime`: while `isDispatched` says so it is the parent of what
   * starts, unless the page has named one. Undefined when there is no page.
   */
  openInteraction(op: string, origin: string, startTime: number, isDispatched: () => unknown): Opened | undefined
  /** Takes all commands that wait, and those that come behind all others. `room` as in core/complete.ts. */
  takeWaiting(room: number): [commands: Commands, last: Commands]
  /** See base/values.ts. */
  jsonOf(value: unknown, limit?: number, most?: number): string
  /** See unsent/stash.ts. */
  stash(url: string, envelope: string, time?: number): boolean
  stashed(url: string): string | undefined
  isClosed(): boolean
  heldUntil(url: string): number
  isOffline(url: string): boolean
  mustWait(url: string): boolean
  /** To be aborted when something was sent: then the browser need not send the root by itself (unsent/last-words.ts). */
  untilSent: AbortController
  /** The core can't be trusted any more: drop the buffer, record nothing more, warn once, keep propagating. */
  fail(error: unknown): void
}

/** Everything that the shim hands to the core module, which makes a `Host` of it for its parts. */
export interface Shim extends Omit<Host, 'takeWaiting' | 'delivery'> {
  /** See base/platform.ts. */
  platform: Record<string, any>
  /** The options that the shim has checked; `rest` are those that it doesn't know. */
  config: {
    /** Where envelopes go. */
    url: string
    tunnel?: string
    dsn?: string
    release?: string
    environment?: string
    traced: (string | false)[]
    rest: Record<string, unknown>
    /** They are a tag's attributes, of which some may be somebody else's. */
    isTag?: boolean
  }
  /** Whether recording goes on. If not, what earlier pages have kept is sent, and no more. */
  isWanted(): boolean
  /** Seed of the page's span ids and of the core's event ids: four 32-bit numbers. */
  seed: number[]
  /** See options/check.ts. */
  check(checks: Check[], options: unknown): [read: Record<string, any>, rest: Record<string, unknown>]
  list(isUsable: (entry: any) => unknown, pathOf?: (path: string) => Origin): (value: unknown) => unknown
  /** See trace/trace.ts. */
  numberOf(value: unknown, max?: number): number | undefined
  spanId(seedHigh: number, seedLow: number, handle: number): string
  /** Takes all commands that wait, in their order, for `createCompletion` to complete. The last string of a `transaction` is the `basis` of its trace (trace/trace.ts); what the page gave as an object, links and a status, is JSON (core/wire/unfold.ts). */
  takeCommands(): Commands
}

export interface Core {
  /** Called when a first command waits: hands it over at the next due time, at the latest after one second. */
  wake(): void
  /**
   * Takes what waits, hands it over and sends what is finished: before it returns when nobody looks at the page, else in slices of a few ms,
   * one of them now. `leaving`: HIDDEN or GONE of leaving.ts; all of it goes now and no answer is waited for (`pagehide` comes while the document is still
   * visible).
   */
  run(leaving?: number): void
  /** Whether the transaction with this handle goes on; true for 0, of which the core knows nothing. */
  isOpen(handle: number): boolean
  /**
   * Ends everything open, sends all that may be sent now, and drops the rest: nothing more is written to storage. From then on
   * nothing is observed or listened to, and a timer runs only until the uploads under way are answered or given up.
   */
  close(): void
  /** Resolves true when every envelope so far was accepted by a channel, false when one was not or the core is broken. */
  flush(): Promise<boolean>
}

/** The exports of `headwater.core.mjs` and `headwater.core-js.mjs`. */
export interface CoreModule {
  VERSION: string
  /** Rejects, before it takes anything, when wasm is refused or broken. Undefined when it is not wanted any more. */
  connect(shim: Shim): Promise<Core | undefined>
}
