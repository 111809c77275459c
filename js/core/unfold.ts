import { LINK, STATUS } from '../commands.ts'
import type { Command } from '../host.ts'
import { traceHeader } from '../trace.ts'
import { attempt } from '../values.ts'

/** The texts of a `link`. What names no span is no trace: the core counts it. */
const linkOf = (link: any): string[] => attempt(() => {
  const { context: { traceId, spanId, traceFlags, sampled = traceFlags === undefined ? traceFlags : traceFlags & 1 }, attributes } = link
  return [traceHeader({ traceId, sampled } as never, spanId), String(attributes?.['sentry.link.type'] ?? '')]
}) ?? ['?', '']

/** The words of a status `{ code, message }`: unset, ok, or an error, which an own word says more of. */
const wordsOf = ({ code, message }: any): string[] =>
  code === 1 ? ['ok'] : code === 2 ? ['internal_error', ...(message ? [String(message)] : [])] : code ? ['?'] : []

/** Links and statuses that the page gave as objects, which the shim writes as JSON, in the form of wasm/commands.md. */
export function unfold(command: Command): Command[] {
  const [code, numbers, [json]] = command
  const given = (code === LINK || code === STATUS) && /^[[{]/.test(json!) && attempt(() => JSON.parse(json!))
  if (!given) return [command]
  const all: string[][] = code === LINK ? given.map(linkOf) : wordsOf(given).map((word) => [word])
  return all.map((strings) => [code, numbers, strings])
}
