// The list of transactions: asks the collector for what the address says, and shows it.

import type { ListAddress } from '../address.ts'
import { announce } from '../announce.ts'
import { ApiError, DownError, get } from '../api.ts'
import { render } from '../lit.ts'
import { navigate } from '../navigation.ts'
import type { KeysAnswer, QueryAnswer, SeriesAnswer, TagsAnswer } from '../wire.ts'
import { ColumnsDialog } from './columns-dialog.ts'
import { Graph } from './graph.ts'
import { listTemplate } from './list-template.ts'
import { Live } from '../live.ts'
import { QueryBox } from './query-box.ts'
import { hiddenColumn, isGrouped } from './table.ts'

export interface Losses {
  discarded: { quantity: number; category: string; reason: string }[]
  removed: number
}

const retryAfter = 2000

export class ListPage {
  readonly root: HTMLElement
  readonly box: QueryBox
  readonly graph: Graph
  readonly columns: ColumnsDialog
  readonly live: Live
  address: ListAddress
  answer: QueryAnswer | null = null
  series: SeriesAnswer | null = null
  tags: TagsAnswer | null = null
  keys: KeysAnswer = { keys: [], aggregates: [] }
  losses: Losses | null = null
  /** Why nothing newer is shown. */
  trouble = ''
  isEmptyStore = false
  isTableShown = false
  /** Ids that were shown before the last arrived. */
  seen: Set<string> | null = null
  #aborted = new AbortController()
  #again: ReturnType<typeof setTimeout> | undefined
  /** What was asked while the collector was down, and is not answered yet. */
  #retry: (() => void) | null = null
  #checked: { address: string; answer: QueryAnswer } | null = null

