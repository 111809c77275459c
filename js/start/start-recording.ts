import { outside } from '../base/native.ts'
import { attempt, now } from '../base/values.ts'
import { command, connected, hide } from '../record/command-buffer.ts'
import { writeScope } from '../record/scope.ts'
import * as code from '../seam/commands.ts'
import type { Config } from '../seam/options.ts'
import { sendRoots } from '../unsent/last-words.ts'
import { sendStashed } from '../unsent/stash.ts'
import { holdEntries } from '../watch/held-entries.ts'
import { watchLife } from '../watch/lifecycle.ts'
import { askForCore } from './loader.ts'

/**
 * Whether it is no error of the page's: `ResizeObserver loop …` says that a layout takes another frame; what was aborted, or a view
 * transition that was skipped (browsers call that an abort or an invalid state), was meant to be; and what an extension of the
 * browser did, which is where it was thrown: in the first frame, before which some engines write a line with the message.
 */
const isNone = ({ message, filename, error, reason = error }: any): boolean =>
  [reason || message, filename || reason.stack].some(text => /^(Resize|Abort|Invalid.*ransit)|^.*\n?.*-extension:/.test(text))

/** Begins, once, what only a recorded page needs: the core's options, held entries, the page's life, the core. */
export function startRecording(config: Config): void {
  if (connected) return
  // A later page may be the first that is recorded, begun by the application.
  outside(() => {
    writeScope()
    // Engines that do not keep it themselves: what was hidden from the start was not painted.
    if (document.hidden) command(code.ENTRY, [''], now(), code.HIDDEN, 0, 0)
    holdEntries()
    askForCore(config)
    watchLife(
      isHidden => {
        hide(isHidden)
        sendRoots(config)
      },
      // Envelopes that were kept when the page was hidden.
      () => sendStashed(config.url),
      event => void (attempt(() => isNone(event)) || command(code.ERROR, [], now())),
    )
  })
}
