import instantiate from 'headwater-wasm'
import { navigationTiming } from '../base/navigation-timing.ts'
import { pageOrigin } from '../base/values.ts'
import { VERSION } from '../base/version.ts'
import { CONFIGURE, INTERACTIVE, RULES } from '../seam/commands.ts'
import type { Commands, Core, Host, Shim } from '../seam/host.ts'
import { createCompletion } from './complete.ts'
import { number } from './entries/encoding.ts'
import { readOptions, type CoreOptions } from './options.ts'
import { usePlatform } from './platform.ts'
import { createTransport } from './send/transport.ts'
import { startSession } from './session.ts'
import { append, appendAll, emptyList, listOf } from './wire/command-list.ts'

export { VERSION }

/** See `CoreModule` in host.ts. */
export async function connect(shim: Shim): Promise<Core | undefined> {
  usePlatform(shim.platform)
  if (!shim.isWanted()) {
    createTransport({ ...shim, delivery: shim.config } as unknown as Host, () => {}).sendKept()
    return undefined
  }
  const wasm = await instantiate()
  if (!shim.isWanted()) return undefined
  const delivery = readOptions(shim)
  const complete = createCompletion(shim, delivery)
  let first: Commands | undefined = configuration(shim, delivery)
  // Behind the others: what has no time of its own takes that of the command before it.
  let last = emptyList()
  const interactive = (t: number): void => append(last, [INTERACTIVE, [t], []])
  if (document.readyState === 'loading') {
    document.addEventListener('DOMContentLoaded', () => {
      interactive(performance.now())
      core.wake()
    })
  } else {
    interactive(navigationTiming()?.domContentLoadedEventStart || performance.now())
  }
  const host: Host = {
    ...shim,
    delivery,
    takeWaiting(room) {
      const waiting = complete(shim.takeCommands(), room)
      const taken: [Commands, Commands] = [first ? appendAll(first, waiting) : waiting, last]
      first = undefined
      last = emptyList()
      return taken
    },
  }
  const core = startSession(host, wasm)
  return core
}

/** The first commands of a recording. */
function configuration({ config, seed }: Shim, options: CoreOptions): Commands {
  const { maxSpans, lateVitals = 'transaction', nameRules = '', keepQueryKeys = '', serverTimingDescriptions = '' } = options
  const { idleTimeout, finalTimeout, childSpanTimeout, maxTransactionDuration, minSpanDuration } = options
  const { tunnel, dsn = '', release = '', environment = 'production' } = config
  const facts = [VERSION, tunnel ? dsn : '', pageOrigin(), navigator.userAgent, document.referrer, release, environment]
  return listOf([
    [CONFIGURE, [...seed, idleTimeout, finalTimeout, childSpanTimeout, number(maxTransactionDuration) * 1000], facts],
    [
      RULES,
      [minSpanDuration, ['transaction', 'span', 'off'].indexOf(lateVitals), maxSpans],
      [nameRules, keepQueryKeys, serverTimingDescriptions],
    ],
  ])
}
