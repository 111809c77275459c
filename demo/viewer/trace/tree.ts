// Rows of one height in a box that scrolls, of which only those in view exist: the elements of the ones that leave are
// used again for the ones that come. The details of one row may be open below it.

import { RowElement } from './row-element.ts'

export const rowHeight = 24

export interface TreeHost {
  paint: (element: RowElement, row: number) => void
  /** The bar alone: another part of the time is to be seen. */
  paintBar: (element: RowElement) => void
  /** A click on a row: on the arrow before its name, or anywhere else. */
  onToggle: (row: number) => void
  onOpen: (row: number) => void
  /** Other rows have come into view. */
  onScroll: (first: number, last: number) => void
}

export class Tree {
  readonly scroller = document.createElement('div')
  readonly grid = document.createElement('div')
  /** Filled in by whoever opens a row. */
  readonly details = document.createElement('section')
  readonly #host: TreeHost
  readonly #pool: RowElement[] = []
  #count = 0
  #selected = -1
  #open = -1
  #detailsHeight = 0
  #height = 0
  #version = 0
  #areBarsOld = false
  #shown: [number, number] = [0, -1]
  #frame = 0

  constructor(host: TreeHost) {
    this.#host = host
    this.scroller.className = 'scroller'
    this.grid.className = 'tree'
    this.grid.tabIndex = 0
    this.grid.setAttribute('role', 'treegrid')
    this.grid.setAttribute('aria-label', 'Spans')
    this.grid.setAttribute('aria-colcount', '2')
    this.details.className = 'details'
    this.details.hidden = true
    this.details.setAttribute('aria-label', 'Details of the span')
    this.scroller.append(this.grid, this.details)
    this.scroller.addEventListener('scroll', () => this.draw(), { passive: true })
    this.grid.addEventListener('click', event => this.#click(event))
    // While what they show is waited for.
    this.#fillPool(Math.ceil(innerHeight / rowHeight) - 6)
    new ResizeObserver(() => this.#measure()).observe(this.scroller)
    new ResizeObserver(() => this.#measure()).observe(this.details)
  }

  get selected(): number {
    return this.#selected
  }
  get open(): number {
    return this.#open
  }

  /** Other rows, or the same with other contents. A row that should stay where it is on the screen is said: now, and where it was. */
  setRows(count: number, { selected = -1, open = -1, kept, was }: { selected?: number; open?: number; kept?: number; was?: number }): void {
    const before = was === undefined || was < 0 ? 0 : this.#top(was)
    this.#count = count
    this.#selected = selected
    this.#open = open
    this.details.hidden = open < 0
    this.grid.setAttribute('aria-rowcount', String(count))
    this.#layout()
    if (kept !== undefined && kept >= 0 && was !== undefined && was >= 0) this.scroller.scrollTop += this.#top(kept) - before
    this.refresh()
  }

  /** Its cells are painted anew in the next frame. */
  refresh(): void {
    this.#version++
    this.draw()
  }

  /** Its bars are placed anew in the next frame. */
  refreshBars(): void {
    this.#areBarsOld = true
    this.draw()
  }

  select(row: number, { reveal = true } = {}): void {
    this.#selected = row
    if (reveal) this.reveal(row)
    this.refresh()
  }

  /** Scrolls just as far as a row needs to be seen; with `center` into the middle if it was not. */
  reveal(row: number, { center = false } = {}): void {
    if (row < 0) return
    const top = this.#top(row)
    const { scrollTop, clientHeight } = this.scroller
    const outside = top < scrollTop || top + rowHeight > scrollTop + clientHeight
    if (!outside) return
    if (center) this.scroller.scrollTop = top - clientHeight / 2
    else this.scroller.scrollTop = top < scrollTop ? top : top + rowHeight - clientHeight
  }

  /** How many rows fit: for the page keys. */
  get page(): number {
    return Math.max(1, Math.floor(this.#height / rowHeight) - 1)
  }

  draw(): void {
    this.#frame ||= requestAnimationFrame(() => this.drawNow())
  }

  drawNow(): void {
    cancelAnimationFrame(this.#frame)
    this.#frame = 0
    const { scrollTop } = this.scroller
    const first = this.#rowAt(scrollTop)
    const last = Math.min(this.#count - 1, this.#rowAt(scrollTop + this.#height) + 1)
    this.#fillPool(last - first + 1)
    for (let row = first; row <= last; row++) this.#place(this.#pool[row % this.#pool.length]!, row)
    for (const element of this.#pool) if (element.row < first || element.row > last) element.hide()
    this.#areBarsOld = false
    const active = this.#selected >= first && this.#selected <= last ? this.#pool[this.#selected % this.#pool.length]!.root.id : null
    if (this.grid.getAttribute('aria-activedescendant') !== active) {
      if (active) this.grid.setAttribute('aria-activedescendant', active)
      else this.grid.removeAttribute('aria-activedescendant')
    }
    if (first !== this.#shown[0] || last !== this.#shown[1]) {
      this.#shown = [first, last]
      this.#host.onScroll(first, last)
    }
  }

  get shown(): [first: number, last: number] {
    return this.#shown
  }

  #place(element: RowElement, row: number): void {
    element.move(row, this.#top(row))
    if (element.version === this.#version && element.painted === row) {
      if (this.#areBarsOld) this.#host.paintBar(element)
      return
    }
    element.version = this.#version
    element.painted = row
    element.isSelected = row === this.#selected
    element.isOpen = row === this.#open
    this.#host.paint(element, row)
  }

  /** Once a row is in a slot it stays there as long as it is in view. */
  #fillPool(wanted: number): void {
    if (wanted <= this.#pool.length) return
    for (const element of this.#pool) element.painted = -1
    while (this.#pool.length < wanted + 2) {
      const element = new RowElement(this.#pool.length)
      this.#pool.push(element)
      this.grid.append(element.root)
    }
  }

  #top(row: number): number {
    return row * rowHeight + (this.#open >= 0 && row > this.#open ? this.#detailsHeight : 0)
  }

  #rowAt(y: number): number {
    const below = (this.#open + 1) * rowHeight
    if (this.#open < 0 || y < below) return Math.floor(y / rowHeight)
    return Math.max(this.#open, Math.floor((y - this.#detailsHeight) / rowHeight))
  }

  #measure(): void {
    this.#height = this.scroller.clientHeight
    this.#layout()
    this.drawNow()
  }

  #layout(): void {
    this.#detailsHeight = this.#open >= 0 ? this.details.offsetHeight : 0
    this.grid.style.height = `${this.#count * rowHeight + this.#detailsHeight}px`
    this.details.style.top = `${(this.#open + 1) * rowHeight}px`
    this.scroller.parentElement?.style.setProperty('--scrollbar', `${this.scroller.offsetWidth - this.scroller.clientWidth}px`)
  }

  #rowOf(target: EventTarget | null): number {
    const root = (target as Element | null)?.closest?.('.row')
    return root ? (this.#pool.find(element => element.root === root)?.row ?? -1) : -1
  }

  #click(event: MouseEvent): void {
    const row = this.#rowOf(event.target)
    if (row < 0) return
    // Whoever has marked text wants to copy it.
    if (getSelection()?.type === 'Range' && getSelection()!.containsNode(event.target as Node, true)) return
    this.grid.focus({ preventScroll: true })
    if ((event.target as Element).classList.contains('toggle')) this.#host.onToggle(row)
    else this.#host.onOpen(row)
  }
}
