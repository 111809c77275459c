// What was found in files, as the collector would answer it.

import type { WireSpan, WireTrace, WireTransaction } from '../../wire.ts'
import type { TraceSource } from '../source.ts'
import type { Found } from './read-file.ts'

/** Of several traces the largest is shown. */
export function fileSource(all: Found[]): TraceSource {
  const sizes = new Map<string, number>()
  for (const { event, spans } of all) sizes.set(event.trace_id, (sizes.get(event.trace_id) ?? 0) + spans.length + 1)
  const [traceId] = [...sizes].sort((a, b) => b[1] - a[1])[0] ?? ['']
  const found = all.filter(({ event }) => event.trace_id === traceId)
  const byId = new Map(found.map(one => [one.event.event_id, one]))
  const trace = traceOf(traceId, found)
  return {
    trace: async () => trace,
    event: async id => {
      const one = byId.get(id)
      if (!one) throw new Error('It is not in the file.')
      return one.event
    },
    spans: async (id, ids) => byId.get(id)?.spans.filter(span => ids.includes(span.span_id)) ?? [],
    envelope: () => null,
  }
}

export function traceOf(traceId: string, found: Found[]): WireTrace {
  const ops: string[] = []
  const statuses: string[] = []
  const place = (list: string[], text: string | null): number => {
    if (text === null) return -1
    const known = list.indexOf(text)
    return known >= 0 ? known : list.push(text) - 1
  }
  const start = found.reduce((least, { event }) => Math.min(least, event.start), Infinity)
  const transactions = found.map(({ event, spans }): WireTransaction => {
    const { trace_id: _, tags: _tags, data: _data, links: _links, event: _event, ...members } = event
    return {
      ...members,
      start: event.start - start,
      spans: spans.map(
        (span): WireSpan => [
          span.span_id,
          span.parent,
          place(ops, span.op),
          span.description,
          place(statuses, span.status),
          span.start - start,
          span.duration,
          span.links.length,
        ],
      ),
    }
  })
  return {
    trace_id: traceId,
    start: Number.isFinite(start) ? start : 0,
    ops,
    statuses,
    transactions: transactions.sort((a, b) => a.start - b.start),
  }
}
