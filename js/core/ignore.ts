import type { Pattern } from '../host.ts'

/** Whether a text contains a text or matches a RegExp, or there is neither. search() heeds no lastIndex. */
const fits = (text: string, pattern?: string | RegExp): boolean =>
  pattern === undefined || (typeof pattern === 'string' ? text.includes(pattern) : text.search(pattern) >= 0)

/** Whether one of the patterns means this. Without patterns nothing is ignored. */
export const isIgnored = (patterns: Pattern[] | undefined, op: string, name: string): boolean =>
  !!patterns?.some((pattern) =>
    typeof pattern === 'string' || pattern instanceof RegExp
      ? pattern === op || fits(name, pattern)
      : (pattern.op === op || (typeof pattern.op !== 'string' && fits(op, pattern.op))) && fits(name, pattern.name))

interface Event {
  transaction: string
  contexts: { trace: { op: string } }
  spans?: { span_id: string; parent_span_id: string; op?: string; description?: string }[]
}

/**
 * Takes ignored spans out of an event; what was below them moves up to what is kept. Answers whether the event is to be
 * sent at all: not when its root is ignored.
 */
export function removeIgnored(event: Event, patterns: Pattern[]): boolean {
  const parents = new Map<string, string>()
  event.spans = event.spans?.filter(({ span_id, parent_span_id, op = '', description = '' }) =>
    !isIgnored(patterns, op, description) || !parents.set(span_id, parent_span_id))
  for (const span of event.spans ?? []) {
    for (let parent; (parent = parents.get(span.parent_span_id)); ) span.parent_span_id = parent
  }
  return !isIgnored(patterns, event.contexts.trace.op, event.transaction)
}
