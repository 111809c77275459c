import { readTrace, type Incoming } from '../trace.ts'

const content = (name: string): string | undefined =>
  document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content

/** The trace of the server that made this page, from `<meta name="sentry-trace">` and `<meta name="baggage">`. */
export const readMeta = (): Incoming | undefined => readTrace(content('sentry-trace'), content('baggage'))

type Prerendering = Document & { prerendering?: boolean }
type Activated = PerformanceEntry & { activationStart?: number }

/**
 * Calls `onStart` when somebody sees the page: at once, or when a prerendered page is activated; until then
 * `onPrerender` stands for it. The start is in ms since the time origin.
 */
export function watchPageload(onPrerender: () => void, onStart: (start: number) => void): void {
  const start = () => {
    onStart((performance.getEntriesByType('navigation')[0] as Activated | undefined)?.activationStart || 0)
  }
  if ((document as Prerendering).prerendering) {
    onPrerender()
    document.addEventListener('prerenderingchange', start)
  } else start()
}
