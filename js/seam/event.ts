/** A span of a transaction, as it is sent. Times are in seconds since 1970. */
export interface SentSpan {
  trace_id: string
  span_id: string
  parent_span_id: string
  op: string
  description?: string
  status?: string
  origin?: string
  start_timestamp: number
  timestamp: number
  tags?: Record<string, string>
  data?: Record<string, unknown>
  links?: SentLink[]
}

export interface SentLink {
  trace_id: string
  span_id: string
  sampled?: boolean
  attributes?: Record<string, unknown>
}

/** A transaction, as it is sent: what `beforeSendTransaction` gets. Times are in seconds since 1970. */
export interface TransactionEvent {
  type: 'transaction'
  /** 32 hex digits. */
  event_id: string
  /** Its name. */
  transaction: string
  /** The origin of the name: `url`, `route`, `custom`… */
  transaction_info: { source: string }
  platform: string
  start_timestamp: number
  timestamp: number
  sdk: { name: string; version: string }
  release?: string
  environment: string
  /** The scope's and its own. */
  tags?: Record<string, string>
  /** The page's address, without what may not leave it. */
  request?: { url: string; headers?: Record<string, string> }
  /** Web vitals, and those set with `setMeasurement`; the unit is `none` where there is none. */
  measurements?: Record<string, { value: number; unit: string }>
  /** As `setUser`, `setExtra` and, below `contexts`, `setContext` were given them. */
  user?: Record<string, unknown>
  extra?: Record<string, unknown>
  contexts: {
    /** The root span. */
    trace: {
      trace_id: string
      span_id: string
      parent_span_id?: string
      op: string
      status: string
      origin?: string
      data?: Record<string, unknown>
      links?: SentLink[]
    }
    /** How many records were dropped, by reason. */
    headwater?: { dropped: Record<string, number> }
    [name: string]: unknown
  }
  /** All but the root. */
  spans: SentSpan[]
}
