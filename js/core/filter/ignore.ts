import { asWritten, pageOrigin } from '../../base/values.ts'
import { DATA, FINISH, HTTP_STATUS, IGNORED, LINK, MEASUREMENT, NAME, REQUEST, SPAN, STATUS, TAG } from '../../seam/commands.ts'
import type { Command } from '../../seam/host.ts'
import type { Pattern } from '../../seam/options.ts'

/** Whether a text, or an address as people write it, contains a text or matches a RegExp, or there is neither. search() heeds no lastIndex. */
const fits = (text: string, pattern?: string | RegExp): boolean =>
  pattern === undefined ||
  [text, asWritten(text)].some((one) => (typeof pattern === 'string' ? one.includes(pattern) : one.search(pattern) >= 0))

/** Whether one of the patterns means this. Without patterns nothing is ignored. */
export const isIgnored = (patterns: Pattern[] | undefined, op: string, name: string): boolean =>
  !!patterns?.some((pattern) =>
    typeof pattern === 'string' || pattern instanceof RegExp
      ? pattern === op || fits(name, pattern)
      : (pattern.op === op || (typeof pattern.op !== 'string' && fits(op, pattern.op))) && fits(name, pattern.name))

/**
 * Leaves out the commands of spans that are ignored, so that they neither hold their transaction nor take places in it; what is
 * started below one hangs below its parent. A request goes on as one that is not recorded: its timing entry is still to come.
 * What is named later, or by the core, is left to `removeIgnored`.
 */
export function createIgnoring(patterns: Pattern[] | undefined): (command: Command) => boolean {
  /** Parents by handle. */
  const parents = new Map<number, number>()
  const isOfIgnored = ([code, numbers]: Command): boolean =>
    parents.has(numbers[code === FINISH ? 1 : 0]!) && [FINISH, TAG, DATA, STATUS, HTTP_STATUS, NAME, MEASUREMENT, LINK].includes(code)

  return (command) => {
    const [code, numbers, [first, second]] = command
    if (!patterns || (code !== SPAN && code !== REQUEST)) return !isOfIgnored(command)
    numbers[3] = parents.get(numbers[3]!) ?? numbers[3]
    const isSpan = code === SPAN
    const name = isSpan ? second! : `${first} ${second!.replace(pageOrigin(), '').replace(/[?#].*/, '')}`
    if (!isIgnored(patterns, isSpan ? first! : 'http.client', name)) return true
    if (isSpan) parents.set(numbers[1]!, numbers[3]!)
    else if (numbers[4]! < IGNORED) numbers[4]! += IGNORED
    return !isSpan
  }
}

interface Event {
  transaction: string
  contexts: { trace: { op: string } }
  measurements?: object
  spans?: { span_id: string; parent_span_id: string; op?: string; description?: string }[]
}

/**
 * Takes ignored spans out of an event; what was below them moves up to what is kept. Answers whether the event is to be
 * sent at all: not when its root is ignored, nor a follow-up of which nothing is left.
 */
export function removeIgnored(event: Event, patterns: Pattern[]): boolean {
  const parents = new Map<string, string>()
  event.spans = event.spans?.filter(({ span_id, parent_span_id, op = '', description = '' }) =>
    !isIgnored(patterns, op, description) || !parents.set(span_id, parent_span_id))
  for (const span of event.spans ?? []) {
    for (let parent; (parent = parents.get(span.parent_span_id)); ) span.parent_span_id = parent
  }
  if (parents.size && !event.spans?.length && !event.measurements && event.contexts.trace.op.endsWith('.late')) return false
  return !isIgnored(patterns, event.contexts.trace.op, event.transaction)
}