  constructor(root: HTMLElement, address: ListAddress) {
    this.root = root
    this.address = address
    document.title = 'Transactions – Headwater'
    this.box = new QueryBox({
      submit: query => void this.submit(query),
      keys: () => this.keys.keys,
      range: () => ({ from: this.address.from, to: this.address.to }),
    })
    this.graph = new Graph({
      onRange: (from, to, compare) => {
        compare ? this.go({ compare: `${from}..${to}` }) : this.go({ from: String(from), to: String(to) })
      },
      onReset: () => this.go({ from: '', to: '' }),
    })
    this.columns = new ColumnsDialog(columns => this.go({ columns, sort: keptSort(this.address.sort, columns) }, { replace: true }))
    this.live = new Live({ refresh: async () => (this.#retry ? this.#retry() : this.#load(true)), changed: () => this.render() })
    this.box.show(address.query)
    this.render()
    void this.#loadKeys()
    void this.#load()
  }

  go(members: Partial<ListAddress>, options?: { replace?: boolean }): void {
    navigate({ ...this.address, ...members }, options)
  }

  /** The address has changed. */
  update(address: ListAddress): void {
    this.address = address
    this.seen = null
    this.box.show(address.query)
    this.render()
    void this.#load()
  }

  close(): void {
    this.#aborted.abort()
    clearTimeout(this.#again)
    this.live.close()
    this.graph.clear()
  }

  render(): void {
    render(listTemplate(this), this.root)
  }

  /** Whether the key meant something. */
  key({ key, target }: KeyboardEvent): boolean {
    if (key === '/') this.box.focus()
    else if (key === 'l') this.togglePause()
    else return false
    return target !== null
  }

  togglePause(): void {
    if (this.live.isPaused) this.live.resume()
    else this.live.pause()
    announce(this.live.isPaused ? 'Paused' : 'Live')
  }

  editColumns(): void {
    this.columns.open(this.address.columns, this.keys)
  }

  /** A query that is wrong is told, and changes nothing else. */
  async submit(query: string): Promise<void> {
    const address = { ...this.address, query }
    this.#forgetRetry()
    try {
      const answer = await get<QueryAnswer>('/api/query', this.#queryParams(address))
      this.#checked = { address: JSON.stringify(address), answer }
      this.box.clearError()
      if (query === this.address.query) await this.#load()
      else navigate(address)
    } catch (error) {
      this.#fail(error, query, () => void this.submit(query))
    }
  }

  async more(): Promise<void> {
    const { answer } = this
    if (!answer?.next) return
    const { signal } = this.#aborted
    this.#forgetRetry()
    try {
      const next = await get<QueryAnswer>('/api/query', { ...this.#queryParams(this.address), cursor: answer.next }, signal)
      if (this.answer === answer) this.answer = { ...next, rows: [...answer.rows, ...next.rows] }
      this.trouble = ''
    } catch (error) {
      if (signal.aborted) return
      this.#fail(error, this.address.query, () => void this.more())
    }
    this.render()
  }

  toggleTable(): void {
    this.isTableShown = !this.isTableShown
    this.render()
  }

  /** What all questions have in common. */
  #which({ query, from, to }: ListAddress): { query: string; from: string; to: string } {
    return { query, from, to }
  }

  #queryParams(address: ListAddress): Record<string, string> {
    const columns =
      isGrouped(address.columns) || address.columns.includes(hiddenColumn) ? address.columns : [...address.columns, hiddenColumn]
    return {
      ...this.#which(address),
      columns: columns.join(','),
      sort: address.sort,
      limit: '100',
      extrapolate: address.extrapolate ? '1' : '',
    }
  }

  async #load(isLive = false): Promise<void> {
    const { address } = this
    this.#aborted.abort()
    this.#forgetRetry()
    const aborted = (this.#aborted = new AbortController())
    const { signal } = aborted
    try {
      const answer =
        this.#checked?.address === JSON.stringify(address)
          ? this.#checked.answer
          : await get<QueryAnswer>('/api/query', this.#queryParams(address), signal)
      this.#checked = null
      this.seen = isLive && this.answer ? this.#shownIds(this.answer) : null
      this.answer = answer
      this.trouble = ''
      this.isEmptyStore = answer.rows.length === 0 && (await this.#isEmpty(address, signal))
      this.render()
      performance.clearMarks('viewer:listed')
      performance.mark('viewer:listed')
      this.live.listen(address.query)
      if (!this.isEmptyStore) await this.#loadRest(address, signal)
    } catch (error) {
      if (signal.aborted) return
      this.#fail(error, address.query, () => void this.#load())
    }
  }

  /** What stands beside the table; it need not wait for it. */
  async #loadRest(address: ListAddress, signal: AbortSignal): Promise<void> {
    const graph = address.graph && address.graph !== 'count()' ? `count(),${address.graph}` : 'count()'
    const series = get<SeriesAnswer>(
      '/api/series',
      { ...this.#which(address), columns: graph, extrapolate: address.extrapolate ? '1' : '' },
      signal,
    ).then(answer => {
      this.series = answer
      this.render()
      this.graph.show(answer, comparedRange(address.compare))
    })
    const tags = get<TagsAnswer>('/api/tags', { ...this.#which(address), compare: address.compare }, signal).then(answer => {
      this.tags = answer
      this.render()
    })
    const losses = get<Losses>('/api/discarded', {}, signal).then(answer => {
      this.losses = answer
      this.render()
    })
    await Promise.all([series, tags, losses])
  }

  /** Whether it is no wonder that nothing was found. */
  async #isEmpty(address: ListAddress, signal: AbortSignal): Promise<boolean> {
    if (!address.query && !address.from && !address.to) return true
    return (await get<QueryAnswer>('/api/query', { columns: 'id', limit: '1' }, signal)).rows.length === 0
  }

  #shownIds({ columns, rows }: QueryAnswer): Set<string> | null {
    const place = columns.findIndex(({ name }) => name === hiddenColumn)
    return place < 0 ? null : new Set(rows.map(row => String(row[place])))
  }

  async #loadKeys(): Promise<void> {
    try {
      this.keys = await get<KeysAnswer>('/api/keys')
      this.render()
    } catch {
      // Without them there are no completions; that the collector is down is told by the list.
    }
  }

  #forgetRetry(): void {
    clearTimeout(this.#again)
    this.#retry = null
  }

  /** `again`: what to do once more where the collector is down. */
  #fail(error: unknown, query: string, again: () => void): void {
    if (error instanceof ApiError && error.at !== null) this.box.fail({ query, message: error.message, at: error.at })
    else if (error instanceof ApiError) {
      // A query that cannot be placed, or a column that is not known.
      this.box.fail({ query, message: error.message, at: null })
    } else {
      this.trouble = (error as Error).message
      this.#forgetRetry()
      if (error instanceof DownError) {
        this.#retry = again
        this.#again = setTimeout(again, retryAfter)
      }
    }
    this.render()
  }
}

function keptSort(sort: string, columns: string[]): string {
  return columns.includes(sort.replace(/^-/, '')) || !sort ? sort : ''
}

export function comparedRange(compare: string): [number, number] | null {
  const found = /^(\d+)\.\.(\d+)$/.exec(compare)
  return found ? [Number(found[1]), Number(found[2])] : null
}

/** What the graph can show beside the count. */
export function graphChoices(columns: string[], keys: KeysAnswer['keys']): string[] {
  const vitals = ['lcp', 'inp', 'cls', 'fcp', 'ttfb'].filter(name => keys.some(key => key.name === name))
  const usual = [
    'p50(duration)',
    'p75(duration)',
    'p95(duration)',
    'p99(duration)',
    'avg(duration)',
    'max(duration)',
    'failure_rate()',
    'per_minute()',
  ]
  return [
    ...new Set([
      ...usual,
      ...vitals.map(name => `p75(${name})`),
      ...columns.filter(name => /\(/.test(name) && name !== 'count()' && name !== 'last_seen()'),
    ]),
  ]
}
