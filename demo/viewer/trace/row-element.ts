// The elements of one row. Nine, however long the trace is.

import type { TimeWindow } from './time-window.ts'

export class RowElement {
  readonly root = document.createElement('div')
  readonly name = document.createElement('div')
  readonly toggle = document.createElement('span')
  readonly op = document.createElement('span')
  readonly text = document.createElement('span')
  readonly bar = document.createElement('div')
  readonly fill = document.createElement('span')
  readonly label = document.createElement('span')
  row = -1
  painted = -1
  version = -1
  isSelected = false
  isOpen = false
  /** The time of its bar. */
  start = 0
  end = 0
  readonly #written = new Map<HTMLElement, Record<string, string | null>>()

  constructor(slot: number) {
    this.root.id = `row-${slot}`
    this.root.hidden = true
    this.root.setAttribute('role', 'row')
    for (const cell of [this.name, this.bar]) cell.setAttribute('role', 'gridcell')
    this.name.className = 'name'
    this.toggle.className = 'toggle'
    this.bar.className = 'bar'
    this.fill.className = 'fill'
    for (const element of [this.op, this.text, this.label]) element.append('')
    this.name.append(this.toggle, this.op, this.text)
    this.bar.append(this.fill, this.label)
    this.root.append(this.name, this.bar)
  }

  move(row: number, top: number): void {
    if (this.row < 0) this.root.hidden = false
    this.row = row
    this.style(this.root, 'top', `${top}px`)
  }

  hide(): void {
    if (this.row < 0) return
    this.row = -1
    this.painted = -1
    this.root.hidden = true
  }

  /** Sets or removes an attribute. */
  attribute(element: HTMLElement, name: string, value: string | number | null): void {
    const text = value === null ? null : String(value)
    if (!this.#isNew(element, name, text)) return
    if (text === null) element.removeAttribute(name)
    else element.setAttribute(name, text)
  }

  style(element: HTMLElement, name: string, value: string): void {
    if (this.#isNew(element, name, value)) element.style.setProperty(name, value)
  }

  write(element: HTMLElement, value: string): void {
    if (this.#isNew(element, '', value)) (element.firstChild as Text).data = value
  }

  /** The bar in percent of the column, and its label where there is room for it: behind, before, or on it. */
  placeBar(window: TimeWindow): void {
    const { fill, label } = this
    const from = window.share(this.start) * 100
    const to = window.share(this.end) * 100
    const isOutside = to < 0 || from > 100
    this.attribute(this.bar, 'hidden', isOutside ? '' : null)
    if (isOutside) return
    const left = Math.max(from, 0)
    const right = Math.min(to, 100)
    this.style(fill, 'left', percent(left))
    this.style(fill, 'width', percent(right - left))
    const side = to <= 80 ? 'behind' : from >= 20 ? 'before' : 'on'
    this.attribute(label, 'class', `label ${side}`)
    this.style(label, 'left', side === 'before' ? 'auto' : percent(side === 'behind' ? right : left))
    this.style(label, 'right', side === 'before' ? percent(100 - left) : 'auto')
  }

  /** Whether it is other than before: what is written once more makes the browser look at it again. */
  #isNew(element: HTMLElement, name: string, value: string | null): boolean {
    let written = this.#written.get(element)
    if (!written) this.#written.set(element, (written = {}))
    if (written[name] === value) return false
    written[name] = value
    return true
  }
}

const percent = (share: number): string => `${Math.round(share * 1000) / 1000}%`
