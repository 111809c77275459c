import { isHexId, isObject, shown, type Members } from './json.ts'
import type { Add } from './rules.ts'

const statuses = (
  'ok cancelled unknown_error invalid_argument deadline_exceeded not_found already_exists permission_denied ' +
  'resource_exhausted failed_precondition aborted out_of_range unimplemented internal_error unavailable data_loss ' +
  'unauthenticated success failure'
).split(' ')

export function isStatus(value: unknown): boolean {
  return statuses.includes(value as string)
}

export function isOrigin(value: unknown): boolean {
  return typeof value === 'string' && value.length <= 128 && /^(manual|auto)(\.[a-zA-Z0-9_]+)*$/.test(value)
}

export function isOp(value: unknown): boolean {
  return typeof value === 'string' && value !== '' && value.length <= 128
}

/** contexts.trace, the root span (X1–X12). Returns it when it is there. */
export function checkTraceContext(payload: Members, envelopeHeader: Members, add: Add): Members | undefined {
  const context = isObject(payload.contexts) ? payload.contexts.trace : undefined
  if (!isObject(context)) {
    add('X1', shown(context))
    return undefined
  }
  if (!isHexId(context.trace_id, 32)) add('X2', shown(context.trace_id))
  if (!isHexId(context.span_id, 16)) add('X3', shown(context.span_id))
  if (context.parent_span_id !== undefined) {
    if (!isHexId(context.parent_span_id, 16)) add('X4', shown(context.parent_span_id))
    else if (context.parent_span_id === context.span_id) add('X5', shown(context.span_id))
  }
  if (!isOp(context.op)) add('X6', shown(context.op))
  if (context.status === undefined) add('X8', 'none')
  else if (!isStatus(context.status)) add('X7', shown(context.status))
  if (context.origin !== undefined && !isOrigin(context.origin)) add('X9', shown(context.origin))
  if (context.description !== undefined) add('X10', shown(context.description))
  for (const written of ['client_sample_rate', 'exclusive_time']) {
    if (context[written] !== undefined) add('X11', written)
  }
  const trace = envelopeHeader.trace
  if (isObject(trace) && isHexId(trace.trace_id, 32) && trace.trace_id !== context.trace_id) {
    add('X12', `${trace.trace_id} and ${shown(context.trace_id)}`)
  }
  return context
}
