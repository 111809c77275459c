import type { Bindings } from 'headwater-wasm'
import type { Core, Host } from '../host.ts'
import { createBridge } from './bridge.ts'
import { observeEntries } from './entries.ts'
import { createTimer } from './timer.ts'
import { createTransport } from './transport.ts'

/**
 * Joins the parts of a recorded page: entries become commands, a batch goes through the bridge, envelopes go out. Takes over what
 * the shim holds and hands over the first batch before it returns, so a page that is hidden by now is sent at once.
 */
export function startSession(host: Host, wasm: Bindings): Core {
  const bridge = createBridge(wasm)
  const transport = createTransport(host)
  const timer = createTimer(() => run())
  const entries = observeEntries(host)
  let broken = false

  function run(isLeaving?: boolean): void {
    if (!broken) entries.drain()
    // A full buffer runs it once more from inside drain(), and that may have been the end.
    if (broken) return
    const envelopes: Uint8Array<ArrayBuffer>[] = []
    let due = Infinity
    try {
      due = bridge.exchange(host.takeBatch(), performance.now(), Date.now(), envelopes)
    } catch (error) {
      broken = true
      entries.stop()
      host.fail(error)
    }
    timer.dueAt(due)
    transport.send(envelopes, isLeaving)
  }

  run()
  return {
    wake() {
      if (!broken) timer.commandWaits()
    },
    run,
    async flush(timeout) {
      run()
      return !broken && transport.flush(timeout)
    },
  }
}
