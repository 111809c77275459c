/** One command in the form of wasm/commands.md: its code, numbers and strings. */
export type Command = [code: number, numbers: number[], strings: string[]]

/**
 * Start and end of an entry, made fit for the wire: nothing before the time origin or after `now`, and no end
 * before its start. Browsers report negative durations (Chromium, for some resources), and a page may measure
 * backwards or mark a moment that is still to come, which would make the core run ahead of the clock.
 */
export function extentOf(entry: PerformanceEntry, now: number): { start: number; end: number } {
  const within = (time: number): number => Math.min(Math.max(time, 0), now)
  const start = within(entry.startTime)
  return { start, end: Math.max(start, within(entry.startTime + entry.duration)) }
}

/** The named fields as numbers of a command; what a browser does not have, or has as no usable number, is NaN. */
export function numbersOf(entry: PerformanceEntry, fields: readonly string[]): number[] {
  const values = entry as unknown as Record<string, number>
  return fields.map((field) => {
    const value = values[field]!
    return value >= 0 && value < Infinity ? value : NaN
  })
}

/** The named fields as strings of a command; what a browser does not have is empty. */
export function stringsOf(entry: PerformanceEntry, fields: readonly string[]): string[] {
  const values = entry as unknown as Record<string, unknown>
  return fields.map((field) => String(values[field] ?? ''))
}

/** Fields that the timing of a resource and of the document have in common, in the order of their commands. */
export const CONNECTION_FIELDS = [
  'fetchStart',
  'domainLookupStart',
  'domainLookupEnd',
  'connectStart',
  'secureConnectionStart',
  'connectEnd',
  'requestStart',
  'responseStart',
  'responseEnd',
]
export const SIZE_FIELDS = ['transferSize', 'encodedBodySize', 'decodedBodySize', 'responseStatus']
