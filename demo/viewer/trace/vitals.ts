// Web vitals: what they are worth, and where they stand in time.

import type { Measurement } from '../wire.ts'

/** Up to here good, up to there in need of improvement: https://web.dev/articles/vitals. In ms, but for cls. */
const limits: Record<string, [good: number, poor: number]> = {
  fcp: [1800, 3000],
  lcp: [2500, 4000],
  inp: [200, 500],
  cls: [0.1, 0.25],
  ttfb: [800, 1800],
  fid: [100, 300],
}
export const lines = ['ttfb', 'fp', 'fcp', 'lcp'] as const

export type Rating = 'good' | 'needs improvement' | 'poor'

export function rating(name: string, value: number): Rating | null {
  const limit = limits[name]
  if (!limit) return null
  if (value <= limit[0]) return 'good'
  return value <= limit[1] ? 'needs improvement' : 'poor'
}

const perUnit: Record<string, number> = {
  nanosecond: 1e-6,
  microsecond: 1e-3,
  millisecond: 1,
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
}

/** The number of a measurement, times in ms; null where it is none: what senders call one may be anything. */
export function measured(measurement: Measurement | null | undefined): { value: number; isTime: boolean } | null {
  const value = measurement?.value
  if (typeof value !== 'number' || !Number.isFinite(value)) return null
  const factor = perUnit[measurement?.unit ?? '']
  return factor === undefined ? { value, isTime: false } : { value: value * factor, isTime: true }
}
