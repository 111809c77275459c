import { navigationTiming } from '../../base/navigation-timing.ts'
import { nodesOf } from '../../base/nodes.ts'
import { attempt, pageOrigin } from '../../base/values.ts'
import { ERROR, INTERACTIONS, LAYOUT_SHIFT, REFUSED } from '../../seam/commands.ts'
import type { Command, Held, Host } from '../../seam/host.ts'
import { isIgnored } from '../filter/ignore.ts'
import { encodeEvent, interactionCount } from './event-timing.ts'
import { createInputNames } from './input-names.ts'
import { encodeLargestContentfulPaint, type Candidate } from './largest-contentful-paint.ts'
import { encodeLayoutShift } from './layout-shift.ts'
import { isError } from './errors.ts'
import { encodeLongAnimationFrame } from './long-animation-frame.ts'
import { encodeNavigation } from './navigation-timing.ts'
import { encodeMoment, encodePlain, encodeVisibility } from './plain-entry.ts'
import { encodeResource } from './resource-timing.ts'
import { selectorOf } from './selector.ts'

/** Makes a command of every finished performance entry, once. */
export interface Entries {
  /** Writes or holds all that is known by now, also what the browser has not delivered yet. */
  _drain(): void
  /** Those that were held, in their order, to be encoded. */
  _take(): PerformanceEntry[]
  /** Its command; undefined for one that is not wanted. One that can't be read is counted. */
  _encode(entry: PerformanceEntry, now: number): Command | undefined
  _stop(): void
}

/** By type; `names` of what the entry is about. */
const encoders: Record<string, (entry: PerformanceEntry, now: number, names: string[]) => Command> = {
  resource: encodeResource,
  event: encodeEvent,
  'layout-shift': encodeLayoutShift,
  'largest-contentful-paint': encodeLargestContentfulPaint,
  mark: encodePlain,
  measure: encodePlain,
  paint: encodePlain,
  longtask: encodePlain,
  'visibility-state': encodeVisibility,
  'long-animation-frame': encodeLongAnimationFrame,
  'interaction-contentful-paint': encodeLargestContentfulPaint,
  'first-input': encodeEvent,
}
/** Of these a page may make any number at once: they are encoded later. Of the others, which are few, an element may go that they name. */
const MANY = ['resource', 'mark', 'measure']
/** So many of them, the first, the shim has watched for from the start: its list is the truth up to here. */
const HELD = 4

