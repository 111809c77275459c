import { holdEntries } from './browser/entries.ts'
import { watchLife } from './browser/lifecycle.ts'
import * as code from './commands.ts'
import { askForCore, connected } from './loader.ts'
import type { Host } from './host.ts'
import { outside } from './native.ts'
import type { Config } from './options.ts'
import { command, hide } from './recorder.ts'
import { writeScope } from './scope.ts'
import { sendStashed } from './stash.ts'
import { attempt, now } from './values.ts'

/**
 * Whether it is no error of the page's: `ResizeObserver loop …` says that a layout takes another frame; what was aborted, or a view
 * transition that was skipped (browsers call that an abort or an invalid state), was meant to be; and what an extension of the
 * browser did, which is where it was thrown: in the first frame, before which some engines write a line with the message.
 */
const isNone = ({ message, filename, error, reason = error }: any): boolean =>
  [reason || message, filename || reason.stack].some(text => /^(Resize|Abort|Invalid.*ransit)|^.*\n?.*-extension:/.test(text))

/** Begins, once, what only a recorded page needs: the core's options, held entries, the page's life, the core. */
export function record(config: Config, openInteraction: Host['openInteraction'], sendRoots: (config: Config) => void): void {
  if (connected) return
  // A later page may be the first that is recorded, begun by the application.
  outside(() => {
    writeScope()
    // Engines that do not keep it themselves: what was hidden from the start was not painted.
    if (document.hidden) command(code.ENTRY, [now(), code.HIDDEN, 0, 0], [''])
    holdEntries()
    askForCore(config, openInteraction)
    watchLife(
      isHidden => {
        hide(isHidden)
        sendRoots(config)
      },
      // What was kept when it was hidden.
      () => sendStashed(config.url),
      event => void (attempt(() => isNone(event)) || command(code.ERROR, [now()])),
    )
  })
}
