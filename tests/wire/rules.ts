/**
 * The rules of a Sentry v1 transaction envelope, of standalone spans and of a client report, with the ids of the validation checklist.
 * E: some receiver drops or mangles it. W: something is lost. Checks name a rule by its id only; the level is here.
 */
export type Level = 'E' | 'W'

export interface Finding {
  rule: RuleId
  level: Level
  message: string
}

/** Reports that a rule is broken; `message` says where and what was found. */
export type Add = (rule: RuleId, message: string) => void

export const rules = {
  R1: ['E', 'the path ends in /api/<digits>/envelope/'],
  R2: ['E', 'sentry_key is 32 lowercase hex, and all credentials agree'],
  R3: ['E', 'sentry_version is 7'],
  R4: ['W', 'sentry_client is name/version'],
  R5: ['W', 'text/plain only with a client name that starts sentry.javascript.browser'],
  R6: ['W', 'the content type needs no preflight'],

  F1: ['E', 'the body is not empty'],
  F2: ['E', 'no byte order mark'],
  F3: ['E', 'the envelope header is one line of UTF-8'],
  F4: ['E', 'the envelope header is a JSON object'],
  F5: ['E', 'each item header is a JSON object'],
  F6: ['E', 'each item header has a string type'],
  F7: ['E', 'length is an integer ≥ 0'],
  F8: ['E', 'length stays within the input'],
  F9: ['E', 'a newline or the end of input follows the payload'],
  F10: ['W', 'length is present'],
  F11: ['W', 'there is at least one item'],

  H1: ['E', 'event_id is a UUID (an envelope with a transaction)'],
  H2: ['W', 'event_id is 32 lowercase hex'],
  H3: ['W', 'sent_at is present'],
  H4: ['E', 'sent_at is RFC 3339 in UTC, written once'],
  H5: ['E', 'sdk has name and version'],
  H6: ['E', 'dsn parses'],
  H7: ['E', 'the trace header has a trace_id'],
  H8: ['E', 'the trace header has a public_key'],
  H9: ['E', 'every value of the trace header is a string'],
  H10: ['E', 'sample_rate is a number in [0, 1]'],
  H11: ['E', 'sampled is true or false'],
  H12: ['E', 'sample_rand is a number in [0, 1)'],
  H13: ['W', 'sampled agrees with sample_rand < sample_rate'],
  H14: ['W', 'an envelope with a transaction or spans has a trace header'],
  H15: ['E', 'at most one transaction'],
  H16: ['E', 'no error event beside a transaction'],
  H17: ['E', 'at most 64 KiB by beacon'],

  P1: ['E', 'the payload is a JSON object in UTF-8, without lone surrogates or members written twice'],
  P2: ['E', 'the payload is at most 1 MiB'],
  P3: ['W', 'a payload over 200 KiB travels compressed'],
  P4: ['E', 'type is transaction'],
  P5: ['E', 'event_id of the payload is a UUID'],
  P6: ['E', 'event_id of payload and header are equal'],
  P7: ['E', 'the name is not blank'],
  P8: ['W', 'the name has at most 200 characters'],
  P9: ['W', 'transaction_info.source is present'],
  P10: ['W', 'the source is a known one'],
  P11: ['E', 'platform is from the list'],
  P12: ['E', 'sdk of the payload has name and version'],
  P13: ['W', 'environment is present'],
  P14: ['E', 'environment is legal'],
  P15: ['E', 'release and dist are legal'],
  P16: ['E', 'start_timestamp and timestamp are present'],
  P17: ['E', 'tag keys are legal'],
  P18: ['E', 'tag values are strings'],
  P19: ['E', 'tag values have 1 to 200 characters and no newline'],
  P20: ['E', 'measurement names are legal'],
  P21: ['E', 'measurement values are finite numbers'],
  P22: ['E', 'measurements have a unit'],
  P23: ['E', 'web vitals have their own unit'],
  P24: ['W', 'at most 10 custom measurements'],

  T1: ['W', 'times are numbers'],
  T2: ['E', 'times are seconds, not milliseconds'],
  T3: ['E', 'times are not before 1970'],
  T4: ['E', 'nothing ends before it starts'],
  T5: ['E', 'the transaction does not end in the future'],
  T6: ['W', 'the transaction did not end over 5 days ago'],

  X1: ['E', 'contexts.trace is an object'],
  X2: ['E', 'trace_id is 32 lowercase hex, not all zero'],
  X3: ['E', 'span_id is 16 lowercase hex, not all zero'],
  X4: ['E', 'parent_span_id, if any, is 16 lowercase hex, not all zero'],
  X5: ['E', 'the root is not its own parent'],
  X6: ['W', 'op has 1 to 128 characters'],
  X7: ['E', 'status is one that is parsed'],
  X8: ['W', 'status is present'],
  X9: ['E', 'origin is legal'],
  X10: ['W', 'the trace context has no description'],
  X11: ['W', 'no member that the server writes'],
  X12: ['E', 'the trace header is of the same trace'],

  N1: ['E', 'spans is an array of objects'],
  N2: ['W', 'at most 1000 spans'],
  N3: ['W', 'spans take at most 800 KiB'],
  N4: ['E', 'span_id is 16 lowercase hex, not all zero'],
  N5: ['E', 'trace_id is 32 lowercase hex, not all zero'],
  N6: ['E', 'a span is of the trace of its transaction'],
  N7: ['E', 'span ids are unique, the root included'],
  N8: ['E', 'start_timestamp and timestamp are present'],
  N9: ['E', 'status is one that is parsed'],
  N10: ['E', 'origin is legal'],
  N11: ['W', 'op has 1 to 128 characters'],
  N12: ['W', 'op is lower case words joined by dots'],
  N13: ['W', 'a span does not start before its transaction'],
  N14: ['W', 'a span does not end after its transaction'],
  N15: ['E', 'no end_timestamp'],
  N16: ['E', 'parent_span_id is 16 lowercase hex, not all zero'],
  N17: ['E', 'the parent is in the same transaction'],
  N18: ['E', 'parents make no cycle'],

  V1: ['E', 'a standalone span is a JSON object in UTF-8, without lone surrogates or members written twice'],
  V2: ['E', 'exclusive_time of a standalone span is a number ≥ 0'],
  V3: ['E', 'segment_id of a standalone span is 16 lowercase hex, not all zero'],
  V4: ['E', 'a standalone span is of the trace of the trace header'],
  V5: ['E', 'a span of a web vital has the measurement of that, and no other'],
  V6: ['W', 'spans without a transaction are no event'],

  C1: ['E', 'a client report is at most 4 KiB'],
  C2: ['E', 'a client report is a JSON object with a list of discarded events'],
  C3: ['E', 'the reason is a known one'],
  C4: ['E', 'the quantity is an integer ≥ 1'],
} as const satisfies Record<string, readonly [Level, string]>

export type RuleId = keyof typeof rules

/** A list of findings and the function that fills it. */
export function collector(): { findings: Finding[]; add: Add } {
  const findings: Finding[] = []
  const add: Add = (rule, message) => {
    findings.push({ rule, level: rules[rule][0], message: `${rules[rule][1]}: ${message}` })
  }
  return { findings, add }
}
