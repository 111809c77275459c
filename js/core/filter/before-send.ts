import { edit } from '../../base/edit-event.ts'
import { textOf } from '../../base/values.ts'
import { warn } from '../../base/warn.ts'
import type { Delivery, Host } from '../../seam/host.ts'
import { removeIgnored } from './ignore.ts'
import { joined } from '../wire/joined.ts'
import { wellFormed } from '../wire/json.ts'

const NEWLINE = 10
let warned = false

/**
 * Takes what `ignoreSpans` means out of the transaction of an envelope, lets `beforeSendTransaction` edit it, and frames the
 * result anew: header line, item header line, payload, what follows. Undefined: not to be sent, because
 * its root is ignored, or the hook returned null, threw, or returned something that is no event. Such a hook may have meant to
 * remove personal data, so what it could not handle stays on the page; the console says so once. Without the two options, and
 * for other items than a transaction, the envelope passes unchanged.
 */
export function applyBeforeSend(
  envelope: Uint8Array<ArrayBuffer>,
  { ignoreSpans, beforeSendTransaction }: Partial<Delivery>,
  jsonOf: Host['jsonOf'],
): Uint8Array<ArrayBuffer> | undefined {
  if (!ignoreSpans && !beforeSendTransaction) return envelope
  const headerEnd = envelope.indexOf(NEWLINE) + 1
  const payloadStart = envelope.indexOf(NEWLINE, headerEnd) + 1
  const decode = (start: number, end: number): any => JSON.parse(new TextDecoder().decode(envelope.subarray(start, end)))
  const itemHeader = decode(headerEnd, payloadStart)
  if (itemHeader.type !== 'transaction') return envelope
  const payloadEnd = payloadStart + itemHeader.length

  let text: string
  try {
    let event = decode(payloadStart, payloadEnd)
    if (ignoreSpans && !removeIgnored(event, ignoreSpans)) return undefined
    if (beforeSendTransaction) event = edit(event, beforeSendTransaction)
    if (event === null) return undefined
    // A hook that shortens a text may cut a surrogate pair in two.
    text = wellFormed(jsonOf(event, Infinity, Infinity))
    if (event.type !== 'transaction' || text === '?') throw new TypeError('it must return an event or null')
  } catch (error) {
    if (!warned) warn(`beforeSendTransaction failed, such transactions are not sent: ${textOf(error)}`)
    warned = true
    return undefined
  }
  const encoder = new TextEncoder()
  const payload = encoder.encode(text)
  itemHeader.length = payload.length
  return joined([
    envelope.subarray(0, headerEnd),
    encoder.encode(JSON.stringify(itemHeader) + '\n'),
    payload,
    envelope.subarray(payloadEnd),
  ])
}
