import { refuse } from '../recorder.ts'

/** What late observers lose: resources beyond 250, events shorter than 104 ms, layout shifts beyond 150. Oldest first, at most 2000. */
export const heldEntries: PerformanceEntry[] = []

const hold = (entries: PerformanceEntryList): void => {
  for (const entry of entries) {
    if (heldEntries.length < 2000) heldEntries.push(entry)
    else refuse()
  }
}

let observer: PerformanceObserver | undefined

/** Begins to hold them. A type that the engine does not know is passed over by it. */
export function holdEntries(): void {
  observer = new PerformanceObserver(list => hold(list.getEntries()))
  for (const type of ['resource', 'event', 'layout-shift']) {
    observer.observe({ type, buffered: true, durationThreshold: 40 } as PerformanceObserverInit)
  }
}

/** Ends it; the last records are in `heldEntries` when it returns. */
export function stopHolding(): void {
  hold(observer!.takeRecords())
  observer!.disconnect()
}
