import type { Bindings } from 'headwater-wasm'
import { FLUSH } from '../commands.ts'
import type { Command, Core, Host } from '../host.ts'
import { createBridge } from './bridge.ts'
import { observeEntries } from './entries.ts'
import { watchInteractions } from './interactions.ts'
import { createTimer } from './timer.ts'
import { createTransport } from './transport.ts'

// About 1 MB: a page may have made any number of marks before the core was there.
const BATCH = 8192

/**
 * Joins the parts of a recorded page: entries become commands, a batch goes through the bridge, envelopes go out. Takes over what
 * the shim holds and hands over the first batch before it returns, so a page that is hidden by now is sent at once.
 */
export function startSession(host: Host, wasm: Bindings): Core {
  const bridge = createBridge(wasm)
  const transport = createTransport(host)
  const timer = createTimer(() => run())
  let broken = false
  // Of entries, which go with those of the shim. They are not put in its buffer: it would be full of the entries of a large page,
  // and what went to the core before the others would end transactions that the others belong to.
  let commands: Command[] = []

  const write = (command: Command): void => {
    if (broken) return
    if (commands.push(command) < BATCH) timer._commandWaits()
    else exchange()
  }

  function exchange(isLeaving?: boolean): void {
    const batch = host.takeBatch(commands)
    commands = []
    const envelopes: Uint8Array<ArrayBuffer>[] = []
    let due = Infinity
    try {
      due = bridge(batch, performance.now(), Date.now(), envelopes)
    } catch (error) {
      broken = true
      entries._stop()
      host.fail(error)
    }
    timer._dueAt(due)
    transport.send(envelopes, isLeaving)
  }

  function run(isLeaving?: boolean): void {
    letGo()
    if (!broken) entries._drain()
    // It may have been the end.
    if (!broken) exchange(isLeaving)
  }

  const entries = observeEntries(host, write)
  const letGo = watchInteractions(host)
  run()
  return {
    wake() {
      if (!broken) timer._commandWaits()
    },
    run,
    async flush() {
      write([FLUSH, [performance.now()], []])
      run()
      return !broken && transport.flush()
    },
  }
}
