// Transactions as they arrive.

import { apiPath } from '../api.ts'

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
  }

  /** Those that fulfil a query. A browser connects again by itself when the connection is lost. */
  listen(query: string): void {
    if (this.#query === query && this.#source && this.#source.readyState !== EventSource.CLOSED) return
    this.close()
    this.#query = query
    this.#source = new EventSource(apiPath('/api/live', { query, columns: 'id' }))
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

  close(): void {
    this.#source?.close()
    this.#source = null
    this.#query = null
    this.held = 0
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
