// The collector's API over transactions in memory (docs/collector-api.md).

import { traceOf } from '../../../demo/viewer/trace/import/file-source.ts'
import type { Found } from '../../../demo/viewer/trace/import/read-file.ts'
import type { Cell, KeysAnswer, QueryAnswer, SeriesAnswer, TagsAnswer, WireSpanDetails } from '../../../demo/viewer/wire.ts'
import { aggregate, choose, columnOf, group, QueryFault, valueOf } from './memory-store.ts'

export class MemoryApi {
  all: Found[] = []
  /** What all senders sampled with. */
  sampleRate = 1
  now = Date.now()

  /** The answer to a path; undefined: there is none. Rejects with a QueryFault. */
  answer(path: string, params: URLSearchParams): unknown {
    const [, , kind, id] = path.split('/')
    if (kind === 'query') return this.#query(params)
    if (kind === 'series') return this.#series(params)
    if (kind === 'tags') return this.#tags(params)
    if (kind === 'keys') return keys
    if (kind === 'values') return this.#values(params)
    if (kind === 'discarded') return { discarded: [{ reason: 'sample_rate', category: 'transaction', quantity: 12 }], removed: 0 }
    if (kind === 'traces') return this.#trace(id!)
    if (kind === 'transactions') return this.all.find(({ event }) => event.event_id === id)?.event
    if (kind === 'spans') return this.#spans(params)
    return undefined
  }

