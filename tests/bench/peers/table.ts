import { peerNames, peers, type Peer, type Subject } from './subjects.ts'

/** What must hold of ours. `times`: of a peer's value (default: of the best peer's). */
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

/** A result in figures; `holds` is undefined where nothing must hold or there is no figure. */
export function summary({ name, ours = 'headwater', values, limit, more }: Result) {
  const mine = values[ours]
  const of = Object.fromEntries(peerNames.flatMap((peer) => (values[peer] ? [[peer, median(values[peer])]] : []))) as Partial<Record<Peer, number>>
  const others = Object.values(of)
  const best = others.length > 0 ? (more ? Math.max(...others) : Math.min(...others)) : undefined
  const value = mine && median(mine)
  const reference = limit && 'of' in limit ? of[limit.of] : best
  const ratio = value !== undefined && reference ? value / reference : undefined
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
  const number = (value: number | undefined): string => (value === undefined ? 'n/a' : value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits }))
  const subjects: Subject[] = [ours, ...peerNames]
  const medians = subjects.map((subject) => number(values[subject] && median(values[subject])))
  const ranges = subjects.map((subject) => {
    const all = values[subject] ?? []
    return all.length > 1 ? rangeOf(all).map(number).join('–') : ''
  })
  const must = !limit ? '' : 'most' in limit ? `≤ ${number(limit.most)}` : 'all' in limit ? `≥ ${number(limit.all)}` : `≤ ×${limit.times}`
  return {
    name: result.name,
    cells: [...medians, best === undefined ? '' : number(best), ratio === undefined ? '' : `×${ratio.toFixed(2)}`, must, holds === undefined ? '' : holds ? 'yes' : 'NO'],
    ranges,
  }
}

export function printTable(results: Result[]): void {
  const lines = [{ name: '', cells: ['Headwater', ...Object.values(peers), 'best', 'ratio', 'limit', 'holds'], ranges: [] }, ...results.map(lineOf)]
  const first = Math.max(...lines.map(({ name }) => name.length)) + 1
  const widths = lines[0]!.cells.map((_, index) => Math.max(...lines.flatMap(({ cells, ranges }) => [cells[index]!.length, ranges[index]?.length ?? 0])) + 2)
  const row = (name: string, cells: string[]): string => name.padEnd(first) + cells.map((cell, index) => cell.padStart(widths[index]!)).join('')
  for (const { name, cells, ranges } of lines) {
    console.log(row(name, cells))
    if (ranges.some(Boolean)) console.log(row('', ranges))
  }
}
