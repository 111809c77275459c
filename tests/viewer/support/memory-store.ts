// What the collector does with its file, for the few transactions of a test and in the simplest way.

import { splitTerms } from '../../../demo/viewer/list/terms.ts'
import type { Found } from '../../../demo/viewer/trace/import/read-file.ts'
import type { Cell, Column } from '../../../demo/viewer/wire.ts'

export class QueryFault extends Error {
  readonly at: number | null
  constructor(message: string, at: number | null) {
    super(message)
    this.at = at
  }
}

const vitals = ['fp', 'fcp', 'lcp', 'cls', 'inp', 'ttfb']
const numbers = ['duration', 'spans', 'sample_rate', ...vitals]
const times = ['start', 'received']

export function valueOf({ event, spans }: Found, key: string): string | number | null {
  switch (key) {
    case 'transaction':
      return event.name
    case 'op':
    case 'transaction.op':
      return event.op
    case 'trace':
      return event.trace_id
    case 'id':
      return event.event_id
    case 'span':
      return event.span_id
    case 'parent':
      return event.parent_span_id
    case 'spans':
      return spans.length
    case 'user.id':
    case 'user':
      return (event.event.user as { id?: string } | undefined)?.id ?? null
    case 'start':
    case 'duration':
    case 'received':
    case 'status':
    case 'service':
    case 'release':
    case 'environment':
    case 'project':
    case 'sdk':
      return event[key]
    default: {
      const measured = event.measurements[key]?.value
      if (typeof measured === 'number') return measured
      const tag = event.tags[key]
      return tag === undefined ? null : String(tag)
    }
  }
}

const units: Record<string, number> = { us: 0.001, ms: 1, s: 1000, m: 60_000, h: 3_600_000, '': 1 }

/** Rejects with a QueryFault. */
export function choose(all: Found[], query: string, from: string | null, to: string | null, now: number): Found[] {
  const point = (text: string | null): number | null => {
    if (!text) return null
    const relative = /^-(\d+)([smhd])$/.exec(text)
    return relative ? now - Number(relative[1]) * { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }[relative[2] as 's'] : Number(text)
  }
  const low = point(from)
  const high = point(to)
  let at = 0
  const tests = splitTerms(query).map(term => {
    at = query.indexOf(term, at)
    const test = testOf(term, at)
    at += term.length
    return test
  })
  return all.filter(
    one => (low === null || one.event.start >= low) && (high === null || one.event.start < high) && tests.every(test => test(one)),
  )
}

function testOf(term: string, at: number): (one: Found) => boolean {
  if (term.startsWith('(')) {
    const choices = splitTerms(term.slice(1, -1))
      .filter(part => part !== 'OR')
      .map(part => testOf(part, at))
    return one => choices.some(test => test(one))
  }
  const [, not, key, raw] = /^(!?)([^:"]+):(.*)$/s.exec(term) ?? []
  if (key === undefined) return one => one.event.name.includes(unquoted(term))
  const value = unquoted(raw!)
  if (value === '') throw new QueryFault(`A value is expected after ${key}:`, at + term.length)
  const is = (one: Found): boolean => {
    if (key === 'event.type') return true
    if (key === 'has') return valueOf(one, value) !== null
    const found = valueOf(one, key)
    if (found === null) return false
    if (typeof found === 'string') return new RegExp(`^${value.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`).test(found)
    const [, sign, number, unit] = /^(>=|<=|>|<)?([\d.]+)([a-z]*)$/.exec(value)!
    const wanted = Number(number) * units[unit!]!
    return sign === '>'
      ? found > wanted
      : sign === '>='
        ? found >= wanted
        : sign === '<'
          ? found < wanted
          : sign === '<='
            ? found <= wanted
            : found === wanted
  }
  if (numbers.includes(key) && !/^(>=|<=|>|<)?[\d.]+(us|ms|s|m|h)?$/.test(value))
    throw new QueryFault(`A number is expected after ${key}:, such as ${key}:>500ms`, at + term.indexOf(raw!))
  return not ? one => !is(one) : is
}

const unquoted = (text: string): string => (/^".*"$/s.test(text) ? text.slice(1, -1).replace(/\\(.)/g, '$1') : text)

export function columnOf(name: string): Column {
  const [, aggregate, of] = /^(\w+)\((.*)\)$/.exec(name) ?? []
  const unit = (key: string): string | null => (key === 'cls' || key === 'spans' || key === 'sample_rate' ? null : 'millisecond')
  if (aggregate === 'count') return { name, type: 'integer', unit: null }
  if (aggregate === 'last_seen') return { name, type: 'time', unit: null }
  if (aggregate === 'failure_rate' || aggregate === 'apdex') return { name, type: 'number', unit: 'ratio' }
  if (aggregate === 'per_minute') return { name, type: 'number', unit: 'per_minute' }
  if (aggregate) return { name, type: 'number', unit: unit(of || 'duration') }
  if (times.includes(name)) return { name, type: 'time', unit: null }
  if (name === 'spans') return { name, type: 'integer', unit: null }
  return numbers.includes(name) ? { name, type: 'number', unit: unit(name) } : { name, type: 'string', unit: null }
}

export function aggregate(name: string, all: Found[], minutes: number, factor: number): number | null {
  const [, kind, of] = /^(\w+)\((.*)\)$/.exec(name) ?? []
  if (kind === 'count') return all.length * factor
  if (kind === 'per_minute') return (all.length * factor) / Math.max(minutes, 1)
  if (all.length === 0) return null
  if (kind === 'last_seen') return Math.max(...all.map(({ event }) => event.start))
  if (kind === 'failure_rate') return all.filter(({ event }) => event.status && event.status !== 'ok').length / all.length
  if (kind === 'apdex') {
    const limit = Number(of)
    return all.reduce((sum, { event: { duration } }) => sum + (duration <= limit ? 1 : duration <= 4 * limit ? 0.5 : 0), 0) / all.length
  }
  const values = all
    .map(one => valueOf(one, of || 'duration'))
    .filter((value): value is number => typeof value === 'number')
    .sort((a, b) => a - b)
  if (values.length === 0) return null
  if (kind === 'avg') return values.reduce((sum, value) => sum + value, 0) / values.length
  if (kind === 'max') return values.at(-1)!
  return values[Math.max(0, Math.ceil((Number(kind!.slice(1)) / 100) * values.length) - 1)]!
}

export function group(all: Found[], keys: string[]): { values: Cell[]; members: Found[] }[] {
  const groups = new Map<string, { values: Cell[]; members: Found[] }>()
  for (const one of all) {
    const values = keys.map(key => valueOf(one, key))
    const name = JSON.stringify(values)
    const known = groups.get(name)
    if (known) known.members.push(one)
    else groups.set(name, { values, members: [one] })
  }
  return [...groups.values()]
}
