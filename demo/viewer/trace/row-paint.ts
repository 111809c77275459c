// What a row shows: its name, its bar, and what stands out about it.

import { duration, failed } from '../format.ts'
import type { CriticalPath } from './critical-path.ts'
import type { Gap } from './gaps.ts'
import { description, label, op, service, spoken, status } from './labels.ts'
import { flag, kind, type TraceModel } from './model.ts'
import type { Phase } from './resource-phases.ts'
import type { RowElement } from './row-element.ts'
import { rowKind, type Rows } from './rows.ts'
import { coveredByChildren } from './self-time.ts'
import type { TimeWindow } from './time-window.ts'

export interface Look {
  model: TraceModel
  rows: Rows
  window: TimeWindow
  gaps: Map<number, Gap>
  groups: Map<number, number>
  collapsed: Uint8Array
  openGroups: Set<number>
  colour: (node: number) => number
  serviceColour: (node: number) => number
  path: CriticalPath | null
  matches: Set<number> | null
  match: number
  phases: (node: number) => Phase[]
  /** What was worked out for the bar of a node: it does not change with the window. */
  parts: Map<number, Parts>
}

export interface Parts {
  inside: string
  below: string
}

export function paintRow(element: RowElement, row: number, look: Look): void {
  const { rows } = look
  const node = rows.node[row]!
  const what = rows.kind[row]!
  element.attribute('aria-rowindex', row + 1)
  element.attribute('aria-level', rows.level[row]!)
  element.attribute('aria-posinset', rows.position[row]!)
  element.attribute('aria-setsize', rows.siblings(row))
  element.name.style.setProperty('--level', String(rows.level[row]! - 1))
  if (what === rowKind.gap) paintGap(element, node, look)
  else if (what === rowKind.group) paintGroup(element, node, look)
  else paintNode(element, node, look)
}

function paintNode(element: RowElement, node: number, look: Look): void {
  const { model, collapsed } = look
  const flags = model.flags[node]!
  const hasChildren = model.after[node]! > node + 1
  const isOpen = hasChildren && !collapsed[node]
  const classes = ['row', `c${look.colour(node)}`]
  const transaction = model.kind[node] === kind.transaction
  if (transaction) classes.push('transaction')
  if (model.kind[node] === kind.missing) classes.push('missing')
  if (flags & flag.error) classes.push('error')
  else if (model.errors[node]! > 0 && !isOpen) classes.push('error-below')
  if (flags & flag.unfinished) classes.push('unfinished')
  if (flags & (flag.orphan | flag.circle)) classes.push('astray')
  if (look.matches) classes.push(look.matches.has(node) ? 'match' : 'dim')
  if (look.match === node) classes.push('current')
  setClasses(element, classes)
  element.attribute('aria-label', spoken(model, node))
  element.attribute('aria-expanded', hasChildren ? String(isOpen) : null)
  element.name.className = `name c${look.serviceColour(node)}`
  element.op.className = `op c${look.colour(node)}`
  element.op.textContent = op(model, node) ?? ''
  element.text.textContent = label(model, node) + (transaction && service(model, node) ? ` · ${service(model, node)}` : '')
  element.text.classList.toggle('id', description(model, node) === null)
  element.name.title = [op(model, node), label(model, node), failed(status(model, node)) ? status(model, node) : '']
    .filter(Boolean)
    .join('\n')
  const length = model.end[node]! - model.start[node]!
  placeBar(element, model.start[node]!, model.end[node]!, flags & flag.unfinished ? 'never ended' : duration(length), look.window)
  paintParts(element, node, look)
}

function paintGap(element: RowElement, node: number, { gaps, window, model }: Look): void {
  const { from, to } = gaps.get(node)!
  setClasses(element, ['row', 'gap'])
  element.attribute('aria-label', `Missing instrumentation, ${duration(to - from)}, starts at ${duration(from - model.from)}`)
  element.attribute('aria-expanded', null)
  element.name.className = 'name'
  element.op.textContent = ''
  element.text.textContent = 'Missing instrumentation'
  element.text.classList.remove('id')
  element.name.title = 'No span accounts for this time.'
  placeBar(element, from, to, duration(to - from), window)
  setParts(element, noParts)
}

