/**
 * End, start and duration of an entry, made fit for the wire: nothing before the time origin or after `now`, no end
 * before its start, and 0 for what is no time. Browsers report negative durations (Chromium, for some resources), and a page may measure
 * backwards or mark a moment that is still to come, which would make the core run ahead of the clock.
 */
export function extentOf(entry: PerformanceEntry, now: number): [end: number, start: number, duration: number] {
  const within = (time: number): number => (time > 0 ? Math.min(time, now) : 0)
  const start = within(entry.startTime)
  const end = Math.max(start, within(entry.startTime + entry.duration))
  return [end, start, end - start]
}

/** A member of an entry as a number of a command: NaN for what a browser does not have, or has as no usable number. */
export function number(member: unknown): number {
  const value = Number(member)
  return value >= 0 && value < Infinity ? value : NaN
}

/** A member of an entry as a string of a command: empty for what a browser does not have. */
export const text = (member: unknown): string => String(member ?? '').slice(0, 16384)

/** The server's own account of its work (`Server-Timing`): one line per metric, its parts separated by tabs, the second one a number as JSON. */
export function serverTimingOf(entry: PerformanceEntry): string {
  const metrics = (entry as PerformanceResourceTiming).serverTiming ?? []
  return metrics
    .map(({ name, duration, description }) =>
      [name, isFinite(duration) ? +duration : 0, description].map(part => String(part).replace(/[\t\n]/g, ' ')).join('\t'),
    )
    .join('\n')
}
