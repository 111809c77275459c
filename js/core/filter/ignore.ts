import { asWritten, pageOrigin } from '../../base/values.ts'
import { DATA, FINISH, HTTP_STATUS, IGNORED, LINK, MEASUREMENT, NAME, REQUEST, SPAN, STATUS, TAG } from '../../seam/commands.ts'
import type { Commands } from '../../seam/host.ts'
import type { Pattern } from '../../seam/options.ts'
import { copy, emptyList, forEach } from '../wire/command-list.ts'

/** Whether a text, or an address as people write it, contains a text or matches a RegExp, or there is neither. search() heeds no lastIndex. */
const fits = (text: string, pattern?: string | RegExp): boolean =>
  pattern === undefined ||
  [text, asWritten(text)].some(one => (typeof pattern === 'string' ? one.includes(pattern) : one.search(pattern) >= 0))

/** Whether one of the patterns means this. Without patterns nothing is ignored. */
export const isIgnored = (patterns: Pattern[] | undefined, op: string, name: string): boolean =>
  !!patterns?.some(pattern =>
    typeof pattern === 'string' || pattern instanceof RegExp
      ? pattern === op || fits(name, pattern)
      : (pattern.op === op || (typeof pattern.op !== 'string' && fits(op, pattern.op))) && fits(name, pattern.name),
  )

/** Commands that say something of a span, by its handle. */
const OF_SPANS = [FINISH, TAG, DATA, STATUS, HTTP_STATUS, NAME, MEASUREMENT, LINK]

/**
 * Leaves out the commands of spans that are ignored, so that they neither hold their transaction nor take places in it; what is
 * started below one hangs below its parent. A request goes on as one that is not recorded: its timing entry is still to come.
 * Spans that are named later, or by the core, are left to `removeIgnored`.
 */
export function createIgnoring(patterns: Pattern[] | undefined): (commands: Commands) => Commands {
  /** Parents by handle. */
  const parents = new Map<number, number>()
  const isKept = (code: number, numbers: number[], at: number, first: string, second: string): boolean => {
    if (code !== SPAN && code !== REQUEST) return !OF_SPANS.includes(code) || !parents.has(numbers[at + (code === FINISH ? 2 : 1)]!)
    numbers[at + 4] = parents.get(numbers[at + 4]!) ?? numbers[at + 4]!
    const isSpan = code === SPAN
    const name = isSpan ? second : `${first} ${second.replace(pageOrigin(), '').replace(/[?#].*/, '')}`
    if (!isIgnored(patterns, isSpan ? first : 'http.client', name)) return true
    if (isSpan) parents.set(numbers[at + 2]!, numbers[at + 4]!)
    else if (numbers[at + 5]! < IGNORED) numbers[at + 5]! += IGNORED
    return !isSpan
  }

  return commands => {
    if (!patterns) return commands
    const kept = emptyList()
    const { numbers, strings } = commands
    forEach(commands, (code, number, string) => {
      if (isKept(code, numbers, number, strings[string]!, strings[string + 1]!)) copy(commands, number, string, kept)
    })
    return kept
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
  event.spans = event.spans?.filter(
    ({ span_id, parent_span_id, op = '', description = '' }) =>
      !isIgnored(patterns, op, description) || !parents.set(span_id, parent_span_id),
  )
  for (const span of event.spans ?? []) {
    for (let parent; (parent = parents.get(span.parent_span_id)); ) span.parent_span_id = parent
  }
  if (parents.size && !event.spans?.length && !event.measurements && event.contexts.trace.op.endsWith('.late')) return false
  return !isIgnored(patterns, event.contexts.trace.op, event.transaction)
}
