import instantiate from 'headwater-wasm'
import { jsonOf } from '../base/values.ts'
import { VERSION } from '../base/version.ts'
import { createCompletion } from '../core/complete.ts'
import { createBridge, type Bridge } from '../core/wire/bridge.ts'
import { listOf } from '../core/wire/command-list.ts'
import { CONFIGURE, RULES, SERVICE } from '../seam/commands.ts'
import type { Commands, Shim } from '../seam/host.ts'
import { spanId } from '../trace/trace.ts'
import type { NodeConfig } from './options.ts'

/** A core with its options. After one of its functions threw it must not be used any more. */
export interface ServiceCore {
  /** Gives it the commands of one transaction, or others. */
  apply(commands: Commands): void
  /** Does what is due, appends what may be sent to `out`; answers when it is to be called again, on the clock of `performance.now()`. */
  collect(out: Uint8Array<ArrayBuffer>[]): number
}

/** Compiles and starts it: a few ms, once. */
export function createCore(config: NodeConfig, seed: number[]): ServiceCore {
  // The build makes of it one that does not wait (js/build/node.mjs).
  const bridge: Bridge = createBridge(instantiate() as never)
  const complete = createCompletion({ config, seed, spanId, jsonOf } as unknown as Shim, { ignoreSpans: config.ignoreSpans! })
  const apply = (commands: Commands): void => void bridge(commands, performance.now(), Date.now())
  const { release = '', environment = 'production', maxSpans } = config
  apply(
    listOf([
      // A transaction of a service may last as long as it likes.
      [CONFIGURE, [...seed, undefined, undefined, undefined, 0], [VERSION, '', '', '', '', release, environment]],
      [SERVICE, [], []],
      [RULES, [undefined, 0, maxSpans], ['', '', '']],
    ]),
  )
  return {
    apply: commands => apply(complete(commands, NaN)),
    // There are many requests at once: as many uploads may be under way as of a page that is left.
    collect: out => bridge(undefined, performance.now(), Date.now(), out, true),
  }
}
