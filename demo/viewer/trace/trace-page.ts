// The page of a trace, of one transaction of it, or of a file: loads it, and shows it as its address says.

import { formatAddress, listAddress, singleColumns, traceAddress, type TraceAddress } from '../address.ts'
import { announce } from '../announce.ts'
import { ApiError, DownError } from '../api.ts'
import { copy } from '../copy.ts'
import { plural } from '../format.ts'
import { Live } from '../live.ts'
import { render } from '../lit.ts'
import { navigate } from '../navigation.ts'
import { preferences } from '../preferences.ts'
import type { WireEvent, WireTrace } from '../wire.ts'
import { findSkews, shiftBy, type Skew } from './clock-skew.ts'
import { detailsTemplate, type More } from './details.ts'
import { label, op, spanId, spoken } from './labels.ts'
import { buildModel, kind, scopeTo, type TraceModel } from './model.ts'
import { resourcePhases, type Phase } from './resource-phases.ts'
import { rowKind } from './rows.ts'
import { findNodes } from './search.ts'
import { collector, DetailsStore, type TraceSource } from './source.ts'
import { SpanView } from './span-view.ts'
import { tracePageTemplate } from './trace-template.ts'
import { vitalMarks } from './vital-marks.ts'

export type Load =
  | { state: 'loading' }
  | { state: 'shown' }
  | { state: 'missing'; message: string }
  | { state: 'failed'; message: string }
  | { state: 'down'; message: string }

const retryAfter = 2000
/** ms: nothing comes to a trace any more that has been over for so long. */
const growsFor = 600_000

export class TracePage {
  readonly root: HTMLElement
  readonly view: SpanView
  address: TraceAddress
  load: Load = { state: 'loading' }
  trace: WireTrace | null = null
  skews: Skew[] = []
  event: WireEvent | null = null
  eventError = ''
  matches: number[] | null = null
  match = -1
  readonly source: TraceSource
  readonly #live = new Live({ refresh: () => this.#grow(), changed: () => {} })
  #details: DetailsStore
  #aborted = new AbortController()
  #again: ReturnType<typeof setTimeout> | undefined
  #wantedPhases: ReturnType<typeof setTimeout> | undefined

  constructor(root: HTMLElement, address: TraceAddress, source: TraceSource) {
    this.root = root
    this.address = address
    this.source = source
    this.#details = new DetailsStore(source)
    this.view = new SpanView({
      onSelect: (node, row) => this.#selected(node, row),
      onOpen: node => this.#openByHand(node),
      onFold: folding => this.go({ folding }, { replace: true }),
      onWindow: () => this.go({ window: this.view.window.isFull ? null : [this.view.window.from, this.view.window.to] }),
      onScroll: nodes => this.#askForPhases(nodes),
      phases: node => this.#phasesOf(node),
    })
    this.render()
    void this.#start()
  }

  get model(): TraceModel {
    return this.view.model
  }
  get colour(): 'op' | 'service' {
    return this.address.colour || (new Set(this.trace?.transactions.map(({ service }) => service)).size > 1 ? 'service' : 'op')
  }

  /** Whether another address is a state of the same page. */
  isFor(address: TraceAddress): boolean {
    return address.page === this.address.page && address.id === this.address.id
  }