function paintGroup(element: RowElement, first: number, look: Look): void {
  const { model, groups, openGroups } = look
  const size = groups.get(first)!
  let end = -Infinity
  let errors = 0
  for (let node = first; node < first + size; node++) {
    end = Math.max(end, model.end[node]!)
    errors += model.errors[node]!
  }
  const isOpen = openGroups.has(first)
  const classes = ['row', 'group', `c${look.colour(first)}`]
  if (errors > 0 && !isOpen) classes.push('error-below')
  if (look.matches) classes.push(hasMatch(look.matches, first, size) ? 'match' : 'dim')
  setClasses(element, classes)
  element.attribute(
    'aria-label',
    `${[op(model, first), label(model, first)].filter(Boolean).join(' ')}, ${size} alike, together ${duration(end - model.start[first]!)}`,
  )
  element.attribute('aria-expanded', String(isOpen))
  element.name.className = `name c${look.serviceColour(first)}`
  element.op.className = `op c${look.colour(first)}`
  element.op.textContent = op(model, first) ?? ''
  element.text.textContent = `${size} × ${label(model, first)}`
  element.text.classList.remove('id')
  element.name.title = `${size} alike, one after another`
  placeBar(element, model.start[first]!, end, duration(end - model.start[first]!), look.window)
  setParts(element, noParts)
}

function hasMatch(matches: Set<number>, first: number, size: number): boolean {
  for (let node = first; node < first + size; node++) if (matches.has(node)) return true
  return false
}

function setClasses(element: RowElement, classes: string[]): void {
  for (const kept of ['selected', 'open']) if (element.root.classList.contains(kept)) classes.push(kept)
  element.root.className = classes.join(' ')
}

/** The bar in percent of the column, and its label where there is room for it: behind, before, or on it. */
function placeBar(element: RowElement, start: number, end: number, text: string, window: TimeWindow): void {
  const from = window.share(start) * 100
  const to = window.share(end) * 100
  const left = Math.min(Math.max(from, -1), 101)
  const right = Math.min(Math.max(to, -1), 101)
  const { fill, label } = element
  fill.style.left = `${left}%`
  fill.style.width = `${right - left}%`
  label.textContent = text
  const outside = to < 0 || from > 100
  label.hidden = outside
  if (outside) return
  const side = to <= 80 ? 'behind' : from >= 20 ? 'before' : 'on'
  label.className = `label ${side}`
  label.style.left = side === 'before' ? '' : `${side === 'behind' ? Math.max(to, 0) : Math.max(from, 0)}%`
  label.style.right = side === 'before' ? `${100 - Math.min(from, 100)}%` : ''
}

function paintParts(element: RowElement, node: number, look: Look): void {
  let parts = look.parts.get(node)
  if (!parts) look.parts.set(node, (parts = partsOf(node, look)))
  setParts(element, parts)
}

function setParts({ fill: { style } }: RowElement, { inside, below }: Parts): void {
  style.setProperty('--parts', inside)
  style.setProperty('--path', below)
}

const noParts: Parts = { inside: 'none', below: 'none' }

/** Within the bar: the time of children lighter, or the phases of a request; and below it the critical path. */
function partsOf(node: number, { model, path, phases }: Look): Parts {
  const start = model.start[node]!
  const length = model.end[node]! - start
  if (length <= 0) return noParts
  const share = (time: number): string => `${Math.round(Math.min(Math.max((time - start) / length, 0), 1) * 10_000) / 100}%`
  const between = (flat: number[], colour: string): [string, string, string][] =>
    pairs(flat)
      .sort((a, b) => a[0] - b[0])
      .map(([from, to]) => [share(from), share(to), colour])
  const phased = phases(node).map(({ from, to, colour }): [string, string, string] => [share(start + from), share(start + to), colour])
  const covered = phased.length > 0 ? [] : coveredByChildren(model, node)
  const critical = path?.get(node) ?? []
  return {
    inside: phased.length > 0 ? stripes(phased) : isFew(covered) ? stripes(between(covered, 'var(--child)')) : 'none',
    below: isFew(critical) ? stripes(between(critical, 'var(--text)')) : 'none',
  }
}

/** More would not be told apart, and take long to draw. */
const isFew = (flat: number[]): boolean => flat.length > 0 && flat.length < 160

function pairs(flat: number[]): [number, number][] {
  return Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i]!, flat[2 * i + 1]!])
}

function stripes(parts: [from: string, to: string, colour: string][]): string {
  let at = '0%'
  const stops: string[] = []
  for (const [from, to, colour] of parts) {
    stops.push(`transparent ${at} ${from}`, `${colour} ${from} ${to}`)
    at = to
  }
  return `linear-gradient(90deg, ${stops.join(', ')}, transparent ${at})`
}
