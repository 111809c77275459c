import type { Host } from '../host.ts'
import type { Command } from './encoding.ts'
import { encodeNavigation } from './navigation-timing.ts'
import { encodeEntry, encodeLoadEvent, PLAIN_TYPES } from './plain-entry.ts'
import { encodeResource } from './resource-timing.ts'

/** Writes every finished performance entry as a command, each exactly once. */
export interface Entries {
  /** Writes all that is known by now, also what the browser has not delivered yet. */
  drain(): void
  stop(): void
}

export function observeEntries(host: Host): Entries {
  // Our own uploads and the core module are not part of the page. Where a bundler put the module nobody says, but most
  // keep its name in that of the file they make of it.
  const own = [new URL(host.delivery.url).href, host.coreUrl]
  const isOwn = (address: string): boolean => own.includes(address) || /\/headwater\.core[^/]*$/.test(address)
  const write = (command: Command): void => host.command(...command)

  const record = (entry: PerformanceEntry): void => {
    if (entry.entryType === 'resource') {
      const { initiatorType } = entry as PerformanceResourceTiming
      if (isOwn(entry.name) || host.tracedInitiators.includes(initiatorType)) return
      write(encodeResource(entry, performance.now()))
    } else if (PLAIN_TYPES.includes(entry.entryType)) {
      write(encodeEntry(entry, performance.now()))
    }
  }

  const observer = new PerformanceObserver((list) => list.getEntries().forEach(record))
  // Resources: up to here the shim's list is the truth, from here on the observer. No entry can finish in between,
  // because both lines run in one task; `buffered` would repeat what the list has.
  host.stopHolding()
  observer.observe({ type: 'resource' })
  host.heldEntries.splice(0).forEach(record)
  for (const type of PLAIN_TYPES) observer.observe({ type, buffered: true })

  const drainDocument = createDocumentDrain(write)
  return {
    drain() {
      drainDocument()
      // Buffered entries are there as soon as observe() returns, others as soon as they were queued: no need to
      // wait for the callback, which comes in a task of its own.
      observer.takeRecords().forEach(record)
    },
    stop: () => observer.disconnect(),
  }
}

/** Writes the document's navigation timing and load event, each once, when it is over. */
function createDocumentDrain(write: (command: Command) => void): () => void {
  let navigationWritten = false
  let loadWritten = false
  return () => {
    if (loadWritten) return
    const [timing] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
    if (!timing) return
    // A document left before it was parsed is written with the phases it reached.
    if (!navigationWritten && (timing.domContentLoadedEventEnd || document.visibilityState === 'hidden')) {
      navigationWritten = true
      write(encodeNavigation(timing))
    }
    if (timing.loadEventEnd) {
      loadWritten = true
      write(encodeLoadEvent(timing))
    }
  }
}
