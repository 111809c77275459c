import { edit } from '../base/edit-event.ts'
import { publicKeyOf } from '../base/public-key.ts'
import { byteLength, jsonOf, textOf, timeOrigin } from '../base/values.ts'
import { SDK, VERSION } from '../base/version.ts'
import { ask } from '../base/warn.ts'
import { headerOf, type Transaction } from '../record/span.ts'
import type { TransactionEvent } from '../seam/event.ts'
import type { Config } from '../seam/options.ts'
import { randomId } from '../trace/trace.ts'

/**
 * A path in which each part becomes `:id` that is not made of fewer than 20 letters, dots, dashes and underscores. The
 * core groups paths with more care (src/text/path_names.h); here the name must only not tell who looks at the page.
 */
const group = (path: string): string => path.replace(/[^/]*([^/a-z._-]|[^/]{20})[^/]*/gi, ':id')

/**
 * The envelope of a page's root alone, with the status `cancelled` at `end` (page ms). It is for a page that is left
 * before its core is there: the spans of the services that the page has called get a parent. `dropped`: how many
 * commands were lost for want of a core. Undefined when `beforeSendTransaction` or `ignoreSpans` leaves the root out;
 * of `ignoreSpans` only entries equal to the operation are looked at here, all others by the core module.
 */
export function loneRoot(config: Config, root: Transaction, end: number, dropped?: number): string | undefined {
  const { _trace, _name, _source: source, _op: op, _origin: origin, _start: start } = root
  const { release, environment = 'production', tunnel, dsn, rest } = config
  const event_id = randomId()
  const trace_id = _trace.traceId
  const public_key = publicKeyOf(dsn)
  const sdk = { name: SDK, version: VERSION }
  const name = textOf(_name)
  const transaction = source === 'url' ? group(name) : name
  const event = {
    type: 'transaction',
    event_id,
    // Cut between code points: half a surrogate pair would make receivers refuse the event.
    transaction: [...transaction].slice(0, 200).join(''),
    transaction_info: { source: transaction === name ? source : 'route' },
    platform: 'javascript',
    start_timestamp: (timeOrigin() + start!) / 1000,
    timestamp: (timeOrigin() + end) / 1000,
    sdk,
    release,
    environment,
    contexts: {
      trace: {
        trace_id,
        span_id: headerOf(root, root._handle).split('-')[1],
        parent_span_id: _trace.parentSpanId || undefined,
        op,
        status: 'cancelled',
        origin,
        data: { 'headwater.core': 'not loaded' },
      },
      ...(dropped && { headwater: { dropped: { no_core: dropped } } }),
    },
    spans: [],
  }
  const { beforeSendTransaction, ignoreSpans } = rest
  const sent =
    typeof beforeSendTransaction === 'function'
      ? edit(event as unknown as TransactionEvent, () =>
          ask(rest as Record<string, (event: unknown) => any>, 'beforeSendTransaction', event),
        )
      : event
  if (sent?.type !== 'transaction' || [].concat(ignoreSpans as never).includes(op as never)) return
  const payload = jsonOf(sent, 60_000)
  return (
    payload[1] &&
    [
      jsonOf({
        event_id,
        sent_at: new Date().toISOString(),
        sdk,
        dsn: tunnel && dsn,
        trace: public_key && { trace_id, public_key, sampled: 'true' },
      }),
      jsonOf({ type: 'transaction', length: byteLength(payload) }),
      payload,
      '',
    ].join('\n')
  )
}
