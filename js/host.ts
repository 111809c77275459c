/**
 * The one seam between the two published files: what the shim (`headwater.js`, `headwater.mjs`) gives the core module
 * (`headwater.core.mjs`) and what it gets back. Both files are built from one version; `connect` refuses another.
 */

/** Commands in the form of wasm/commands.md, without the three leading numbers (text length and the pair of clocks, known only when it is handed over). */
export interface Batch {
  numbers: number[]
  /** The strings of all commands, each ended by one NUL. */
  text: string
}

/** How finished envelopes travel. */
export interface Delivery {
  /** Absolute URL, query with the key included. */
  url: string
  /** Forces one channel; absent: beacon, with the fetches that learn limits. */
  transport?: 'beacon' | 'fetch'
  /** May edit the event (the parsed payload of the transaction item), or drop it by returning null. */
  beforeSendTransaction?: (event: Record<string, unknown>) => Record<string, unknown> | null
  debug: boolean
}

export interface Host {
  version: string
  delivery: Delivery
  /**
   * Absolute URL of the core module itself, whose own resource entry is not part of the page. Empty when a bundler has
   * placed it: then only the module knows.
   */
  coreUrl: string
  /** Whether fetch and XHR are traced by hooks: then their resource entries are not spans of their own. */
  tracedInitiators: string[]
  /** Entries kept since the first moment (`resource`, `event`), which late observers lose. Emptied by the core module. */
  heldEntries: PerformanceEntry[]
  /** Stops the shim's own observer, after its last records are in `heldEntries`. */
  stopHolding(): void
  /** The page's own fetch, not our hook. */
  fetch: typeof fetch
  /** Appends one command; same rules as for the shim's own. */
  command(code: number, numbers: number[], strings?: string[]): void
  /** Takes everything that waits, or undefined when nothing does. */
  takeBatch(): Batch | undefined
  /** The core can't be trusted any more: drop the buffer, record nothing more, warn once, keep propagating. */
  fail(error: unknown): void
}

export interface Core {
  /** Called when a first command waits: hands it over at the next due time, at the latest after one second. */
  wake(): void
  /**
   * Hands over what waits and sends what is finished, before it returns. For hide, a full buffer and flush. `isLeaving`: the
   * page may be gone the next moment, so no answer is waited for (`pagehide` comes while the document is still visible).
   */
  run(isLeaving?: boolean): void
  /** Resolves true when every envelope so far was accepted by a channel, false when `timeout` ms pass first or the core is broken. */
  flush(timeout: number): Promise<boolean>
}

/** What `headwater.core.mjs` exports. Rejects when wasm is refused, broken or of another version. */
export interface CoreModule {
  connect(host: Host): Promise<Core>
}
