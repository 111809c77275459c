import { peerNames, peers, type Peer, type Subject } from './subjects.ts'

/** What must hold of ours: at most so much, at most so many times what a peer has, or all that there is. */
export type Limit = { most: number } | { times: number; of: Peer } | { all: number }

export interface Row {
  name: string
  /** Whose value is ours. Default `headwater`. */
  ours?: Subject
  digits?: number
  limit?: Limit
  /** Whether more is better, as of what arrived. */
  more?: boolean
}

export interface Result extends Row {
  values: Partial<Record<Subject, number[]>>
}

interface Line {
  name: string
  cells: string[]
  ranges: string[]
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/**
 * A result in figures: medians, the best peer, and how ours compares with it, or with the peer that the limit names. `holds` is
 * undefined where nothing must hold or there is no figure.
 */
export function summary({ name, ours = 'headwater', values, limit, more }: Result) {
  const mine = values[ours]
  const of: Partial<Record<Peer, number>> = {}
  for (const peer of peerNames) if (values[peer]) of[peer] = median(values[peer])
  const others = Object.values(of)
  const best = others.length > 0 ? (more ? Math.max(...others) : Math.min(...others)) : undefined
  const value = mine && median(mine)
  const reference = limit && 'of' in limit ? of[limit.of] : best
  const ratio = value !== undefined && reference !== undefined && reference > 0 ? value / reference : undefined
  let holds: boolean | undefined
  if (value !== undefined && limit) {
    if ('most' in limit) holds = value <= limit.most
    else if ('all' in limit) holds = value >= limit.all
    else holds = ratio === undefined ? undefined : ratio <= limit.times
  }
  return { name, ours: value, range: mine && rangeOf(mine), peers: of, best, ratio, limit, holds }
}

function rangeOf(values: number[]): [number, number] {
  return [Math.min(...values), Math.max(...values)]
}

function lineOf(result: Result): Line {
  const { digits = 1, ours = 'headwater', values } = result
  const { best, ratio, limit, holds } = summary(result)
  const figures = { minimumFractionDigits: digits, maximumFractionDigits: digits }
  const number = (value: number | undefined): string => (value === undefined ? 'n/a' : value.toLocaleString('en', figures))
  const subjects: Subject[] = [ours, ...peerNames]
  const ranges = subjects.map(subject => {
    const all = values[subject] ?? []
    return all.length > 1 ? rangeOf(all).map(number).join('–') : ''
  })
  return {
    name: result.name,
    cells: [
      ...subjects.map(subject => number(values[subject] && median(values[subject]))),
      best === undefined ? '' : number(best),
      ratio === undefined ? '' : `×${ratio.toFixed(2)}`,
      limit ? wordsOf(limit, number) : '',
      holds === undefined ? '' : holds ? 'yes' : 'NO',
    ],
    ranges,
  }
}

function wordsOf(limit: Limit, number: (value: number) => string): string {
  if ('most' in limit) return `≤ ${number(limit.most)}`
  return 'all' in limit ? `≥ ${number(limit.all)}` : `≤ ×${limit.times}`
}

/** A line for each row: medians, and below them the least and the most where there are several. */
export function printTable(results: Result[]): void {
  const head = { name: '', cells: ['Headwater', ...Object.values(peers), 'best', 'ratio', 'limit', 'holds'], ranges: [] }
  const lines: Line[] = [head, ...results.map(lineOf)]
  const first = Math.max(...lines.map(({ name }) => name.length)) + 1
  const widthOf = (column: number): number =>
    Math.max(...lines.flatMap(({ cells, ranges }) => [cells[column]!.length, ranges[column]?.length ?? 0])) + 2
  const widths = head.cells.map((_, column) => widthOf(column))
  const row = (name: string, cells: string[]): string =>
    name.padEnd(first) + cells.map((cell, column) => cell.padStart(widths[column]!)).join('')
  for (const { name, cells, ranges } of lines) {
    console.log(row(name, cells))
    if (ranges.some(Boolean)) console.log(row('', ranges))
  }
}