  #choose(params: URLSearchParams): Found[] {
    return choose(this.all, params.get('query') ?? '', params.get('from'), params.get('to'), this.now)
  }

  #query(params: URLSearchParams): QueryAnswer {
    const names = (params.get('columns') ?? 'transaction,count()').match(/[^,(]+(\([^)]*\))?/g)!
    const found = this.#choose(params)
    const isAggregate = (name: string): boolean => name.includes('(')
    const factor = params.get('extrapolate') ? 1 / this.sampleRate : 1
    const starts = found.map(({ event }) => event.start)
    const minutes = (Math.max(...starts) - Math.min(...starts)) / 60_000
    let rows: Cell[][]
    if (names.some(isAggregate)) {
      const values = names.filter(name => !isAggregate(name))
      rows = group(found, values).map(({ values: cells, members }) =>
        names.map(name => (isAggregate(name) ? aggregate(name, members, minutes, factor) : cells[values.indexOf(name)]!)),
      )
    } else rows = found.map(one => names.map(name => valueOf(one, name)))
    const first = names.find(isAggregate)
    const sort = params.get('sort') || (first ? `-${first}` : '-start')
    const at = names.indexOf(sort.replace(/^-/, ''))
    const sign = sort.startsWith('-') ? -1 : 1
    if (at < 0 && sort !== '-start') throw new QueryFault(`${sort} is no column`, null)
    if (at >= 0) rows.sort((a, b) => (a[at] === null ? 1 : b[at] === null ? -1 : sign * (a[at]! < b[at]! ? -1 : a[at]! > b[at]! ? 1 : 0)))
    const offset = Number(params.get('cursor') ?? 0)
    const limit = Number(params.get('limit') ?? 100)
    return {
      columns: names.map(columnOf),
      rows: rows.slice(offset, offset + limit),
      next: offset + limit < rows.length ? String(offset + limit) : null,
      sampling: { lowest: this.sampleRate, highest: this.sampleRate },
    }
  }

  #series(params: URLSearchParams): SeriesAnswer {
    const found = this.#choose(params)
    const names = (params.get('columns') ?? 'count()').split(',')
    const starts = found.map(({ event }) => event.start)
    const from = Number(params.get('from')) || Math.min(...starts, Infinity)
    const to = Number(params.get('to')) || Math.max(...starts, -Infinity) + 1
    const columns = [{ name: 'time', type: 'time' as const, unit: null }, ...names.map(columnOf)]
    if (!Number.isFinite(from) || !Number.isFinite(to)) return { interval: 60_000, columns, rows: [] }
    const interval = Math.max(1, Math.ceil((to - from) / 60))
    const rows = Array.from({ length: Math.max(1, Math.ceil((to - from) / interval)) }, (_, i) => {
      const start = from + i * interval
      const members = found.filter(({ event }) => event.start >= start && event.start < start + interval)
      return [start, ...names.map(name => aggregate(name, members, interval / 60_000, 1))]
    })
    return { interval, columns, rows }
  }

  #tags(params: URLSearchParams): TagsAnswer {
    const found = this.#choose(params)
    const compare = params.get('compare')
    const selected =
      compare === null
        ? null
        : new Set(
            compare === 'slowest'
              ? [...found].sort((a, b) => b.event.duration - a.event.duration).slice(0, Math.ceil(found.length / 20))
              : found.filter(({ event }) => event.start >= Number(compare.split('..')[0]) && event.start < Number(compare.split('..')[1])),
          )
    const names = new Set(['release', 'environment', 'service', 'status', 'op', ...found.flatMap(({ event }) => Object.keys(event.tags))])
    return {
      total: found.length,
      ...(selected ? { selected: selected.size } : {}),
      keys: [...names]
        .map(key => {
          const having = found.filter(one => valueOf(one, key) !== null)
          const values = group(having, [key])
            .sort((a, b) => b.members.length - a.members.length)
            .slice(0, 8)
            .map(({ values: [value], members }) => ({
              value: String(value),
              count: members.length,
              share: members.length / having.length,
              ...(selected
                ? {
                    selected: members.filter(one => selected.has(one)).length / Math.max(1, selected.size),
                    rest: members.filter(one => !selected.has(one)).length / Math.max(1, found.length - selected.size),
                  }
                : {}),
            }))
          return { key, count: having.length, values }
        })
        .filter(({ count }) => count > 0),
    }
  }

  #values(params: URLSearchParams): unknown {
    const key = params.get('key')!
    const prefix = (params.get('prefix') ?? '').toLowerCase()
    const groups = group(
      this.#choose(params).filter(one => valueOf(one, key) !== null),
      [key],
    )
    return {
      values: groups
        .map(({ values: [value], members }) => ({ value: String(value), count: members.length }))
        .filter(({ value }) => value.toLowerCase().startsWith(prefix))
        .sort((a, b) => b.count - a.count)
        .slice(0, 20),
    }
  }

  #trace(id: string): unknown {
    const found = this.all.filter(({ event }) => event.trace_id === id)
    return found.length === 0 ? undefined : traceOf(id, found)
  }

  #spans(params: URLSearchParams): { spans: WireSpanDetails[] } | undefined {
    const wanted = params.getAll('span')
    if (wanted.length > 200) throw new QueryFault('at most 200 spans', null)
    const one = this.all.find(({ event }) => event.event_id === params.get('transaction'))
    return (
      one && {
        spans: one.spans
          .filter(span => wanted.includes(span.span_id))
          .map(({ span_id, tags, data, links, extra }) => ({ span_id, tags, data, links, extra })),
      }
    )
  }
}

const keys: KeysAnswer = {
  keys: [
    ...['transaction', 'op', 'status', 'release', 'environment', 'service', 'project', 'trace', 'id', 'user.id', 'browser', 'country'].map(
      name => ({ name, type: 'string' as const, unit: null }),
    ),
    ...['duration', 'fcp', 'lcp', 'ttfb'].map(name => ({ name, type: 'number' as const, unit: 'millisecond' })),
    { name: 'cls', type: 'number', unit: null },
    { name: 'spans', type: 'integer', unit: null },
  ],
  aggregates: [
    ...['count', 'per_minute', 'failure_rate', 'last_seen', 'apdex'].map(name => ({ name, of: null })),
    ...['avg', 'p50', 'p75', 'p95', 'p99', 'max'].map(name => ({ name, of: 'number' })),
  ],
}