  close(): void {
    this.#aborted.abort()
    clearTimeout(this.#again)
    clearTimeout(this.#wantedPhases)
    this.#live.close()
  }

  go(members: Partial<TraceAddress>, options?: { replace?: boolean }): void {
    navigate({ ...this.address, ...members }, options)
  }

  /** The address has changed. */
  update(address: TraceAddress): void {
    const before = this.address
    this.address = address
    if (this.load.state !== 'shown') return
    if (before.children !== address.children || before.shifted !== address.shifted) return this.#show()
    const { view } = this
    // Not what was folded by hand just now: Back, or a link.
    if (JSON.stringify(view.folding) !== JSON.stringify(address.folding)) view.setFolding(address.folding)
    if (before.path !== address.path) view.setPath(address.path)
    if (before.colour !== address.colour) view.setColour(this.colour)
    if (before.find !== address.find) this.#find(address.find)
    this.#applyWindow()
    if (before.span !== address.span) this.#applySpan()
    this.render()
  }

  render(): void {
    render(tracePageTemplate(this), this.root)
  }

  setGap(): void {
    this.view.setGap(preferences.gap)
    this.render()
  }

  searchByTrace(): void {
    navigate(listAddress({ query: `trace:${this.trace!.trace_id}`, columns: singleColumns, sort: 'start' }))
    scrollTo(0, 0)
  }

  viewTransaction(eventId: string): void {
    if (this.address.page === 'file') {
      const node = this.#rootOf(eventId)
      if (node >= 0) this.go({ span: spanId(this.model, node) })
    } else {
      navigate(traceAddress('transaction', eventId))
      scrollTo(0, 0)
    }
  }

  /** The transaction that has caused the one of a node, or nothing. */
  parentOf(node: number): (() => void) | null {
    const { trace } = this
    const transaction = this.model.trace.transactions[this.model.transaction[node]!]!
    const own = trace?.transactions.find(({ event_id: id }) => id === transaction.event_id)
    const above =
      own?.parent_span_id &&
      trace?.transactions.find(({ span_id: id, spans }) => id === own.parent_span_id || spans.some(span => span[0] === own.parent_span_id))
    return above && this.model.kind[node] === kind.transaction ? () => this.viewTransaction(above.event_id) : null
  }

  async copyLink(): Promise<void> {
    const node = this.view.selectedNode
    const address = node >= 0 && this.model.kind[node] !== kind.missing ? { ...this.address, span: spanId(this.model, node) } : this.address
    await copy(location.origin + formatAddress(address), 'Link')
  }

  step(by: 1 | -1): void {
    const { matches } = this
    if (!matches || matches.length === 0) return
    this.match = (this.match + by + matches.length) % matches.length
    this.view.goTo(matches[this.match]!)
    this.view.setMatches(matches, matches[this.match])
    this.render()
  }

  async #start(): Promise<void> {
    const { signal } = this.#aborted
    try {
      this.trace = await this.#fetch(signal)
      if (signal.aborted) return
      this.load = { state: 'shown' }
      this.#show()
      const { trace_id: id, start } = this.trace
      if (this.source === collector && Date.now() - start - this.model.to < growsFor) this.#live.listen(`trace:${id}`)
    } catch (error) {
      if (signal.aborted) return
      if (error instanceof ApiError) this.load = { state: error.status === 404 ? 'missing' : 'failed', message: error.message }
      else if (error instanceof DownError) this.load = { state: 'down', message: error.message }
      else throw error
      this.render()
      // What is not there yet may come, and who is down may be up again.
      if (this.load.state !== 'failed') this.#again = setTimeout(() => void this.#start(), retryAfter)
    }
  }

  async #fetch(signal: AbortSignal): Promise<WireTrace> {
    if (this.address.page !== 'transaction') return this.source.trace(this.address.id, signal)
    this.event = await this.source.event(this.address.id, signal)
    return this.source.trace(this.event.trace_id, signal)
  }

  /** More of the trace has come. */
  async #grow(): Promise<void> {
    const { trace: before, address } = this
    try {
      this.trace = await this.source.trace(before!.trace_id, this.#aborted.signal)
    } catch {
      // It is not there any more, or the collector is down: what is shown stays.
      return
    }
    const more = this.trace.transactions.length - before!.transactions.length
    const moved = before!.start - this.trace.start
    if (address.window && moved !== 0) this.go({ window: [address.window[0] + moved, address.window[1] + moved] }, { replace: true })
    this.#show(true)
    if (more > 0) announce(plural(more, 'new transaction'))
  }

