// The span view: minimap, time axis and tree of one trace, and what can be done in it. It knows nothing of addresses and
// details: whoever holds it is told what was done.

import type { Folding } from '../address.ts'
import { neutral, opColour, serviceColours } from '../colours.ts'
import { Axis, type Mark } from './axis.ts'
import { criticalPath, type CriticalPath } from './critical-path.ts'
import { findGaps, type Gap } from './gaps.ts'
import { findGroups } from './groups.ts'
import { service, spanId } from './labels.ts'
import { Minimap } from './minimap.ts'
import { flag, kind, type TraceModel } from './model.ts'
import type { Phase } from './resource-phases.ts'
import { paintRow, type Parts } from './row-paint.ts'
import { buildRows, rowKind, type Rows } from './rows.ts'
import { TimeWindow } from './time-window.ts'
import { Tree } from './tree.ts'
import { zoomByPointer } from './zoom.ts'

export interface SpanViewHost {
  /** Another row is selected; of a gap the node behind it. */
  onSelect: (node: number, kind: number) => void
  /** A click or Enter on a row that has details. */
  onOpen: (node: number) => void
  onWindow: () => void
  /** By hand. */
  onFold: (folding: Folding) => void
  onScroll: (nodes: number[]) => void
  phases: (node: number) => Phase[]
}

export interface SpanViewOptions {
  colour: 'op' | 'service'
  gap: number
  path: boolean
  folding: Folding
  marks: Mark[]
}

/** An address may have two thousand letters. */
const mostOthers = 60

export class SpanView {
  readonly tree: Tree
  readonly minimap: Minimap
  readonly axis: Axis
  readonly window = new TimeWindow({ from: 0, to: 1 })
  readonly #host: SpanViewHost
  model!: TraceModel
  rows!: Rows
  gaps = new Map<number, Gap>()
  #groups = new Map<number, number>()
  #openGroups = new Set<number>()
  #collapsed = new Uint8Array(0)
  #levels = 0
  #path: CriticalPath | null = null
  #matches: Set<number> | null = null
  #match = -1
  #services = new Map<string, number>()
  #colours = new Uint8Array(0)
  readonly #parts = new Map<number, Parts>()
  #frame = 0

