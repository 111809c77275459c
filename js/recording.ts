import { holdEntries } from './browser/entries.ts'
import { watchLife } from './browser/lifecycle.ts'
import * as code from './commands.ts'
import { askForCore } from './loader.ts'
import type { Config } from './options.ts'
import { command, hide, seed } from './recorder.ts'
import { writeScope } from './scope.ts'
import { now } from './values.ts'
import { VERSION } from './version.ts'

let isBegun = false

/** Begins, once, what only a recorded page needs: the core's options, held entries, the page's life, the core. */
export function record(config: Config): void {
  if (isBegun) return
  isBegun = true
  command(
    code.CONFIGURE,
    [
      ...seed(),
      config.idleTimeout,
      config.finalTimeout,
      config.childSpanTimeout,
      config.maxTransactionDuration! * 1000,
    ],
    [
      VERSION,
      config._tunneledDsn,
      location.origin,
      navigator.userAgent,
      document.referrer,
      config.release,
      config.environment,
    ],
  )
  writeScope()
  holdEntries()
  askForCore(config)
  watchLife(
    () => command(code.INTERACTIVE, [now()]),
    hide,
  )
}
