// Where a trace comes from: the collector, or a file that was dropped onto the page.

import { get } from '../api.ts'
import type { WireEvent, WireSpanDetails, WireTrace } from '../wire.ts'
import { practise } from './practice.ts'

export interface TraceSource {
  trace: (id: string, signal?: AbortSignal) => Promise<WireTrace>
  event: (eventId: string, signal?: AbortSignal) => Promise<WireEvent>
  /** Those of them that are known, at most 200 in a call. */
  spans: (eventId: string, spanIds: string[]) => Promise<WireSpanDetails[]>
  /** Where the envelope is, as it was received. */
  envelope: (eventId: string) => string | null
}

export const collector: TraceSource = {
  trace: (id, signal) => get(`/api/traces/${encodeURIComponent(id)}`, {}, signal, practise),
  event: (eventId, signal) => get(`/api/transactions/${encodeURIComponent(eventId)}`, {}, signal),
  spans: async (eventId, spanIds) => (await get<{ spans: WireSpanDetails[] }>('/api/spans', { transaction: eventId, span: spanIds })).spans,
  envelope: eventId => `/api/envelopes/${encodeURIComponent(eventId)}`,
}

/** Details of spans, each asked for once; those of visible rows together. */
export class DetailsStore {
  readonly #source: TraceSource
  readonly #known = new Map<string, WireSpanDetails | null>()
  readonly #waiting = new Map<string, Promise<void>>()

  constructor(source: TraceSource) {
    this.#source = source
  }

  /** undefined: not asked for yet, null: nothing is known. */
  get(eventId: string, spanId: string): WireSpanDetails | null | undefined {
    return this.#known.get(`${eventId} ${spanId}`)
  }

  /** Resolves when all of them are there. Rejects as the source does; then they can be asked for again. */
  async load(eventId: string, spanIds: string[]): Promise<void> {
    const missing = spanIds.filter(id => !this.#known.has(`${eventId} ${id}`) && !this.#waiting.has(`${eventId} ${id}`))
    for (let i = 0; i < missing.length; i += 200) {
      const ids = missing.slice(i, i + 200)
      const loading = this.#ask(eventId, ids)
      for (const id of ids) this.#waiting.set(`${eventId} ${id}`, loading)
      // Whoever waits for it hears of a failure.
      loading.catch(() => {})
    }
    await Promise.all(spanIds.map(id => this.#waiting.get(`${eventId} ${id}`)))
  }

  async #ask(eventId: string, ids: string[]): Promise<void> {
    try {
      const found = new Map((await this.#source.spans(eventId, ids)).map(span => [span.span_id, span]))
      for (const id of ids) this.#known.set(`${eventId} ${id}`, found.get(id) ?? null)
    } finally {
      for (const id of ids) this.#waiting.delete(`${eventId} ${id}`)
    }
  }
}
