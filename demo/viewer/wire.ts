// What the collector's API answers (docs/collector-api.md), and what an imported file is made into.

/** Id, parent's id, place in `ops`, description, place in `statuses`, start in ms after the trace's, duration in ms, links. */
export type WireSpan = [string, string | null, number, string | null, number, number, number | null, number]

export interface Measurement {
  value: unknown
  unit?: string | null
}

export interface WireTransaction {
  event_id: string
  span_id: string
  parent_span_id: string | null
  name: string
  op: string | null
  status: string | null
  service: string | null
  project: string | null
  environment: string | null
  release: string | null
  sdk: string | null
  received: number | null
  /** ms after the start of the trace. */
  start: number
  duration: number
  measurements: Record<string, Measurement>
  /** Its root has not come yet. */
  pending?: boolean
  spans: WireSpan[]
}

export interface WireTrace {
  trace_id: string
  /** ms since 1970. */
  start: number
  ops: string[]
  statuses: string[]
  transactions: WireTransaction[]
}

export interface WireLink {
  trace_id: string
  span_id: string
  attributes?: Record<string, unknown>
}

/** A transaction by itself: `start` is in ms since 1970. */
export interface WireEvent extends Omit<WireTransaction, 'spans'> {
  trace_id: string
  tags: Record<string, unknown>
  data: Record<string, unknown>
  links: WireLink[]
  event: Record<string, unknown>
}

export interface WireSpanDetails {
  span_id: string
  tags: Record<string, unknown>
  data: Record<string, unknown>
  links: WireLink[]
  extra: Record<string, unknown>
}

export interface Column {
  name: string
  type: 'string' | 'integer' | 'number' | 'time'
  unit: string | null
}
export type Cell = string | number | null
export interface QueryAnswer {
  columns: Column[]
  rows: Cell[][]
  next: string | null
  sampling?: { lowest: number | null; highest: number | null } | null
}
export interface SeriesAnswer {
  interval: number
  columns: Column[]
  rows: (number | null)[][]
}
export interface TagValue {
  value: string
  count: number
  share: number
  selected?: number
  rest?: number
}
export interface TagsAnswer {
  total: number
  selected?: number
  keys: { key: string; count: number; values: TagValue[] }[]
}
export interface KeysAnswer {
  keys: { name: string; type: Column['type']; unit: string | null }[]
  aggregates: { name: string; of: string | null }[]
}
