// Transactions as they arrive.

import { apiPath } from './api.ts'

export interface LiveHost {
  /** There are new ones: the list is to be asked for again. */
  refresh: () => Promise<void>
  /** How many are held back has changed, or whether there is a connection. */
  changed: () => void
}

/** Not more often than this, and a fraction of the time where asking takes long. */
const least = 1000

export class Live {
  readonly #host: LiveHost
  #source: EventSource | null = null
  #query: string | null = null
  #isWaiting = false
  isPaused = false
  held = 0

  constructor(host: LiveHost) {
    this.#host = host
    document.addEventListener('visibilitychange', this.#seen)
  }

  /** Those that fulfil a query. A browser connects again by itself when the connection is lost. */
  listen(query: string): void {
    if (this.#query === query && this.#source && this.#source.readyState !== EventSource.CLOSED) return
    if (this.#query !== query) this.held = 0
    this.#query = query
    this.#source?.close()
    this.#source = null
    // A browser has six connections to a host: those of tabs that nobody sees would be missed by the one that is seen.
    if (!document.hidden) this.#open(query)
  }

  #open(query: string): void {
    this.#source = new EventSource(apiPath('/api/live', { query, columns: 'id' }))
    let isFirst = true
    this.#source.addEventListener('open', () => {
      if (!isFirst && !this.isPaused) this.#refreshSoon()
      isFirst = false
    })
    this.#source.addEventListener('added', event => {
      const { rows } = JSON.parse((event as MessageEvent<string>).data) as { rows: unknown[] }
      this.held += rows.length
      this.#host.changed()
      if (!this.isPaused) this.#refreshSoon()
    })
  }

  pause(): void {
    this.isPaused = true
    this.#host.changed()
  }

  resume(): void {
    this.isPaused = false
    this.#host.changed()
    if (this.held > 0) this.#refreshSoon()
  }

  /** What came while nobody listened is asked for; so it is when a lost connection is there again. */
  #seen = (): void => {
    if (document.hidden) {
      this.#source?.close()
      this.#source = null
    } else if (this.#query !== null && !this.#source) {
      this.#open(this.#query)
      if (!this.isPaused) this.#refreshSoon()
    }
  }

  close(): void {
    document.removeEventListener('visibilitychange', this.#seen)
    this.#source?.close()
  }

  #refreshSoon(): void {
    if (this.#isWaiting) return
    this.#isWaiting = true
    void this.#refresh()
  }

  async #refresh(): Promise<void> {
    const before = performance.now()
    this.held = 0
    await this.#host.refresh()
    const rest = Math.max(least, 4 * (performance.now() - before))
    setTimeout(() => {
      this.#isWaiting = false
      if (this.held > 0 && !this.isPaused) this.#refreshSoon()
    }, rest)
  }
}
