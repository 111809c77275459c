// What a row shows: its name, its bar, and what stands out about it.

import { duration, failed } from '../format.ts'
import type { CriticalPath } from './critical-path.ts'
import type { Gap } from './gaps.ts'
import { description, isPending, label, op, service, spoken, status } from './labels.ts'
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
  const { root } = element
  element.attribute(root, 'aria-rowindex', row + 1)
  element.attribute(root, 'aria-level', rows.level[row]!)
  element.attribute(root, 'aria-posinset', rows.position[row]!)
  element.attribute(root, 'aria-setsize', rows.siblings(row))
  element.attribute(root, 'aria-selected', String(element.isSelected))
  element.style(element.name, '--level', String(rows.level[row]! - 1))
  const painted = what === rowKind.gap ? gap(node, look) : what === rowKind.group ? group(node, look) : span(node, look)
  const { classes, colour, side, expanded, spoken: said, op: operation, text, isId, title, start, end, length, parts } = painted
  if (element.isSelected) classes.push('selected')
  if (element.isOpen) classes.push('open')
  element.attribute(root, 'class', `row ${classes.join(' ')}`)
  element.attribute(root, 'aria-label', said)
  element.attribute(root, 'aria-expanded', expanded === null ? null : String(expanded))
  element.attribute(element.name, 'class', side === null ? 'name' : `name c${side}`)
  element.attribute(element.name, 'title', title)
  element.attribute(element.op, 'class', colour === null ? 'op' : `op c${colour}`)
  element.write(element.op, operation ?? '')
  element.attribute(element.text, 'class', isId ? 'text id' : 'text')
  element.write(element.text, text)
  element.write(element.label, length)
  element.style(element.fill, '--parts', parts.inside)
  element.style(element.fill, '--path', parts.below)
  element.start = start
  element.end = end
  element.placeBar(look.window)
}

interface Painted {
  classes: string[]
  /** Of the operation and the bar, and of the stripe at the left. */
  colour: number | null
  side: number | null
  expanded: boolean | null
  spoken: string
  op: string | null
  text: string
  isId: boolean
  title: string
  start: number
  end: number
  length: string
  parts: Parts
}

function span(node: number, look: Look): Painted {
  const { model, collapsed } = look
  const flags = model.flags[node]!
  const hasChildren = model.after[node]! > node + 1
  const isOpen = hasChildren && !collapsed[node]
  const colour = look.colour(node)
  const classes = [`c${colour}`]
  const isTransaction = model.kind[node] === kind.transaction
  if (isTransaction) classes.push('transaction')
  if (model.kind[node] === kind.missing) classes.push('missing')
  if (flags & flag.error) classes.push('error')
  else if (model.errors[node]! > 0 && !isOpen) classes.push('error-below')
  if (flags & flag.unfinished) classes.push('unfinished')
  if (flags & (flag.orphan | flag.circle)) classes.push('astray')
  if (look.matches) classes.push(look.matches.has(node) ? 'match' : 'dim')
  if (look.match === node) classes.push('current')
  const operation = op(model, node)
  const name = label(model, node)
  const start = model.start[node]!
  const end = model.end[node]!
  return {
    classes,
    colour,
    side: look.serviceColour(node),
    expanded: hasChildren ? isOpen : null,
    spoken: spoken(model, node),
    op: operation,
    text:
      name +
      (isTransaction && service(model, node) ? ` · ${service(model, node)}` : '') +
      (isPending(model, node) ? ' · not complete yet' : ''),
    isId: description(model, node) === null,
    title: [operation, name, failed(status(model, node)) ? status(model, node) : ''].filter(Boolean).join('\n'),
    start,
    end,
    length: flags & flag.unfinished ? 'never ended' : duration(end - start),
    parts: partsFor(node, look),
  }
}

function gap(node: number, { gaps, model }: Look): Painted {
  const { from, to } = gaps.get(node)!
  const length = duration(to - from)
  return {
    classes: ['gap'],
    colour: null,
    side: null,
    expanded: null,
    spoken: `Missing instrumentation, ${length}, starts at ${duration(from - model.from)}`,
    op: null,
    text: 'Missing instrumentation',
    isId: false,
    title: 'No span accounts for this time.',
    start: from,
    end: to,
    length,
    parts: noParts,
  }
}

function group(first: number, look: Look): Painted {
  const { model, groups, openGroups } = look
  const size = groups.get(first)!
  let end = -Infinity
  let errors = 0
  for (let node = first; node < first + size; node++) {
    end = Math.max(end, model.end[node]!)
    errors += model.errors[node]!
  }
  const expanded = openGroups.has(first)
  const colour = look.colour(first)
  const classes = ['group', `c${colour}`]
  if (errors > 0 && !expanded) classes.push('error-below')
  if (look.matches) classes.push(hasMatch(look.matches, first, size) ? 'match' : 'dim')
  const start = model.start[first]!
  const length = duration(end - start)
  const operation = op(model, first)
  const name = label(model, first)
  return {
    classes,
    colour,
    side: look.serviceColour(first),
    expanded,
    spoken: `${[operation, name].filter(Boolean).join(' ')}, ${size} alike, together ${length}`,
    op: operation,
    text: `${size} × ${name}`,
    isId: false,
    title: `${size} alike, one after another`,
    start,
    end,
    length,
    parts: noParts,
  }
}

function hasMatch(matches: Set<number>, first: number, size: number): boolean {
  for (let node = first; node < first + size; node++) if (matches.has(node)) return true
  return false
}

function partsFor(node: number, look: Look): Parts {
  let parts = look.parts.get(node)
  if (!parts) look.parts.set(node, (parts = partsOf(node, look)))
  return parts
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
