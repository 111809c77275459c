// What the page of a trace is made of.

import { listAddress, formatAddress, traceAddress } from '../address.ts'
import { duration, moment, number, plural } from '../format.ts'
import { html, nothing, type TemplateResult } from '../lit.ts'
import { divider } from './divider.ts'
import { belowTemplate, besideTemplate } from './event-panel.ts'
import { exportMenu } from './export-menu.ts'
import { findBox, toolbar } from './toolbar.ts'
import type { TracePage } from './trace-page.ts'

export function tracePageTemplate(page: TracePage): TemplateResult {
  const { load } = page
  // While it is loading its frame is laid out already: what comes has only to be put into it.
  const isLoading = load.state === 'loading'
  if (!isLoading && load.state !== 'shown') return failureTemplate(page)
  return html`
    ${isLoading ? html`<p class="title" role="status">Asking for the trace …</p>` : titleTemplate(page)}
    ${isLoading ? nothing : noticesTemplate(page)}
    <div class="span-area">
      <div class="middle">${spansTemplate(page)}
        <div class="below">${page.event ? belowTemplate(page.event, page.source.envelope(page.event.event_id)) : nothing}</div></div>
      <aside aria-label="The transaction">${page.event ? besideTemplate(page.event) : page.eventError ? html`<p class="note">${page.eventError}</p>` : nothing}</aside>
    </div>`
}

function spansTemplate(page: TracePage): TemplateResult {
  const { view } = page
  return html`<section class="spans" aria-label="Span view" aria-busy=${page.load.state === 'loading'}>
    ${view.minimap.element}
    <div class="axis-row">${findBox(page)}${view.axis.element}</div>
    <div class="body">${view.tree.scroller}${view.axis.overlay}${divider()}</div>
  </section>`
}

function titleTemplate(page: TracePage): TemplateResult {
  const { model, first, address } = page
  const services = new Set(model.trace.transactions.map(({ service }) => service).filter(Boolean))
  let errors = 0
  for (let root = 0; root < model.count; root = model.after[root]!) errors += model.errors[root]!
  return html`<div class="title">
    <div class="heading">
      <h1>${first?.op ? html`<span class="op">${first.op}</span> ` : nothing}${page.title}</h1>
      <p class="summary">
        <span>${moment(model.trace.start + model.from)}</span><span>${duration(model.to - model.from)}</span>
        <span>${plural(model.count - model.missing.size, 'span')}</span><span>${plural(model.trace.transactions.length, 'transaction')}</span>
        ${services.size > 1 ? html`<span>${number(services.size)} services</span>` : nothing}
        ${errors > 0 ? html`<span class="failed">${plural(errors, 'error')}</span>` : nothing}
        <span>trace <code>${model.trace.trace_id}</code></span>
        ${address.page === 'transaction' ? html`<a href=${formatAddress(traceAddress('trace', model.trace.trace_id))}>whole trace</a>` : nothing}
        ${address.page === 'file' ? html`<span class="failed">from the file ${address.id}, not stored</span>` : nothing}
      </p>
    </div>
    <div class="tools">${toolbar(page)}${exportMenu(page)}</div>
  </div>`
}

function noticesTemplate(page: TracePage): TemplateResult | typeof nothing {
  const { skews, address } = page
  const notice =
    skews.length === 0
      ? nothing
      : html`<div class="notice" role="note">
    ${
      skews.length === 1
        ? `The clock of ${skews[0]!.service || 'a service'} differs: its transaction lies outside the span it was caused by, by ${duration(Math.abs(skews[0]!.shift))}.`
        : `Clocks differ: ${skews.length} transactions lie outside the spans they were caused by.`
    }
    <button type="button" @click=${() => page.go({ shifted: !address.shifted })}>${address.shifted ? 'Show as recorded' : `Shift ${skews.length === 1 ? 'it' : 'them'} into place`}</button></div>`
  return notice
}

function failureTemplate({ load, address }: TracePage): TemplateResult {
  const what = address.page === 'transaction' ? 'transaction' : 'trace'
  if (load.state === 'missing') {
    return html`<div class="empty" role="status"><h1>No ${what} with this id</h1><p><code>${address.id}</code></p>
      <p>This may have happened:</p>
      <ul><li>It has not arrived yet: this page keeps looking while it is open.</li><li>It was not sampled: its sender did not record it.</li>
      <li>It was removed: the collector keeps transactions for a time, or as many as fit (<code>--keep</code>, <code>--max-db</code>).</li></ul>
      <p><a href=${formatAddress(listAddress())}>All transactions</a></p></div>`
  }
  const message = 'message' in load ? load.message : ''
  return html`<div class="empty" role="status"><h1>${load.state === 'down' ? 'The collector does not answer' : `The ${what} cannot be shown`}</h1>
    <p>${message}</p>${load.state === 'down' ? html`<p>It is asked again while this page is open.</p>` : nothing}
    <p><a href=${formatAddress(listAddress())}>All transactions</a></p></div>`
}
