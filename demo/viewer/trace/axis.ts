// The time above the bars: round points, the web vitals, and the time at the pointer.

import { duration, tickLabel } from '../format.ts'
import { Sides } from './sides.ts'
import { ticks, type TimeWindow } from './time-window.ts'

export interface Mark {
  name: string
  at: number
  rating: string
}

export class Axis {
  readonly element = document.createElement('div')
  /** Lies over the rows: lines that go through all of them. */
  readonly overlay = document.createElement('div')
  readonly sides: Sides
  readonly #window: TimeWindow
  readonly #cursor = document.createElement('div')
  readonly #time = document.createElement('div')
  readonly #lines = new Pool('line')
  readonly #ticks = new Pool('tick')
  readonly #marks = new Pool('mark')
  readonly #names = new Pool('mark-name')
  #vitals: Mark[] = []

  constructor(window: TimeWindow) {
    this.#window = window
    this.element.className = 'axis'
    this.element.setAttribute('aria-hidden', 'true')
    this.overlay.className = 'overlay'
    this.overlay.setAttribute('aria-hidden', 'true')
    this.#cursor.className = 'cursor'
    this.#time.className = 'cursor-time'
    this.#cursor.hidden = this.#time.hidden = true
    this.overlay.append(this.#cursor)
    this.element.append(this.#time)
    this.sides = new Sides(this.element, () => this.update())
  }

  setVitals(marks: Mark[]): void {
    this.#vitals = marks
    this.update()
  }

  update(): void {
    const { from, to, full } = this.#window
    const { width } = this.sides
    const { step, at } = ticks(from - full.from, to - full.from, Math.max(1, Math.min(10, width / 80)))
    const shares = at.map(time => this.#window.share(time + full.from) * 100)
    const spacing = (step / (to - from)) * width
    this.#ticks.show(this.element, shares, (tick, i) => {
      // At the right end it stands before its point, unless the one before it stands there.
      const isLast = shares[i]! > 94
      const text = isLast && spacing < 105 ? '' : tickLabel(at[i]!, step)
      if (tick.textContent !== text) tick.textContent = text
      tick.classList.toggle('last', isLast)
    })
    this.#lines.show(this.overlay, shares, () => {})
    this.#showVitals(width)
  }

  /** A line through all rows, and its name above them where there is room: at its right, else at its left. */
  #showVitals(width: number): void {
    const { from, to, full } = this.#window
    const seen = this.#vitals.filter(({ at: time }) => time >= from && time <= to).sort((a, b) => a.at - b.at)
    const at = seen.map(({ at: time }) => this.#window.share(time) * 100)
    const sides = namePlaces(
      at.map(share => (share * width) / 100),
      width,
    )
    this.#marks.show(this.overlay, at, (mark, i) => {
      mark.dataset.rating = seen[i]!.rating
    })
    this.#names.show(this.element, at, (name, i) => {
      const { name: text, rating, at: time } = seen[i]!
      name.textContent = text
      name.dataset.rating = rating
      name.title = `${text} ${duration(time - full.from)}`
      name.classList.toggle('left', sides[i] === 'left')
      name.classList.toggle('hidden-text', sides[i] === 'none')
    })
  }

  /** Shows the line at the pointer; null: none. */
  cursor(time: number | null): void {
    const share = time === null ? -1 : this.#window.share(time)
    const isSeen = share >= 0 && share <= 1
    this.#cursor.hidden = this.#time.hidden = !isSeen
    if (!isSeen) return
    this.#cursor.style.left = this.#time.style.left = `${share * 100}%`
    this.#time.textContent = duration(time! - this.#window.full.from)
  }
}

/** What is as wide as the longest of these names, in pixels. */
const nameWidth = 30

/** From the last on: no name may lie over another. */
function namePlaces(at: number[], width: number): ('right' | 'left' | 'none')[] {
  let free = width
  return [...at]
    .reverse()
    .map(x => {
      if (x + nameWidth <= free) {
        free = x
        return 'right' as const
      }
      if (x <= free && x >= nameWidth) {
        free = x - nameWidth
        return 'left' as const
      }
      return 'none' as const
    })
    .reverse()
}

/** Elements of one kind that are used again. */
class Pool {
  readonly #name: string
  readonly #elements: HTMLElement[] = []

  constructor(name: string) {
    this.#name = name
  }

  show(parent: HTMLElement, shares: number[], fill: (element: HTMLElement, i: number) => void): void {
    while (this.#elements.length < shares.length) {
      const element = document.createElement('div')
      element.className = this.#name
      parent.append(element)
      this.#elements.push(element)
    }
    for (const [i, element] of this.#elements.entries()) {
      const isUnused = i >= shares.length
      if (element.hidden !== isUnused) element.hidden = isUnused
      if (isUnused) continue
      element.style.left = `${shares[i]!}%`
      fill(element, i)
    }
  }
}
