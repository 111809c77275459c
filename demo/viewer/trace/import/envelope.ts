// A Sentry envelope: transactions, and containers of spans (v2), whose segments are shown as transactions.
// https://develop.sentry.dev/sdk/data-model/envelopes/

import type { WireEvent, WireLink } from '../../wire.ts'
import type { Found, FoundSpan } from './read-file.ts'
import { bySegment } from './segments.ts'

type Json = Record<string, unknown>

export function readEnvelope(text: string): Found[] {
  const found: Found[] = []
  const loose: SpanV2[] = []
  for (const { type, payload } of items(text)) {
    if (type === 'transaction') found.push(transaction(JSON.parse(payload) as Json))
    else if (type === 'span') {
      const container = JSON.parse(payload) as { items?: SpanV2[] }
      loose.push(...(container.items ?? []))
    }
  }
  return [...found, ...bySegment(loose.map(fromV2))]
}

/** Lengths are in bytes; without one an item is one line. */
function items(text: string): { type: string; payload: string }[] {
  const bytes = new TextEncoder().encode(text)
  const decoder = new TextDecoder()
  const list: { type: string; payload: string }[] = []
  let at = lineEnd(bytes, 0) + 1
  while (at < bytes.length) {
    const end = lineEnd(bytes, at)
    const line = decoder.decode(bytes.subarray(at, end))
    at = end + 1
    if (line.trim() === '') continue
    const { type, length } = JSON.parse(line) as { type?: string; length?: number }
    const stop = typeof length === 'number' ? at + length : lineEnd(bytes, at)
    list.push({ type: type ?? '', payload: decoder.decode(bytes.subarray(at, stop)) })
    at = stop + 1
  }
  return list
}

function lineEnd(bytes: Uint8Array, from: number): number {
  const end = bytes.indexOf(10, from)
  return end < 0 ? bytes.length : end
}

function transaction(event: Json): Found {
  const { spans, ...rest } = event
  const trace = ((event.contexts as Json | undefined)?.trace ?? {}) as Json
  const start = time(event.start_timestamp)
  const data = (trace.data ?? {}) as Json
  return {
    event: {
      event_id: string(event.event_id) ?? string(trace.span_id) ?? 'unknown',
      trace_id: string(trace.trace_id) ?? 'unknown',
      span_id: string(trace.span_id) ?? '',
      parent_span_id: string(trace.parent_span_id),
      name: string(event.transaction) ?? '<unlabeled transaction>',
      op: string(trace.op),
      status: string(trace.status),
      service: string((event.tags as Json | undefined)?.service) ?? string(data['service.name']),
      project: null,
      environment: string(event.environment),
      release: string(event.release),
      sdk: string((event.sdk as Json | undefined)?.name),
      received: null,
      start,
      duration: Math.max(0, time(event.timestamp) - start),
      measurements: (event.measurements ?? {}) as WireEvent['measurements'],
      tags: (event.tags ?? {}) as Json,
      data,
      links: (trace.links ?? []) as WireLink[],
      event: rest,
    },
    spans: (Array.isArray(spans) ? (spans as Json[]) : []).map(span),
  }
}

function span(from: Json): FoundSpan {
  const {
    span_id: id,
    parent_span_id: parent,
    op,
    description,
    status,
    start_timestamp: begin,
    timestamp,
    tags,
    data,
    links,
    trace_id: _,
    ...extra
  } = from
  const start = time(begin)
  return {
    span_id: string(id) ?? '',
    parent: string(parent),
    op: string(op),
    description: string(description),
    status: string(status),
    start,
    duration: timestamp === null || timestamp === undefined ? null : Math.max(0, time(timestamp) - start),
    tags: (tags ?? {}) as Json,
    data: (data ?? {}) as Json,
    links: (links ?? []) as WireLink[],
    extra,
  }
}

interface SpanV2 {
  trace_id: string
  span_id: string
  parent_span_id?: string
  name?: string
  status?: string
  is_segment?: boolean
  start_timestamp: number
  end_timestamp?: number
  attributes?: Record<string, { value: unknown }>
  links?: WireLink[]
}

function fromV2(from: SpanV2): Parameters<typeof bySegment>[0][number] {
  const data: Json = Object.fromEntries(Object.entries(from.attributes ?? {}).map(([key, attribute]) => [key, attribute?.value]))
  const start = from.start_timestamp * 1000
  return {
    trace: from.trace_id,
    segment: string(data['sentry.segment.id']),
    isSegment: from.is_segment === true,
    service: string(data['service.name']),
    release: string(data['sentry.release']),
    environment: string(data['sentry.environment']),
    sdk: string(data['sentry.sdk.name']),
    span: {
      span_id: from.span_id,
      parent: from.parent_span_id ?? null,
      op: string(data['sentry.op']),
      description: from.name ?? null,
      status: from.status === 'error' ? 'internal_error' : (from.status ?? null),
      start,
      duration: from.end_timestamp === undefined ? null : from.end_timestamp * 1000 - start,
      tags: {},
      data,
      links: from.links ?? [],
      extra: {},
    },
  }
}

/** ms of seconds since 1970, or of an ISO time. */
function time(value: unknown): number {
  if (typeof value === 'number') return value * 1000
  const ms = typeof value === 'string' ? Date.parse(/[zZ]|[+-]\d\d:?\d\d$/.test(value) ? value : `${value}Z`) : NaN
  if (Number.isNaN(ms)) throw new Error('a time of it cannot be read')
  return ms
}

const string = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)
