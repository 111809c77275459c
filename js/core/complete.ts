import { LAST_TRACE } from '../base/storage-keys.ts'
import { attempt } from '../base/values.ts'
import { BEGUN, HIDE, HOLD, LINK, NAVIGATION, PAGELOAD, TRANSACTION } from '../seam/commands.ts'
import type { Command, Delivery, Shim } from '../seam/host.ts'
import { createIgnoring } from './filter/ignore.ts'
import type { CoreOptions } from './options.ts'
import { wellFormed } from './wire/pack.ts'
import { unfold } from './wire/unfold.ts'

const HOUR = 3_600_000

/**
 * Makes what completes the shim's commands with all that needs no deciding before the next request. `room`: bytes that the
 * browser still takes from a page that is left.
 */
export function createCompletion(
  { config, seed, spanId, envelopeTrace, jsonOf }: Shim, options: CoreOptions & Pick<Delivery, 'ignoreSpans'>,
): (commands: Command[], room: number) => Command[] {
  const { linkPreviousTrace, enableReportPageLoaded, ignoreSpans } = options
  const isKept = createIgnoring(ignoreSpans)

  /** Notes a page as the tab's last; answers the one before, unless that is long ago. */
  const replaceLast = (trace: string): string | undefined => attempt(() => {
    const stored: string = sessionStorage[LAST_TRACE] ?? ''
    sessionStorage[LAST_TRACE] = Date.now() + trace
    return Date.now() - Number(stored.slice(0, 13)) < HOUR ? stored.slice(13) : undefined
  })

  return (commands, room) => commands.flatMap((command): Command[] => {
    const [code, [t, handle, kind], strings] = command
    if (code === LINK && strings[1] === 'previous_trace' && linkPreviousTrace === 'off') return []
    if (!isKept(command)) return []
    if (code === HIDE) command[1][1] = room
    if (code !== TRANSACTION) return unfold(command)
    const complete = [command]
    const traceId = strings[0]!
    const trace = envelopeTrace(traceId, strings.pop()!, config)
    strings.push(trace ? wellFormed(jsonOf(trace)) : '')
    if (linkPreviousTrace === 'session-storage' && (kind === PAGELOAD || kind === NAVIGATION || kind === BEGUN)) {
      const last = replaceLast(`${traceId}-${spanId(seed[0]!, seed[1]!, handle!)}-1`)
      // A navigation has a link already, to the page before it in this document.
      if (last && kind === PAGELOAD) complete.push([LINK, [handle], [last, 'previous_trace']])
    }
    if (kind === PAGELOAD && enableReportPageLoaded) complete.push([HOLD, [t, handle, 1], []])
    return complete
  })
}
