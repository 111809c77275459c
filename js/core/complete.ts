import { LAST_TRACE } from '../base/storage-keys.ts'
import { attempt } from '../base/values.ts'
import { BEGUN, DATA, HIDE, HOLD, LINK, NAVIGATION, PAGELOAD, SCOPE_VALUE, STATUS, STRINGS, TRANSACTION } from '../seam/commands.ts'
import type { Command, Commands, Delivery, Shim } from '../seam/host.ts'
import { createIgnoring } from './filter/ignore.ts'
import type { CoreOptions } from './options.ts'
import { envelopeTrace } from './trace-header.ts'
import { listOf, numbersEnd, stringsEnd } from './wire/command-list.ts'
import { readable, wellFormed } from './wire/json.ts'
import { unfold } from './wire/unfold.ts'

const HOUR = 3_600_000

/**
 * Makes the function that completes the shim's commands, in place: with all that need not be decided before the page's
 * next request (trace headers of envelopes, links to the tab's last page, spans that are ignored). `room`: how many
 * bytes the browser still takes from a page that is left.
 */
export function createCompletion(
  { config, seed, spanId, jsonOf }: Shim,
  options: CoreOptions & Pick<Delivery, 'ignoreSpans'>,
): (commands: Commands, room: number) => Commands {
  const { linkPreviousTrace, enableReportPageLoaded, ignoreSpans } = options
  const leaveOut = createIgnoring(ignoreSpans)

  /** Notes a page as the tab's last; answers the one before, unless that is long ago. */
  const replaceLast = (trace: string): string | undefined =>
    attempt(() => {
      const stored: string = sessionStorage[LAST_TRACE] ?? ''
      sessionStorage[LAST_TRACE] = Date.now() + trace
      return Date.now() - Number(stored.slice(0, 13)) < HOUR ? stored.slice(13) : undefined
    })

  /** Completes a transaction, whose strings begin at `at`; answers the commands that follow it. */
  const completeTransaction = (t: number, handle: number, kind: number, strings: string[], at: number): Command[] => {
    const traceId = strings[at]!
    const basis = at + STRINGS[TRANSACTION]! - 1
    const trace = envelopeTrace(traceId, strings[basis]!, config)
    strings[basis] = trace ? wellFormed(jsonOf(trace)) : ''
    const behind: Command[] = []
    if (linkPreviousTrace === 'session-storage' && (kind === PAGELOAD || kind === NAVIGATION || kind === BEGUN)) {
      const last = replaceLast(`${traceId}-${spanId(seed[0]!, seed[1]!, handle)}-1`)
      // A navigation has a link already, to the page before it in this document.
      if (last && kind === PAGELOAD) behind.push([LINK, [handle], [last, 'previous_trace']])
    }
    if (kind === PAGELOAD && enableReportPageLoaded) behind.push([HOLD, [t, handle, 1], []])
    return behind
  }

  return (given, room) => {
    const commands = leaveOut(given)
    const { numbers, strings } = commands
    for (let number = 0, string = 0; number < numbers.length; ) {
      const code = numbers[number]!
      // Where the next one stands.
      let nextNumber = numbersEnd(numbers, number)
      let nextString = stringsEnd(code, string)
      if (code === HIDE) numbers[number + 2] = room
      else if (code === DATA || code === SCOPE_VALUE) strings[string + 1] = readable(strings[string + 1]!)
      else if (code === TRANSACTION || code === LINK || code === STATUS) {
        const [, t, handle, kind] = numbers.slice(number, nextNumber)
        const text = strings[string]!
        const isUnwanted = code === LINK && linkPreviousTrace === 'off' && strings[string + 1] === 'previous_trace'
        // Commands that are put behind this one (a transaction), or in its place.
        const others =
          code === TRANSACTION ? completeTransaction(t!, handle!, kind!, strings, string) : isUnwanted ? [] : unfold(code, t!, text)
        if (others) {
          if (code === TRANSACTION) [number, string] = [nextNumber, nextString]
          const list = listOf(others)
          numbers.splice(number, nextNumber - number, ...list.numbers)
          strings.splice(string, nextString - string, ...list.strings)
          nextNumber = number + list.numbers.length
          nextString = string + list.strings.length
        }
      }
      number = nextNumber
      string = nextString
    }
    return commands
  }
}