  #show(isSame = false): void {
    const { address } = this
    const whole = address.page === 'transaction' ? scopeTo(this.trace!, address.id, address.children) : this.trace!
    let model = buildModel(whole)
    this.skews = findSkews(model)
    if (address.shifted && this.skews.length > 0) model = buildModel(shiftBy(whole, this.skews))
    const { folding, path } = address
    this.view.show(model, { colour: this.colour, gap: preferences.gap, path, folding, marks: vitalMarks(model) }, isSame)
    document.title = `${this.title} – Headwater`
    this.#applyWindow()
    this.render()
    performance.mark('viewer:shown')
    if (isSame) {
      if (address.find) this.view.setMatches((this.matches = findNodes(model, address.find)))
      if (this.view.openNode >= 0) void this.#loadDetails(this.view.openNode)
      return
    }
    if (address.find) this.#find(address.find)
    if (address.span) this.#applySpan()
    void this.#loadEvent(0)
  }

  /** The first transaction's: what the page is about. */
  get title(): string {
    return this.first?.name ?? 'Trace'
  }

  get first(): WireTrace['transactions'][number] | undefined {
    const { model } = this
    return model?.trace.transactions[model.transaction[model.roots.reduce((a, b) => Math.min(a, b), Infinity)]!]
  }

  #applyWindow(): void {
    const { window } = this.view
    const wanted = this.address.window
    if (wanted) window.set(...wanted)
    else window.reset()
    this.view.redrawBars()
  }

  #applySpan(): void {
    const node = this.address.span ? this.view.nodeOf(this.address.span) : -1
    if (node < 0) {
      this.view.open(-1)
      return
    }
    if (this.view.openNode === node) return
    this.#renderDetails(node, undefined)
    this.view.open(node)
    if (this.view.selectedNode !== node) this.view.goTo(node)
    this.view.tree.reveal(this.view.rows.rowOf(node), { center: true })
    void this.#loadDetails(node)
  }

  #openByHand(node: number): void {
    this.go({ span: this.view.openNode === node ? '' : spanId(this.model, node) })
  }

  #selected(node: number, row: number): void {
    if (row === rowKind.gap) {
      const gap = this.view.gaps.get(node)
      announce(`Missing instrumentation${gap ? `, ${Math.round(gap.to - gap.from)} ms` : ''}`)
      return
    }
    announce(spoken(this.model, node))
    void this.#loadEvent(node)
  }

  /** The transaction of a node is the one that is told about beside the tree. */
  async #loadEvent(node: number): Promise<void> {
    const { model } = this
    if (model.count === 0) return
    const { event_id: id } = model.trace.transactions[model.transaction[node]!]!
    if (this.event?.event_id === id) {
      this.render()
      return
    }
    try {
      const event = await this.source.event(id, this.#aborted.signal)
      this.event = event
      this.eventError = ''
    } catch (error) {
      if (this.#aborted.signal.aborted) return
      this.eventError = (error as Error).message
    }
    this.render()
  }

  async #loadDetails(node: number): Promise<void> {
    const { model } = this
    const eventId = model.trace.transactions[model.transaction[node]!]!.event_id
    let more: More
    try {
      if (model.kind[node] === kind.transaction) {
        more = this.event?.event_id === eventId ? this.event : await this.source.event(eventId, this.#aborted.signal)
      } else {
        await this.#details.load(eventId, [spanId(model, node)])
        more = this.#details.get(eventId, spanId(model, node)) ?? null
      }
    } catch (error) {
      more = error as Error
    }
    if (this.view.openNode === node && this.model === model) this.#renderDetails(node, more)
  }

  #renderDetails(node: number, more: More): void {
    render(
      detailsTemplate(this.model, node, more, {
        searchByTrace: () => this.searchByTrace(),
        viewChild: eventId => this.viewTransaction(eventId),
        viewParent: this.parentOf(node),
        copyLink: () => void this.copyLink(),
        close: () => {
          this.go({ span: '' })
          this.view.tree.grid.focus({ preventScroll: true })
        },
      }),
      this.view.tree.details,
    )
    this.view.tree.details.setAttribute(
      'aria-label',
      `Details of ${[op(this.model, node), label(this.model, node)].filter(Boolean).join(' ')}`,
    )
  }

  #find(text: string): void {
    this.matches = text.trim() ? findNodes(this.model, text) : null
    this.match = -1
    this.view.setMatches(this.matches)
    if (this.matches?.length) this.step(1)
    else this.render()
  }

  /** The phases of requests in view are worth a question once the tree stands still. */
  #askForPhases(nodes: number[]): void {
    clearTimeout(this.#wantedPhases)
    this.#wantedPhases = setTimeout(() => {
      const { model } = this
      const wanted = new Map<string, string[]>()
      for (const node of nodes) {
        if (node >= model.count || !hasPhases(model, node)) continue
        const { event_id: id } = model.trace.transactions[model.transaction[node]!]!
        wanted.set(id, [...(wanted.get(id) ?? []), spanId(model, node)])
      }
      // Bars without their parts are no failure that has to be told.
      for (const [id, spans] of wanted)
        this.#details.load(id, spans).then(
          () => this.view.refreshParts(),
          () => {},
        )
    }, 150)
  }

  #phasesOf(node: number): Phase[] {
    const { model } = this
    if (!hasPhases(model, node)) return []
    const details = this.#details.get(model.trace.transactions[model.transaction[node]!]!.event_id, spanId(model, node))
    return details ? resourcePhases(details.data ?? {}, model.trace.start + model.start[node]!, model.end[node]! - model.start[node]!) : []
  }

  #rootOf(eventId: string): number {
    return this.model.roots[this.model.trace.transactions.findIndex(({ event_id: id }) => id === eventId)] ?? -1
  }
}

/** Only these are asked about without being opened. */
function hasPhases(model: TraceModel, node: number): boolean {
  return model.kind[node] === kind.span && /^(resource|http\.client)/.test(op(model, node) ?? '')
}
