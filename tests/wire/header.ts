import type { Envelope } from './framing.ts'
import { isHexId, isObject, isText, shown, uuidDigits, type Members } from './json.ts'
import { dsnParts } from './request.ts'
import type { Add } from './rules.ts'

const maxBeaconBytes = 64 * 1024
const utcTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|\+00:00)$/
const jsonNumber = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/

/** The envelope header and what may travel together (rules H1–H17). */
export function checkHeader({ header, headerText, items }: Envelope, bytes: number, byBeacon: boolean, add: Add): void {
  const transactions = items.filter(item => item.header.type === 'transaction').length
  const spans = items.filter(item => item.header.type === 'span').length
  if (transactions > 0) checkEventId(header.event_id, add)
  else if (spans > 0 && header.event_id !== undefined) add('V6', shown(header.event_id))

  if (header.sent_at === undefined) add('H3', 'none')
  else if (typeof header.sent_at !== 'string' || !utcTime.test(header.sent_at) || Number.isNaN(Date.parse(header.sent_at))) {
    add('H4', shown(header.sent_at))
  }
  if ([...headerText.matchAll(/"sent_at"\s*:/g)].length > 1) add('H4', 'written twice')

  if (!isObject(header.sdk) || !isText(header.sdk.name) || !isText(header.sdk.version)) add('H5', shown(header.sdk))
  if (header.dsn !== undefined && !dsnParts(header.dsn)) add('H6', shown(header.dsn))

  if (isObject(header.trace)) checkTraceHeader(header.trace, add)
  else if (header.trace !== undefined) add('H9', shown(header.trace))
  else if (transactions + spans > 0) add('H14', 'none')

  if (transactions > 1) add('H15', `${transactions} transactions`)
  if (transactions > 0 && items.some(item => item.header.type === 'event')) add('H16', 'both')
  if (byBeacon && bytes > maxBeaconBytes) add('H17', `${bytes} bytes`)
}

function checkEventId(id: unknown, add: Add): void {
  const digits = uuidDigits(id)
  if (digits === undefined) add('H1', shown(id))
  else if (digits !== id) add('H2', shown(id))
}

/** The dynamic sampling context. */
function checkTraceHeader(trace: Members, add: Add): void {
  if (!isHexId(trace.trace_id, 32)) add('H7', shown(trace.trace_id))
  if (!isText(trace.public_key)) add('H8', shown(trace.public_key))
  for (const [key, value] of Object.entries(trace)) {
    if (typeof value !== 'string') add('H9', `${key} is ${shown(value)}`)
  }
  const rate = fraction(trace.sample_rate, number => number <= 1)
  const random = fraction(trace.sample_rand, number => number < 1)
  if (rate === null) add('H10', shown(trace.sample_rate))
  if (random === null) add('H12', shown(trace.sample_rand))
  const sampled = trace.sampled
  if (typeof sampled === 'string' && sampled !== 'true' && sampled !== 'false') add('H11', sampled)
  else if (typeof rate === 'number' && typeof random === 'number' && typeof sampled === 'string') {
    if ((sampled === 'true') !== random < rate) add('H13', `${sampled} with ${random} and rate ${rate}`)
  }
}

/** The number that a string holds; null if it is outside of the range or no number; undefined if it is no string (see H9). */
function fraction(value: unknown, below: (number: number) => boolean): number | null | undefined {
  if (typeof value !== 'string') return undefined
  const number = Number(value)
  return jsonNumber.test(value) && number >= 0 && below(number) ? number : null
}
