import { attempt, textOf } from '../../base/values.ts'
import { LINK } from '../../seam/commands.ts'
import type { Command } from '../../seam/host.ts'
import { traceHeader } from '../../trace/trace.ts'

/** The texts of a `link`. What names no span is no trace: the core counts it. */
const linkOf = (link: any): string[] =>
  attempt(() => {
    const {
      context: { traceId, spanId, traceFlags, sampled = traceFlags && traceFlags & 1 },
      attributes,
    } = link
    return [traceHeader({ traceId, sampled } as never, spanId), textOf(attributes?.['sentry.link.type'])]
  }) ?? ['?', '']

/** The words of a status `{ code, message }`: unset, ok, or an error, which an own word says more of. Others are none: the core counts them. */
const wordsOf = ({ code, message }: any): unknown[] =>
  code === 0 ? [] : code === 1 ? ['ok'] : code === 2 ? ['internal_error', message].filter(Boolean) : ['?']

/**
 * The commands that a link or a status stands for whose text is JSON: the page gave a list of links, or an object as status. Undefined when the
 * text is no JSON: then the command stays as it is.
 */
export function unfold(code: number, handle: number, json: string): Command[] | undefined {
  if (!/^[[{]/.test(json)) return undefined
  // A status that the page gave as a text may look so.
  const given: any = attempt(() => JSON.parse(json)) || {}
  const all = code === LINK ? [given].flat().map(linkOf) : wordsOf(given).map(word => [textOf(word)])
  return all.map(strings => [code, [handle], strings])
}
