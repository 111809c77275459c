import { attempt, textOf } from '../../base/values.ts'
import { LINK } from '../../seam/commands.ts'
import type { Command } from '../../seam/host.ts'
import { traceHeader } from '../../trace/trace.ts'

/**
 * The two strings of a `link`. If the given link names no span, the first is no text of a trace, which the core counts.
 */
const linkOf = (link: any): string[] =>
  attempt(() => {
    const {
      context: { traceId, spanId, traceFlags, sampled = traceFlags && traceFlags & 1 },
      attributes,
    } = link
    return [traceHeader({ traceId, sampled } as never, spanId), textOf(attributes?.['sentry.link.type'])]
  }) ?? ['?', '']

/**
 * The words of a status `{ code, message }`, of which each takes the place of the one before: none for code 0, `ok` for
 * 1; for 2 `internal_error`, then the message, which the core ignores and counts if it is no word of a status. For any
 * other code `?`, which the core counts.
 */
const wordsOf = ({ code, message }: any): unknown[] =>
  code === 0 ? [] : code === 1 ? ['ok'] : code === 2 ? ['internal_error', message].filter(Boolean) : ['?']

/**
 * The commands that take the place of a link or a status whose text is JSON, because the page gave a list of links or
 * an object as status. Undefined when the text is not JSON: then the command stays as it is.
 */
export function unfold(code: number, handle: number, json: string): Command[] | undefined {
  if (!/^[[{]/.test(json)) return undefined
  // A status that the page gave as a text may begin like JSON without being it.
  const given: any = attempt(() => JSON.parse(json)) || {}
  const all = code === LINK ? [given].flat().map(linkOf) : wordsOf(given).map(word => [textOf(word)])
  return all.map(strings => [code, [handle], strings])
}