  constructor(host: SpanViewHost) {
    this.#host = host
    this.axis = new Axis(this.window)
    this.minimap = new Minimap(this.window, {
      onChange: done => {
        this.redrawBars()
        if (done) host.onWindow()
      },
      onCursor: time => this.axis.cursor(time),
    })
    this.tree = new Tree({
      paint: (element, row) => this.#paint(element, row),
      paintBar: element => element.placeBar(this.window),
      onToggle: row => this.toggle(row),
      onOpen: row => this.act(row),
      onScroll: () => host.onScroll(this.visibleNodes()),
    })
    zoomByPointer(this.tree.scroller, this.axis, this.window, () => this.redrawBars(), host.onWindow)
    addEventListener('themechange', () => {
      if (this.model) this.minimap.redraw()
    })
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
      if (this.model) this.minimap.redraw()
    })
  }

  /** `isSame`: what is shown already, with more in it. What is selected and open stays so, and where it is. */
  show(model: TraceModel, options: SpanViewOptions, isSame = false): void {
    const was = isSame ? this.tree.selected : -1
    const [selectedId, openId] = [this.selectedNode, this.openNode].map(node => (isSame && node >= 0 ? spanId(this.model, node) : null))
    this.model = model
    this.window.full = { from: model.from, to: Math.max(model.to, model.from + 0.01) }
    this.window.reset()
    this.#parts.clear()
    this.#matches = null
    this.#match = -1
    this.#services = serviceColours(Array.from(model.trace.transactions, one => one.service ?? one.project ?? ''))
    this.gaps = options.gap > 0 ? findGaps(model, options.gap) : new Map()
    this.#groups = findGroups(model, this.gaps)
    this.#fold(options.folding)
    this.#path = options.path ? criticalPath(model) : null
    this.axis.setVitals(options.marks)
    this.#paintColours(options.colour)
    this.minimap.show(model, node => this.#colours[node]!)
    this.rows = this.#build()
    const rowOf = (id: string | null | undefined): number => (id ? this.rows.rowOf(this.nodeOf(id)) : -1)
    const selected = rowOf(selectedId)
    this.tree.setRows(this.rows.count, {
      selected: selected < 0 && model.count > 0 ? 0 : selected,
      open: rowOf(openId),
      kept: selected,
      was,
    })
    this.tree.drawNow()
  }

  setColour(colour: 'op' | 'service'): void {
    this.#paintColours(colour)
    this.minimap.redraw()
    this.tree.refresh()
  }

  /** More is known of the spans in view. */
  refreshParts(): void {
    this.#parts.clear()
    this.tree.refresh()
  }

  setPath(isShown: boolean): void {
    this.#path = isShown ? criticalPath(this.model) : null
    this.refreshParts()
  }

  setGap(gap: number): void {
    this.gaps = gap > 0 ? findGaps(this.model, gap) : new Map()
    this.#groups = findGroups(this.model, this.gaps)
    this.#rebuild()
  }

  setMatches(matches: number[] | null, current = -1): void {
    this.#matches = matches && new Set(matches)
    this.#match = current
    this.tree.refresh()
  }

  /** The window has changed: in the next frame all of it is shown. */
  redrawBars(): void {
    this.tree.refreshBars()
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0
      this.axis.update()
      this.minimap.update()
    })
  }

  /** A row has been clicked, or Enter pressed on it. */
  act(row: number): void {
    this.#select(row)
    const node = this.rows.node[row]!
    if (this.rows.kind[row] === rowKind.group) this.toggle(row)
    else if (this.rows.kind[row] === rowKind.node && this.model.kind[node] !== kind.missing) this.#host.onOpen(node)
  }

  /** Opens the details below a node, or none for -1: they are in `tree.details` then. */
  open(node: number): void {
    if (node >= 0) this.#unfold(node)
    const row = node < 0 ? -1 : this.rows.rowOf(node)
    const kept = this.tree.selected
    this.tree.setRows(this.rows.count, {
      selected: row >= 0 ? row : kept,
      open: row,
      kept: row >= 0 ? row : kept,
      was: row >= 0 ? row : kept,
    })
  }

  /** Makes a node's row exist, selects it and brings it into view. */
  goTo(node: number): void {
    this.#unfold(node)
    const row = this.rows.rowOf(node)
    this.tree.reveal(row, { center: true })
    this.#select(row)
  }

  get selectedNode(): number {
    return this.tree.selected < 0 ? -1 : this.rows.node[this.tree.selected]!
  }
  /** The gap that is selected. */
  get #gap(): Gap | undefined {
    const row = this.tree.selected
    return row >= 0 && this.rows.kind[row] === rowKind.gap ? this.gaps.get(this.rows.node[row]!) : undefined
  }

  get openNode(): number {
    return this.tree.open < 0 ? -1 : this.rows.node[this.tree.open]!
  }

  move(by: number): void {
    this.#select(Math.min(Math.max(this.tree.selected + by, 0), this.rows.count - 1), true)
  }

  /** Expands or collapses; without `expand` the other of what it is. */
  toggle(row: number, expand?: boolean): boolean {
    const node = this.rows.node[row]!
    if (this.rows.kind[row] === rowKind.group) {
      const isOpen = this.#openGroups.has(node)
      if (expand === isOpen) return false
      if (isOpen) this.#openGroups.delete(node)
      else this.#openGroups.add(node)
    } else if (this.rows.kind[row] === rowKind.node && this.model.after[node]! > node + 1) {
      if (expand !== undefined && expand === !this.#collapsed[node]) return false
      this.#collapsed[node] = this.#collapsed[node] ? 0 : 1
    } else {
      return false
    }
    this.#rebuild()
    this.#host.onFold(this.folding)
    return true
  }

  /** All of the tree, or `levels` of it; groups open with all. */
  expandTo(levels: number): void {
    this.setFolding({ levels, others: [] })
    this.#host.onFold(this.folding)
  }

  setFolding(folding: Folding): void {
    this.#fold(folding)
    this.#rebuild()
  }

  #fold({ levels, others }: Folding): void {
    const { model } = this
    this.#levels = levels
    this.#collapsed = new Uint8Array(model.count)
    for (let node = 0; node < model.count; node++) this.#collapsed[node] = this.#isFoldedBy(levels, node)
    this.#openGroups = new Set(levels === Infinity ? this.#groups.keys() : [])
    for (const id of others) {
      const isGroup = id.startsWith('*')
      const node = this.nodeOf(isGroup ? id.slice(1) : id)
      if (node < 0) continue
      if (!isGroup) this.#collapsed[node] = this.#collapsed[node] ? 0 : 1
      else if (!this.#openGroups.delete(node) && this.#groups.has(node)) this.#openGroups.add(node)
    }
  }

  #isFoldedBy = (levels: number, node: number): 0 | 1 => (levels > 0 && this.model.depth[node]! + 1 >= levels ? 1 : 0)

  get folding(): Folding {
    const { model } = this
    const levels = this.#levels
    const others: string[] = []
    for (let node = 0; node < model.count; node++) {
      const isOther = model.after[node]! > node + 1 && this.#collapsed[node] !== this.#isFoldedBy(levels, node)
      if (isOther) others.push(spanId(model, node))
    }
    for (const first of this.#groups.keys())
      if (this.#openGroups.has(first) !== (levels === Infinity)) others.push(`*${spanId(model, first)}`)
    return { levels, others: others.slice(0, mostOthers) }
  }

  /** How many levels are to be seen. */
  get levels(): number {
    let deepest = 0
    for (let row = 0; row < this.rows.count; row++) deepest = Math.max(deepest, this.rows.level[row]!)
    return deepest
  }

  /** Bars as wide as the selected span. */
  fit(): void {
    const node = this.selectedNode
    if (node < 0) return
    const { from, to } = this.#gap ?? { from: this.model.start[node]!, to: this.model.end[node]! }
    this.window.set(from - (to - from) * 0.02, to + (to - from) * 0.02)
    this.redrawBars()
    this.#host.onWindow()
  }

  /** Selects the next row for which `is`, or an earlier one; whether there is any. */
  find(is: (node: number, row: number) => boolean, step: 1 | -1 = 1): boolean {
    const { count } = this.rows
    for (let i = 1; i <= count; i++) {
      const row = (((this.tree.selected + step * i) % count) + count) % count
      if (!is(this.rows.node[row]!, row)) continue
      this.tree.reveal(row, { center: true })
      this.#select(row)
      return true
    }
    return false
  }

  /** The next node with an error, also where it is hidden. */
  nextError(): boolean {
    const { model } = this
    // The node behind a gap has not been seen yet.
    const from = this.selectedNode - (this.#gap ? 1 : 0)
    for (let i = 1; i <= model.count; i++) {
      const node = (from + i + model.count) % model.count
      if (model.flags[node]! & flag.error) {
        this.goTo(node)
        return true
      }
    }
    return false
  }

  visibleNodes(): number[] {
    const [first, last] = this.tree.shown
    const nodes: number[] = []
    for (let row = Math.max(0, first); row <= last && row < this.rows.count; row++)
      if (this.rows.kind[row] === rowKind.node) nodes.push(this.rows.node[row]!)
    return nodes
  }

  nodeOf(id: string): number {
    for (let node = 0; node < this.model.count; node++)
      if (this.model.kind[node] !== kind.missing && spanId(this.model, node) === id) return node
    return -1
  }

  #select(row: number, reveal = false): void {
    this.tree.select(row, { reveal })
    if (row >= 0) this.#host.onSelect(this.rows.node[row]!, this.rows.kind[row]!)
  }

  #paint(element: Parameters<typeof paintRow>[0], row: number): void {
    paintRow(element, row, {
      model: this.model,
      rows: this.rows,
      window: this.window,
      gaps: this.gaps,
      groups: this.#groups,
      collapsed: this.#collapsed,
      openGroups: this.#openGroups,
      colour: node => this.#colours[node]!,
      serviceColour: node => this.#services.get(service(this.model, node)) ?? neutral,
      path: this.#path,
      matches: this.#matches,
      match: this.#match,
      phases: this.#host.phases,
      parts: this.#parts,
    })
  }

  #paintColours(by: 'op' | 'service'): void {
    const { model } = this
    this.#colours = new Uint8Array(model.count)
    const ops = model.ops.map(opColour)
    const owners = model.trace.transactions.map(one => this.#services.get(one.service ?? one.project ?? '') ?? neutral)
    for (let node = 0; node < model.count; node++) {
      this.#colours[node] =
        model.kind[node] === kind.missing
          ? neutral
          : by === 'service'
            ? owners[model.transaction[node]!]!
            : (ops[model.op[node]!] ?? neutral)
    }
  }

  #build(): Rows {
    return buildRows(this.model, { collapsed: this.#collapsed, groups: this.#groups, openGroups: this.#openGroups, gaps: this.gaps })
  }

  #rebuild(): void {
    const selected = this.selectedNode
    const open = this.openNode
    const was = this.tree.selected
    this.rows = this.#build()
    const row = selected < 0 ? -1 : this.rows.rowOf(selected)
    // Details whose row is hidden now are hidden with it.
    const openRow = open < 0 ? -1 : this.rows.rowOf(open)
    const isShown = openRow >= 0 && this.rows.node[openRow] === open && this.rows.kind[openRow] === rowKind.node
    this.tree.setRows(this.rows.count, { selected: row, open: isShown ? openRow : -1, kept: row, was })
  }

  /** Whatever a node is hidden in is expanded. */
  #unfold(node: number): void {
    let changed = false
    for (let above = this.model.parent[node]!; above >= 0; above = this.model.parent[above]!) {
      if (this.#collapsed[above]) changed = true
      this.#collapsed[above] = 0
    }
    for (const [first, size] of this.#groups) {
      if (node < first || node >= first + size || this.#openGroups.has(first)) continue
      this.#openGroups.add(first)
      changed = true
    }
    if (!changed) return
    this.#rebuild()
    this.#host.onFold(this.folding)
  }
}
