// All that is known of one span, below its row.

import { factList, type Fact } from '../facts.ts'
import { bytes, duration, failed, moment, plural } from '../format.ts'
import { jsonView } from '../json-view.ts'
import { html, nothing, type TemplateResult } from '../lit.ts'
import type { WireEvent, WireLink, WireSpanDetails } from '../wire.ts'
import { label, op, service, spanId, status } from './labels.ts'
import { flag, kind, type TraceModel } from './model.ts'
import { foldedInWords, resourcePhases, transferFacts } from './resource-phases.ts'
import { selfTime } from './self-time.ts'

export interface DetailsActions {
  searchByTrace: () => void
  viewChild: (eventId: string) => void
  viewParent: (() => void) | null
  copyLink: () => void
  close: () => void
}

/** `more`: tags and data, which come later; null where nothing is known, undefined while they are not there, or why not. */
export type More = WireSpanDetails | WireEvent | null | undefined | Error

export function detailsTemplate(model: TraceModel, node: number, more: More, actions: DetailsActions): TemplateResult {
  const children = childTransactions(model, node)
  return html`
    <div class="actions">
      <button type="button" @click=${actions.searchByTrace}>Search by Trace</button>
      ${children.map(child => html`<button type="button" title=${`${child.op ?? ''} ${child.name}`} @click=${() => actions.viewChild(child.event_id)}>View Child${children.length > 1 ? `: ${child.name}` : ''}</button>`)}
      ${actions.viewParent ? html`<button type="button" @click=${actions.viewParent}>View parent</button>` : nothing}
      <button type="button" class="quiet" @click=${actions.copyLink}>Copy link</button>
      <button type="button" class="quiet" @click=${actions.close}>Close</button>
    </div>
    <div class="columns">
      ${factList(basics(model, node), 'basics')}
      ${moreTemplate(model, node, more)}
    </div>`
}

/** The transactions that a span has caused; of a transaction's root those that stand right below it. */
export function childTransactions(model: TraceModel, node: number): TraceModel['trace']['transactions'] {
  const found = []
  for (let child = node + 1; child < model.after[node]!; child = model.after[child]!) {
    if (model.kind[child] === kind.transaction) found.push(model.trace.transactions[model.transaction[child]!]!)
  }
  return found
}

function basics(model: TraceModel, node: number): Fact[] {
  const start = model.start[node]!
  const transaction = model.trace.transactions[model.transaction[node]!]!
  const span = model.span[node]! < 0 ? null : transaction.spans[model.span[node]!]!
  const state = status(model, node)
  const flags = model.flags[node]!
  const odd = [flags & flag.orphan ? 'its parent was not recorded' : '', flags & flag.circle ? 'its parents go round in a circle' : '']
    .filter(Boolean)
    .join(', ')
  return [
    ['Description', label(model, node)],
    ['Operation', op(model, node)],
    ['Status', state && html`<span class=${failed(state) ? 'failed' : ''}>${state}</span>`],
    ['Start', `${moment(model.trace.start + start)}, ${duration(start - model.from)} after the first`],
    ['Duration', flags & flag.unfinished ? 'it never ended' : duration(model.end[node]! - start)],
    ['Self time', model.after[node]! > node + 1 ? duration(selfTime(model, node)) : null],
    ['Span', html`<code>${spanId(model, node)}</code>`],
    ['Parent', html`<code>${(span ? span[1] : transaction.parent_span_id) ?? 'none'}</code>`],
    ['Trace', html`<code>${model.trace.trace_id}</code>`],
    ['Event', span ? null : html`<code>${transaction.event_id}</code>`],
    ['Transaction', span ? transaction.name : null],
    ['Service', service(model, node)],
    ['Release', span ? null : transaction.release],
    ['Environment', span ? null : transaction.environment],
    ['Note', odd],
  ]
}

function moreTemplate(model: TraceModel, node: number, more: More): TemplateResult | typeof nothing {
  if (more === undefined) return html`<p class="note">Asking for its data …</p>`
  if (more instanceof Error) return html`<p class="note">${more.message}</p>`
  if (more === null) return nothing
  const data = more.data ?? {}
  const extra = 'extra' in more ? more.extra : {}
  return html`
    ${folded(data)}
    ${request(data, model.trace.start + model.start[node]!, model.end[node]! - model.start[node]!)}
    ${part('Tags', more.tags)}
    ${Object.keys(data).length > 0 ? html`<section><h2>Data</h2>${jsonView(data)}</section>` : nothing}
    ${part('More', extra)}
    ${linksTemplate(more.links ?? [])}`
}

function part(name: string, values: Record<string, unknown> | undefined): TemplateResult | typeof nothing {
  const entries = Object.entries(values ?? {})
  return entries.length === 0 ? nothing : html`<section><h2>${name}</h2>${factList(entries)}</section>`
}

function folded(data: Record<string, unknown>): TemplateResult | typeof nothing {
  const words = foldedInWords(data)
  if (!words) return nothing
  const range =
    words.shortest === null || words.longest === null
      ? ''
      : `, the shortest of ${duration(words.shortest)}, the longest of ${duration(words.longest)}`
  return html`<p>This span stands for ${plural(words.count, 'resource')}${range}. It lasts from the start of the first to the end of the last.</p>`
}

/** What a request's time was spent with, and what was transferred. */
function request(data: Record<string, unknown>, start: number, length: number): TemplateResult | typeof nothing {
  const phases = resourcePhases(data, start, length)
  const facts = transferFacts(data)
  if (phases.length === 0 && facts.length === 0) return nothing
  return html`<section><h2>Request</h2>
    ${factList([
      ...phases.map(
        ({ name, from, to, colour }): Fact => [name, html`<i class="swatch" .style=${`background:${colour}`}></i> ${duration(to - from)}`],
      ),
      ...facts.map(([name, value]): Fact => [name, typeof value === 'number' ? bytes(value) : value]),
    ])}</section>`
}

function linksTemplate(links: WireLink[]): TemplateResult | typeof nothing {
  if (links.length === 0) return nothing
  return html`<section><h2>Links</h2><ul>${links.map(
    link => html`<li>
    <a href="/trace/${link.trace_id}?span=${link.span_id}">trace <code>${link.trace_id}</code>, span <code>${link.span_id}</code></a>
    ${link.attributes && Object.keys(link.attributes).length > 0 ? factList(Object.entries(link.attributes)) : nothing}</li>`,
  )}</ul></section>`
}
