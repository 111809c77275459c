// The part of the time that the bars show.

export interface Span {
  from: number
  to: number
}

/** No closer than this, in ms: nothing is measured finer. */
const smallest = 0.01

/** Lies within `full` and moves in it. */
export class TimeWindow {
  full: Span
  from: number
  to: number

  constructor(full: Span) {
    this.full = { ...full, to: Math.max(full.to, full.from + smallest) }
    this.from = this.full.from
    this.to = this.full.to
  }

  get size(): number {
    return this.to - this.from
  }
  get isFull(): boolean {
    return this.from <= this.full.from && this.to >= this.full.to
  }

  set(from: number, to: number): void {
    const [low, high] = from <= to ? [from, to] : [to, from]
    const size = Math.min(Math.max(high - low, smallest), this.full.to - this.full.from)
    this.from = Math.min(Math.max(low, this.full.from), this.full.to - size)
    this.to = Math.min(this.from + size, this.full.to)
  }

  reset(): void {
    this.set(this.full.from, this.full.to)
  }

  /** By `factor` (below 1: closer) with the time `at` staying where it is. */
  zoom(factor: number, at: number): void {
    const size = Math.min(Math.max(this.size * factor, smallest), this.full.to - this.full.from)
    const share = (at - this.from) / this.size
    this.set(at - share * size, at - share * size + size)
  }

  pan(by: number): void {
    const kept = Math.min(Math.max(by, this.full.from - this.from), this.full.to - this.to)
    this.set(this.from + kept, this.to + kept)
  }

  /** Where a time stands: 0 at the left, 1 at the right. */
  share(time: number): number {
    return (time - this.from) / this.size
  }
}

/** About `count` round times within a window, from the first on, and how far they are apart. */
export function ticks(from: number, to: number, count: number): { step: number; at: number[] } {
  const rough = Math.max(to - from, 1e-9) / Math.max(1, count)
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map(factor => factor * power).find(size => size >= rough * 0.999)!
  const at: number[] = []
  for (let i = Math.ceil(from / step - 1e-9); i * step <= to + step * 1e-9; i++) at.push(i * step + 0)
  return { step, at }
}
