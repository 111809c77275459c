// A trace as a file of our own, complete enough to be shown again.

import type { WireEvent, WireSpanDetails, WireTrace } from '../wire.ts'
import type { TraceSource } from './source.ts'

export interface ExportedTrace {
  format: 'headwater-trace'
  version: 1
  trace: WireTrace
  events: WireEvent[]
  /** By event id. */
  spans: Record<string, WireSpanDetails[]>
}

/** Of larger traces the data of spans is left out: it would be asked for in pieces of 200. */
const mostSpans = 10_000

/** What cannot be had of it is left out. */
export async function exportJson(trace: WireTrace, source: TraceSource): Promise<ExportedTrace> {
  const exported: ExportedTrace = { format: 'headwater-trace', version: 1, trace, events: [], spans: {} }
  const hasData = trace.transactions.reduce((sum, { spans }) => sum + spans.length, 0) <= mostSpans
  for (const { event_id: id, spans } of trace.transactions) {
    try {
      exported.events.push(await source.event(id))
      const found: WireSpanDetails[] = []
      for (let i = 0; hasData && i < spans.length; i += 200)
        found.push(
          ...(await source.spans(
            id,
            spans.slice(i, i + 200).map(span => span[0]),
          )),
        )
      exported.spans[id] = found
    } catch {
      // It may have been removed since.
    }
  }
  return exported
}
