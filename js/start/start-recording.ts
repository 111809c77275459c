import { outside } from '../base/native.ts'
import { now } from '../base/values.ts'
import { command, connected, hide } from '../record/command-buffer.ts'
import { writeScope } from '../record/scope.ts'
import * as code from '../seam/commands.ts'
import type { Config } from '../seam/options.ts'
import { nothingSent, sendRoots } from '../unsent/last-words.ts'
import { holdEntries } from '../watch/held-entries.ts'
import { watchLife } from '../watch/lifecycle.ts'
import { askForCore } from './loader.ts'

/** Begins, once, what only a recorded page needs: the core's options, held entries, the page's life, the core. */
export function startRecording(config: Config): void {
  if (connected) return
  // A later page may be the first that is recorded, begun by the application.
  outside(() => {
    nothingSent()
    writeScope()
    // Engines that do not keep it themselves: what was hidden from the start was not painted.
    if (document.hidden) command(code.ENTRY, [''], now(), code.HIDDEN, 0, 0)
    holdEntries()
    askForCore(config)
    watchLife(isHidden => {
      hide(isHidden)
      sendRoots(config)
    })
  })
}
