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

/**
 * Begins what only a recorded page needs, once: the scope is written, entries are held, the core is asked for, and the
 * page's life is watched.
 */
export function startRecording(config: Config): void {
  if (connected) return
  // In the root zone: the first page view that is recorded may begin in the middle of the application's own code.
  outside(() => {
    nothingSent()
    writeScope()
    // A page that is hidden from the start is not painted, so its paints are not measured. Some engines have no entry
    // that tells so.
    if (document.hidden) command(code.ENTRY, [''], now(), code.HIDDEN, 0, 0)
    holdEntries()
    askForCore(config)
    watchLife(isHidden => {
      hide(isHidden)
      sendRoots(config)
    })
  })
}
