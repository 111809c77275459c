import { navigationTiming } from '../base/navigation-timing.ts'
import { SEEN } from '../base/storage-keys.ts'
import { attempt } from '../base/values.ts'
import { readTrace, type Incoming } from '../trace/trace.ts'

/** A text that the page's maker has put in a meta tag of the head, where no visitor's content is, or else in the document's `Server-Timing`. */
const content = (name: string): string | undefined =>
  document.querySelector<HTMLMetaElement>(`:root > head > meta[name="${name}"]`)?.content ||
  navigationTiming()?.serverTiming?.find(metric => metric.name === name)?.description

/**
 * The trace of the server that made this page. One that was made for somebody else, or another time, is stale: it came out
 * of a cache, or this browser has seen it before (the last 20 are remembered).
 */
export function readIncoming(): Incoming | undefined {
  const incoming = readTrace(content('sentry-trace') || content('traceparent') || content('trace'), content('baggage'))
  if (!incoming) return
  const { traceId, parentSpanId: id } = incoming
  const navigation = navigationTiming()
  let seen = ''
  attempt(() => {
    seen = localStorage[SEEN] || seen
    localStorage[SEEN] = (id + seen).slice(0, 320)
  })
  return seen.includes(id!) || navigation?.deliveryType === 'cache' || (navigation?.type === 'back_forward' && !navigation.transferSize)
    ? { stale: traceId + '-' + id }
    : incoming
}

/**
 * Whether an earlier page of the tab can have been of this origin, and have left something: to look whether it has makes the page wait for another
 * process. Who comes from elsewhere, or begins here, has left nothing.
 */
export function hasPredecessor(): boolean {
  const { referrer } = document
  return navigationTiming()?.type !== 'navigate' || (referrer ? referrer.startsWith(location.origin) : window.history.length > 1)
}

/**
 * Calls `onStart` when somebody sees the page: at once, or when a prerendered page is activated; until then
 * `onPrerender` stands for it. Starts are in ms since the time origin.
 */
export function watchPageload(onPrerender: () => void, onStart: (start: number) => void): void {
  const start = () => onStart(navigationTiming()?.activationStart || 0)
  if ((document as Document & { prerendering?: boolean }).prerendering) {
    onPrerender()
    document.addEventListener('prerenderingchange', start)
  } else start()
}
