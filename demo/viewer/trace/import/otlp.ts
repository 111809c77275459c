// OTLP as JSON: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding

import type { Found } from './read-file.ts'
import { bySegment, type LooseSpan } from './segments.ts'

interface Value {
  stringValue?: string
  boolValue?: boolean
  intValue?: string | number
  doubleValue?: number
  arrayValue?: { values?: Value[] }
  kvlistValue?: { values?: Attribute[] }
  bytesValue?: string
}
interface Attribute {
  key: string
  value?: Value
}
interface OtlpSpan {
  traceId: string
  spanId: string
  parentSpanId?: string
  name?: string
  kind?: number | string
  startTimeUnixNano: string | number
  endTimeUnixNano?: string | number
  attributes?: Attribute[]
  status?: { code?: number | string; message?: string }
  links?: { traceId: string; spanId: string; attributes?: Attribute[] }[]
  events?: { name?: string; timeUnixNano?: string | number; attributes?: Attribute[] }[]
}
interface ScopeSpans {
  scope?: { name?: string }
  spans?: OtlpSpan[]
}
export interface OtlpExport {
  resourceSpans?: { resource?: { attributes?: Attribute[] }; scopeSpans?: ScopeSpans[] }[]
}

/** A span whose parent is in another service, or not there, begins a transaction. */
export function readOtlp({ resourceSpans = [] }: OtlpExport): Found[] {
  const loose: LooseSpan[] = []
  for (const { resource, scopeSpans = [] } of resourceSpans) {
    const about = attributes(resource?.attributes)
    const text = (key: string): string | null => (typeof about[key] === 'string' ? about[key] : null)
    for (const { scope, spans = [] } of scopeSpans) {
      for (const span of spans) {
        loose.push({
          trace: id(span.traceId),
          segment: null,
          isSegment: isServer(span.kind),
          service: text('service.name'),
          release: text('service.version'),
          environment: text('deployment.environment.name') ?? text('deployment.environment'),
          sdk: scope?.name ?? text('telemetry.sdk.name'),
          span: found(span),
        })
      }
    }
  }
  return bySegment(loose)
}

const isServer = (kind: OtlpSpan['kind']): boolean => [2, 5, 'SPAN_KIND_SERVER', 'SPAN_KIND_CONSUMER'].includes(kind ?? 0)

function found(span: OtlpSpan): LooseSpan['span'] {
  const data = attributes(span.attributes)
  const start = ms(span.startTimeUnixNano)
  const end = span.endTimeUnixNano === undefined ? null : ms(span.endTimeUnixNano)
  const isError = span.status?.code === 2 || span.status?.code === 'STATUS_CODE_ERROR'
  return {
    span_id: id(span.spanId),
    parent: span.parentSpanId ? id(span.parentSpanId) : null,
    op: opOf(data, span.kind),
    description: span.name ?? null,
    status: isError ? 'internal_error' : span.status?.code ? 'ok' : null,
    start,
    duration: end === null ? null : Math.max(0, end - start),
    tags: {},
    data,
    links: (span.links ?? []).map(link => ({
      trace_id: id(link.traceId),
      span_id: id(link.spanId),
      attributes: attributes(link.attributes),
    })),
    extra: {
      ...(span.status?.message ? { message: span.status.message } : {}),
      ...(span.events?.length
        ? {
            events: span.events.map(event => ({
              name: event.name,
              after: event.timeUnixNano === undefined ? null : ms(event.timeUnixNano) - start,
              ...attributes(event.attributes),
            })),
          }
        : {}),
    },
  }
}

function opOf(data: Record<string, unknown>, kind: OtlpSpan['kind']): string | null {
  const isIn = isServer(kind)
  if ('http.request.method' in data || 'http.method' in data) return isIn ? 'http.server' : 'http.client'
  if ('db.system' in data || 'db.system.name' in data) return 'db'
  if ('rpc.system' in data) return isIn ? 'rpc.server' : 'rpc.client'
  if ('messaging.system' in data) return isIn ? 'queue.process' : 'queue.publish'
  return null
}

/** The milliseconds of nanoseconds, which are too many digits for a number. */
function ms(nanos: string | number): number {
  const whole = BigInt(nanos)
  return Number(whole / 1_000_000n) + Number(whole % 1_000_000n) / 1e6
}

const id = (text: string): string => text.toLowerCase()

function attributes(list: Attribute[] = []): Record<string, unknown> {
  return Object.fromEntries(list.map(({ key, value }) => [key, valueOf(value)]))
}

function valueOf(value: Value = {}): unknown {
  if (value.stringValue !== undefined) return value.stringValue
  if (value.boolValue !== undefined) return value.boolValue
  if (value.intValue !== undefined) return Number(value.intValue)
  if (value.doubleValue !== undefined) return value.doubleValue
  if (value.arrayValue) return (value.arrayValue.values ?? []).map(valueOf)
  if (value.kvlistValue) return attributes(value.kvlistValue.values)
  return value.bytesValue ?? null
}
