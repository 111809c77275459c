// What a file may be: our own export, OTLP as JSON, or a Sentry envelope.

import type { WireEvent, WireSpan, WireSpanDetails, WireTransaction } from '../../wire.ts'
import type { ExportedTrace } from '../export-json.ts'
import { readEnvelope } from './envelope.ts'
import { readOtlp, type OtlpExport } from './otlp.ts'

/** A span with all that is known of it: `start` in ms since 1970. */
export interface FoundSpan extends WireSpanDetails {
  parent: string | null
  op: string | null
  description: string | null
  status: string | null
  start: number
  duration: number | null
}

/** A transaction of some trace, with its spans. */
export interface Found {
  event: WireEvent
  spans: FoundSpan[]
}

/** Rejects what it does not know, and says so. */
export function readFile(text: string): Found[] {
  const whole = parse(text)
  if (isObject(whole)) {
    if (whole.format === 'headwater-trace') return readExport(whole as unknown as ExportedTrace)
    if ('resourceSpans' in whole) return readOtlp(whole as unknown as OtlpExport)
    if (whole.type === 'transaction' || 'start_timestamp' in whole)
      return readEnvelope(`{}\n{"type":"transaction"}\n${JSON.stringify(whole)}\n`)
  }
  // OpenTelemetry's file exporter writes one export in each line.
  const lines = text
    .split('\n')
    .filter(line => line.trim() !== '')
    .map(parse)
  if (lines.length > 0 && lines.every(line => isObject(line) && 'resourceSpans' in line))
    return lines.flatMap(line => readOtlp(line as unknown as OtlpExport))
  if (isObject(lines[0])) return readEnvelope(text)
  throw new Error('it is neither an envelope, nor OTLP as JSON, nor an export of this page')
}

function readExport({ trace, events, spans }: ExportedTrace): Found[] {
  const ops = trace.ops
  const details = new Map(Object.entries(spans ?? {}).map(([id, list]) => [id, new Map(list.map(span => [span.span_id, span]))]))
  return trace.transactions.map((transaction: WireTransaction): Found => {
    const known = events.find(({ event_id: id }) => id === transaction.event_id)
    const { spans: own, ...members } = transaction
    return {
      event: known ?? {
        ...members,
        start: trace.start + transaction.start,
        trace_id: trace.trace_id,
        tags: {},
        data: {},
        links: [],
        event: {},
      },
      spans: own.map(
        (span: WireSpan): FoundSpan => ({
          tags: {},
          data: {},
          links: [],
          extra: {},
          ...details.get(transaction.event_id)?.get(span[0]),
          span_id: span[0],
          parent: span[1],
          op: ops[span[2]] ?? null,
          description: span[3],
          status: trace.statuses[span[4]] ?? null,
          start: trace.start + span[5],
          duration: span[6],
        }),
      ),
    }
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
