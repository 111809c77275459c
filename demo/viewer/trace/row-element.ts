// The elements of one row. Eight, however long the trace is.

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
  #top = -1

  constructor(slot: number) {
    this.root.id = `row-${slot}`
    this.root.className = 'row'
    this.root.hidden = true
    this.root.setAttribute('role', 'row')
    for (const cell of [this.name, this.bar]) cell.setAttribute('role', 'gridcell')
    this.name.className = 'name'
    this.toggle.className = 'toggle'
    this.op.className = 'op'
    this.text.className = 'text'
    this.bar.className = 'bar'
    this.fill.className = 'fill'
    this.label.className = 'label'
    this.name.append(this.toggle, this.op, this.text)
    this.bar.append(this.fill, this.label)
    this.root.append(this.name, this.bar)
  }

  move(row: number, top: number): void {
    if (this.row < 0) this.root.hidden = false
    this.row = row
    if (this.#top !== top) {
      this.#top = top
      this.root.style.transform = `translateY(${top}px)`
    }
  }

  hide(): void {
    if (this.row < 0) return
    this.row = -1
    this.painted = -1
    this.root.hidden = true
  }

  /** Sets or removes an attribute. */
  attribute(name: string, value: string | number | null): void {
    if (value === null) this.root.removeAttribute(name)
    else this.root.setAttribute(name, String(value))
  }
}
