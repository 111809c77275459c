import { attempt, textOf } from '../../base/values.ts'
import { LINK, STATUS } from '../../seam/commands.ts'
import type { Command } from '../../seam/host.ts'
import { traceHeader } from '../../trace/trace.ts'

/** The texts of a `link`. What names no span is no trace: the core counts it. */
const linkOf = (link: any): string[] => attempt(() => {
  const { context: { traceId, spanId, traceFlags, sampled = traceFlags && traceFlags & 1 }, attributes } = link
  return [traceHeader({ traceId, sampled } as never, spanId), textOf(attributes?.['sentry.link.type'])]
}) ?? ['?', '']

/** The words of a status `{ code, message }`: unset, ok, or an error, which an own word says more of. Others are none: the core counts them. */
const wordsOf = ({ code, message }: any): unknown[] =>
  code === 0 ? [] : code === 1 ? ['ok'] : code === 2 ? ['internal_error', message].filter(Boolean) : ['?']

/** Whether a command has a text of the page's that stands for a link, several, or a status that it gave as an object, written as JSON. */
export const isFolded = (code: number, json: string): boolean => (code === LINK || code === STATUS) && /^[[{]/.test(json)

/** The commands that it stands for, in the form of wasm/commands.md. */
export function unfold(code: number, handle: number, json: string): Command[] {
  // A status that the page gave as a text may look so.
  const given: any = attempt(() => JSON.parse(json)) || {}
  const all = code === LINK ? [given].flat().map(linkOf) : wordsOf(given).map((word) => [textOf(word)])
  return all.map((strings) => [code, [handle], strings])
}
