// What keys do in the span view.

import { childTransactions } from './details.ts'
import { kind } from './model.ts'
import { rowKind } from './rows.ts'
import type { TracePage } from './trace-page.ts'

/** For the list of keys. */
export const traceKeys: [keys: string, what: string][] = [
  ['↑ ↓ or k j', 'Row above, row below'],
  ['Page Up, Page Down, Home, End', 'Further'],
  ['→ ←', 'Expand, collapse, or to the child and the parent'],
  ['Enter', 'Details of the span'],
  ['Esc', 'Close the details, then reset the zoom'],
  ['[ ]', 'Collapse all, expand all'],
  ['o i', 'Collapse one level, expand one level'],
  ['w s', 'Zoom in, zoom out'],
  ['a d', 'Earlier, later'],
  ['f', 'As wide as the span'],
  ['0', 'The whole time'],
  ['/', 'Find in this trace'],
  ['n N', 'Next match, previous match'],
  ['e', 'Next error'],
  ['g', 'Next gap'],
  ['c p', 'Child transaction, parent transaction'],
  ['t', 'Search by Trace'],
  ['x', 'Critical path'],
  ['y', 'Copy a link'],
  ['ctrl or ⌘ and wheel', 'Zoom at the pointer'],
  ['shift and wheel', 'Earlier, later'],
]

/** Moves within the tree, while it has the focus or nothing has. Whether the key meant something. */
export function treeKey(page: TracePage, { key }: KeyboardEvent): boolean {
  const { view } = page
  const row = view.tree.selected
  switch (key) {
    case 'ArrowDown':
      view.move(1)
      return true
    case 'ArrowUp':
      view.move(-1)
      return true
    case 'PageDown':
      view.move(view.tree.page)
      return true
    case 'PageUp':
      view.move(-view.tree.page)
      return true
    case 'Home':
      view.move(-Infinity)
      return true
    case 'End':
      view.move(Infinity)
      return true
    case 'ArrowRight':
      if (row >= 0 && !view.toggle(row, true) && isBelow(page, row + 1, row)) view.move(1)
      return true
    case 'ArrowLeft':
      if (row >= 0 && !view.toggle(row, false) && view.rows.parent[row]! >= 0) view.move(view.rows.parent[row]! - row)
      return true
    case 'Enter':
    case ' ':
      if (row >= 0) view.act(row)
      return true
    default:
      return false
  }
}

const isBelow = ({ view: { rows } }: TracePage, row: number, above: number): boolean => row < rows.count && rows.parent[row] === above

/** Single keys, anywhere but where text is typed. Whether the key meant something. */
export function letterKey(page: TracePage, { key }: KeyboardEvent): boolean {
  const { view, model } = page
  const { window } = view
  const node = view.selectedNode
  const changed = (): true => {
    view.redrawBars()
    page.go({ window: window.isFull ? null : [window.from, window.to] })
    return true
  }
  const middle =
    node >= 0 ? Math.min(Math.max((model.start[node]! + model.end[node]!) / 2, window.from), window.to) : (window.from + window.to) / 2
  switch (key) {
    case 'j':
      view.move(1)
      return true
    case 'k':
      view.move(-1)
      return true
    case '[':
      view.expandTo(1)
      return true
    case ']':
      view.expandTo(Infinity)
      return true
    case 'o':
      view.expandTo(Math.max(1, view.levels - 1))
      return true
    case 'i':
      view.expandTo(view.levels + 1)
      return true
    case 'w':
      window.zoom(1 / 1.5, middle)
      return changed()
    case 's':
      window.zoom(1.5, middle)
      return changed()
    case 'a':
      window.pan(-window.size / 5)
      return changed()
    case 'd':
      window.pan(window.size / 5)
      return changed()
    case '0':
      window.reset()
      return changed()
    case 'f':
      view.fit()
      return true
    case '/':
      document.getElementById('find')?.focus()
      return true
    case 'n':
      page.step(1)
      return true
    case 'N':
      page.step(-1)
      return true
    case 'e':
      view.nextError()
      return true
    case 'g':
      view.find((_, row) => view.rows.kind[row] === rowKind.gap)
      return true
    case 'c': {
      const child = node >= 0 ? childTransactions(model, node)[0] : undefined
      if (child) page.viewTransaction(child.event_id)
      return true
    }
    case 'p':
      if (node >= 0) page.parentOf(rootOf(page, node))?.()
      return true
    case 't':
      page.searchByTrace()
      return true
    case 'x':
      page.go({ path: !page.address.path })
      return true
    case 'y':
      void page.copyLink()
      return true
    case 'Escape':
      if (page.address.span) page.go({ span: '' })
      else if (page.address.find) page.go({ find: '' })
      else if (page.address.window) page.go({ window: null })
      else return false
      view.tree.grid.focus({ preventScroll: true })
      return true
    default:
      return false
  }
}

function rootOf({ model }: TracePage, node: number): number {
  while (model.kind[node] !== kind.transaction && model.parent[node]! >= 0) node = model.parent[node]!
  return node
}
