import instantiate from 'headwater-wasm'
import { CONFIGURE, INTERACTIVE, RULES } from '../commands.ts'
import type { Command, Core, Shim } from '../host.ts'
import { VERSION } from '../version.ts'
import { readOptions, type Limits } from './options.ts'
import { pack } from './pack.ts'
import { startSession } from './session.ts'

/** See `CoreModule` in host.ts. */
export async function connect(shim: Shim): Promise<Core> {
  if (shim.version !== VERSION) throw new Error(`the core is ${VERSION}, the shim ${shim.version}`)
  const wasm = await instantiate()
  const delivery = readOptions(shim)
  let first = configuration(shim, delivery)
  const interactive = (t: number): void => void first.push([INTERACTIVE, [t], []])
  if (document.readyState === 'loading') {
    document.addEventListener('DOMContentLoaded', () => {
      interactive(performance.now())
      core.wake()
    })
  } else {
    const [timing] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
    interactive(timing?.domContentLoadedEventStart || performance.now())
  }
  const core = startSession({
    ...shim,
    delivery,
    tracedInitiators: shim.config.traced,
    takeBatch(entries) {
      const commands = first
      first = []
      return pack(commands.concat(shim.takeCommands(), entries), shim.config)
    },
  }, wasm)
  return core
}

/** The first commands of a recording. */
function configuration({ config, seed }: Shim, limits: Limits): Command[] {
  const { idleTimeout, finalTimeout, childSpanTimeout, maxTransactionDuration, minSpanDuration, nameRules, keepQueryKeys } = limits
  const times = [idleTimeout, finalTimeout, childSpanTimeout, maxTransactionDuration! * 1000]
  const { tunnel, dsn, release, environment = 'production' } = config
  const facts = [VERSION, tunnel && dsn, location.origin, navigator.userAgent, document.referrer, release, environment]
  return [
    [CONFIGURE, [...seed, ...times], facts.map((fact) => fact ?? '')],
    [RULES, [minSpanDuration], [nameRules ?? '', keepQueryKeys ?? '']],
  ]
}