/** `hold` is called when some are held, `beaconAnswered` for each entry of a beacon of ours. */
export function observeEntries(host: Host, write: (command: Command) => void, hold: () => void, beaconAnswered: () => void): Entries {
  const { delivery } = host
  // Our own uploads and the core module are not part of the page. Where a bundler put the module nobody says, but most
  // keep its name in that of the file they make of it.
  const own = [new URL(delivery.url).href, host.coreUrl]
  const isOwn = ({ name, initiatorType }: PerformanceResourceTiming): boolean => {
    // `beacon`, in Firefox `other`.
    if (name === own[0] && initiatorType !== 'fetch') beaconAnswered()
    return own.includes(name) || (name.includes('/headwater.core') && /\/headwater\.core[^/]*$/.test(name))
  }

  const isUnwanted = (entry: PerformanceEntry): boolean => {
    // To read a member takes longer than all that is done with it, and there may be very many entries.
    const { entryType } = entry
    if (entryType === 'event') return !(entry as { interactionId?: number }).interactionId
    // The others that become spans are vitals too, or few: they are left to `removeIgnored`.
    if (entryType[0] === 'm') return !!delivery.ignoreSpans && isIgnored(delivery.ignoreSpans, entryType, entry.name)
    if (entryType !== 'resource') return false
    const { initiatorType, name } = entry as PerformanceResourceTiming
    const op = 'resource.' + initiatorType
    // A request waits for its entry, also one that is ignored.
    return (
      !delivery.traced.includes(initiatorType) &&
      (isIgnored(delivery.ignoreResources, op, name) || isIgnored(delivery.ignoreSpans, op, name.replace(pageOrigin(), '')))
    )
  }
  const inputs = createInputNames()
  const noteEvent = (event: Event, node?: Node | null): void => {
    if (!/^(error|unh)/.test(event.type)) inputs._note(event, node)
    else if (isError(event)) write([ERROR, [event.timeStamp], []])
  }
  const namesOf = (entry: PerformanceEntry, nodes = nodesOf((entry as Candidate).largestContentfulPaint ?? entry)): string[] => {
    const input = 'processingStart' in entry && inputs._at(entry.startTime)
    return input ? [input] : nodes.map(selectorOf)
  }
  const encode = (entry: PerformanceEntry, now: number, nodes?: Held[1]): Command | undefined => {
    try {
      if (isUnwanted(entry)) return undefined
      const { entryType } = entry
      return encoders[entryType]!(entry, now, MANY.includes(entryType) ? [] : namesOf(entry, nodes))
    } catch {
      // A polyfill's, perhaps.
      return [REFUSED, [1], []]
    }
  }
  let unread: PerformanceEntry[] = []
  /** Whether nothing is done about it now: it is held for later, or is our own. */
  const isHeld = (entry: PerformanceEntry): boolean => {
    const { entryType } = entry
    if (!MANY.includes(entryType)) return false
    if (entryType !== 'resource' || !isOwn(entry as PerformanceResourceTiming)) unread.push(entry)
    return true
  }
  const note = (entry: PerformanceEntry, now: number, nodes?: Held[1]): void => {
    try {
      // Of a recording that was closed.
      if ((host.since && entry.startTime < host.since) || isHeld(entry)) return
    } catch {
      // It is counted.
    }
    const command = encode(entry, now, nodes)
    if (command) write(command)
  }
  const record = (read: () => PerformanceEntryList): void =>
    attempt(() => {
      const now = performance.now()
      const isFirst = !unread[0]
      for (const entry of read()) note(entry, now)
      if (isFirst && unread[0]) hold()
    })

  // A page may have taken it away: then its document's timing is all there is.
  const observer = attempt(() => new PerformanceObserver(list => record(() => list.getEntries())))
  const isSupported = (type: string): boolean => !!observer && !!PerformanceObserver.supportedEntryTypes?.includes(type)
  // No entry can finish between the end of holding and the first of these calls, because all of this runs in one task;
  // `buffered` would repeat what the list has.
  const held = host.takeHeld(noteEvent)
  let index = 0
  for (const type in encoders) {
    const buffered = index++ >= HELD
    // The newer type says more about the same frames. What is not supported Firefox would name in the console.
    if (!isSupported(type) || (type === 'longtask' && isSupported('long-animation-frame'))) continue
    attempt(() => observer!.observe({ type, buffered, durationThreshold: 40 } as PerformanceObserverInit))
  }
  // A page in which nothing moves has a value too, where the browser would tell.
  if (isSupported('layout-shift')) write([LAYOUT_SHIFT, [0, 0, 0], ['']])

  addEventListener('pageshow', ({ persisted }) => {
    const painted = () => {
      const now = performance.now()
      write(encodeMoment('restored', now, now))
    }
    // The first callback comes before the first frame is painted, the second after.
    if (persisted) requestAnimationFrame(() => requestAnimationFrame(painted))
  })

  const drainDocument = createDocumentDrain(write)
  let count: number | undefined
  return {
    _drain() {
      if (!host.since) attempt(drainDocument)
      const now = performance.now()
      for (const [what, nodes] of held.splice(0))
        attempt(() => ('timeStamp' in what ? noteEvent(what, nodes?.[0]) : note(what, now, nodes)))
      // Buffered entries are there as soon as observe() returns, others as soon as they were queued: no need to
      // wait for the callback, which comes in a task of its own.
      record(() => observer!.takeRecords())
      const current = interactionCount()
      if (current && current !== count) write([INTERACTIONS, [performance.now(), (count = current)], []])
    },
    _take() {
      const taken = unread
      unread = []
      return taken
    },
    _encode: encode,
    _stop: () => observer?.disconnect(),
  }
}

/** Writes the document's navigation timing and load event, each once, when it is over. */
function createDocumentDrain(write: (command: Command) => void): () => void {
  let navigationWritten = false
  let loadWritten = false
  return () => {
    if (loadWritten) return
    const timing = navigationTiming()
    if (!timing) return
    // A document left before it was parsed is written with the phases it reached.
    if (!navigationWritten && (timing.domContentLoadedEventEnd || document.visibilityState === 'hidden')) {
      navigationWritten = true
      write(encodeNavigation(timing))
    }
    if (timing.loadEventEnd) {
      loadWritten = true
      write(encodeMoment('load', timing.loadEventStart, timing.loadEventEnd))
    }
  }
}
