import { refuse } from '../recorder.ts'
import { attempt } from '../values.ts'

/** What late observers lose: resources beyond 250, events shorter than 104 ms, layout shifts beyond 150. Oldest first, at most 2000. */
const heldEntries: PerformanceEntry[] = []

const hold = (entries: PerformanceEntryList): void => {
  for (const entry of entries) {
    if (heldEntries.length < 2000) heldEntries.push(entry)
    else refuse()
  }
}

let observer: PerformanceObserver | undefined

/** Begins to hold them, where that can be done. Firefox would say in the console which types it does not know. */
export const holdEntries = (): void => void attempt(() => {
  observer = new PerformanceObserver(list => hold(list.getEntries()))
  for (const type of PerformanceObserver.supportedEntryTypes) {
    if (/^(resource|event|layout-shift)$/.test(type)) observer.observe({ type, buffered: true, durationThreshold: 40 } as PerformanceObserverInit)
  }
})

/** Ends it, and answers what is held. */
export function takeHeld(): PerformanceEntry[] {
  if (observer) hold(observer.takeRecords())
  observer?.disconnect()
  return heldEntries.splice(0)
}
