import { nodesOf } from '../base/nodes.ts'
import { attempt } from '../base/values.ts'
import { refuse } from '../record/command-buffer.ts'
import type { Held } from '../seam/host.ts'

/**
 * Errors that nobody handled, inputs, and entries that an observer which begins late does not get: resources beyond 250, events shorter than 104 ms, layout shifts beyond 150; and the
 * elements that any of them is about, which may have been removed by then. Oldest first, at most 2000 and the candidates for the largest paint, which are few.
 */
const held: Held[] = []

const hold = (what: PerformanceEntry | Event): void => {
  if (held.length < 2000 || (what as { size?: number }).size) held.push([what, attempt(() => nodesOf(what))])
  else refuse()
}

let observer: PerformanceObserver | undefined
let onEvent: ((event: Event) => void) | undefined

/** Begins to hold them, where that can be done. Firefox would say in the console which types it does not know. */
export const holdEntries = (): void =>
  void attempt(() => {
    onEvent = hold
    for (const type of ['pointerdown', 'click', 'keydown', 'error', 'unhandledrejection'])
      addEventListener(type, event => onEvent?.(event), true)
    observer = new PerformanceObserver(list => list.getEntries().forEach(hold))
    for (const type of PerformanceObserver.supportedEntryTypes) {
      if (/^(res|event|la[ry])/.test(type)) observer.observe({ type, buffered: true, durationThreshold: 40 } as PerformanceObserverInit)
    }
  })

/** Ends it, and answers what is held. From then on `then` is called for each input and error, if it is given. */
export function takeHeld(then?: (event: Event) => void): Held[] {
  onEvent = then
  observer?.takeRecords().forEach(hold)
  observer?.disconnect()
  return held.splice(0)
}
