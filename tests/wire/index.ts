/**
 * Says which rules of the Sentry wire an envelope breaks: v1 transactions, standalone spans and client reports. Knows nothing of the core
 * that writes them. Items of other types are framed and otherwise passed over.
 */
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'
import { checkClientReport } from './client-report.ts'
import { readEnvelope, type Envelope } from './framing.ts'
import { checkHeader } from './header.ts'
import { checkPayload } from './payload.ts'
import { checkAddress, headerValue, type HeaderMap } from './request.ts'
import { collector, type Add, type Finding } from './rules.ts'
import { checkSpans } from './spans.ts'
import { checkStandaloneSpan } from './standalone-spans.ts'
import { checkMeasurements, checkTags } from './tags-measurements.ts'
import { checkAge, checkTimes } from './times.ts'
import { checkTraceContext } from './trace-context.ts'

export type { Finding, Level, RuleId } from './rules.ts'
export type { HeaderMap } from './request.ts'

export interface Options {
  /** It came by sendBeacon, which has a limit of its own. Default false. */
  byBeacon?: boolean
  /** It was compressed on its way. Default false. */
  compressed?: boolean
  /** The receiver's clock in ms since 1970. Absent: the age of a transaction is not checked. */
  now?: number
}

export interface WireRequest extends Omit<Options, 'compressed'> {
  /** Absolute, or path and query as a server sees it. */
  url: string
  headers: HeaderMap
  /** As received, so possibly compressed as `content-encoding` says. */
  body: Uint8Array
}

/** Everything that can be said of a request to an envelope endpoint; empty when all is well. */
export function checkRequest({ url, headers, body, ...options }: WireRequest): Finding[] {
  const { findings, add } = collector()
  const encoding = headerValue(headers, 'content-encoding')
  const bytes = decoded(body, encoding)
  const envelope = bytes && readEnvelope(bytes, add)
  if (!bytes) add('F3', `not ${encoding}`)
  checkAddress(url, headers, envelope?.header, add)
  if (envelope) checkContent(envelope, body.length, { ...options, compressed: encoding !== undefined }, add)
  return findings
}

/** The same without the request around it. */
export function checkEnvelope(bytes: Uint8Array, options: Options = {}): Finding[] {
  const { findings, add } = collector()
  const envelope = readEnvelope(bytes, add)
  if (envelope) checkContent(envelope, bytes.length, options, add)
  return findings
}

function checkContent(envelope: Envelope, length: number, options: Options, add: Add): void {
  checkHeader(envelope, length, options.byBeacon ?? false, add)
  for (const { header, payload } of envelope.items) {
    if (header.type === 'transaction') checkTransaction(payload, envelope, options, add)
    if (header.type === 'span' && header.content_type === undefined) checkStandaloneSpan(payload, envelope.header, add)
    if (header.type === 'client_report') checkClientReport(payload, add)
  }
}

function checkTransaction(bytes: Uint8Array, { header }: Envelope, options: Options, add: Add): void {
  const payload = checkPayload(bytes, header, options.compressed ?? false, add)
  if (!payload) return
  const interval = checkTimes(payload, 'the transaction', 'P16', add)
  if (interval.end !== undefined && options.now !== undefined) checkAge(interval.end, options.now / 1000, add)
  checkTags(payload.tags, 'the transaction', add)
  checkMeasurements(payload.measurements, 'the transaction', add)
  const root = checkTraceContext(payload, header, add)
  checkTags(root?.tags, 'the trace context', add)
  checkSpans(payload.spans, root, interval, add)
}

function decoded(body: Uint8Array, encoding: string | undefined): Uint8Array | undefined {
  try {
    if (encoding === 'gzip') return gunzipSync(body)
    if (encoding === 'deflate') return inflateSync(body)
    if (encoding === 'br') return brotliDecompressSync(body)
    return body
  } catch {
    return undefined
  }
}
