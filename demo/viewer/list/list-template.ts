// What the list page is made of.

import { defaultColumns, singleColumns } from '../address.ts'
import { number, percent } from '../format.ts'
import { html, live, nothing, type TemplateResult } from '../lit.ts'
import { emptyStore } from './empty.ts'
import { graphChoices, type ListPage, type Losses } from './list-page.ts'
import { seriesTable } from './series-table.ts'
import { isGrouped, tableTemplate } from './table.ts'
import { tagSummary } from './tag-summary.ts'
import { timeRange } from './time-range.ts'

export function listTemplate(page: ListPage): TemplateResult {
  const { address, answer, trouble } = page
  if (page.isEmptyStore && !address.query) return html`${troubleTemplate(trouble)}${emptyStore()}`
  return html`
    <h1 class="hidden-text">Transactions</h1>
    <div class="query-row">${page.box.element}${timeRange(address.from, address.to, (from, to) => page.go({ from, to }))}</div>
    ${troubleTemplate(trouble)}
    <div class="list-area">
      <div class="found">
        ${graphTemplate(page)}
        ${barTemplate(page)}
        ${
          answer === null
            ? html`<p class="empty" role="status">${trouble || page.box.element.querySelector('[role="alert"]') ? '' : 'Asking for the transactions …'}</p>`
            : answer.rows.length === 0
              ? html`<p class="empty" role="status">No transaction fulfils this query${address.from ? ' in this time' : ''}.</p>`
              : tableTemplate(address, answer, page.seen)
        }
        ${answer?.next ? html`<p class="more"><button type="button" @click=${() => void page.more()}>More</button></p>` : nothing}
        ${page.losses ? lossesTemplate(page.losses) : nothing}
      </div>
      ${tagSummary(page.tags, { query: address.query, compare: address.compare, submit: query => void page.submit(query), setCompare: compare => page.go({ compare }) })}
    </div>
    ${page.columns.element}`
}

function troubleTemplate(trouble: string): TemplateResult | typeof nothing {
  return trouble ? html`<div class="notice bad" role="status">${trouble} It is asked again.</div>` : nothing
}

function graphTemplate(page: ListPage): TemplateResult {
  const { address } = page
  const choices = graphChoices(address.columns, page.keys.keys)
  return html`<section class="graph-box" aria-label="Over time">
    <div class="graph-head"><label>Graph <select @change=${(event: Event) => page.go({ graph: (event.target as HTMLSelectElement).value })}>
      ${[...new Set([...choices, address.graph])].map(name => html`<option value=${name} .selected=${live(name === address.graph)}>${name}</option>`)}</select></label>
      <button type="button" class="quiet" aria-pressed=${page.isTableShown} @click=${() => page.toggleTable()}>As a table</button></div>
    ${page.graph.element}
    ${page.isTableShown && page.series ? seriesTable(page.series) : nothing}</section>`
}

function barTemplate(page: ListPage): TemplateResult {
  const { address, answer, live: stream } = page
  const grouped = isGrouped(address.columns)
  return html`<div class="list-bar">
    <span class="buttons" role="group" aria-label="Rows">
      <button type="button" aria-pressed=${grouped} @click=${() => page.go({ columns: defaultColumns, sort: '' })}>Groups</button>
      <button type="button" aria-pressed=${!grouped} @click=${() => page.go({ columns: singleColumns, sort: '' })}>Single</button></span>
    ${samplingTemplate(page)}
    <span class="room">${answer ? html`<span class="note">${number(answer.rows.length)}${answer.next ? '+' : ''} ${grouped ? 'groups' : 'transactions'}</span>` : nothing}</span>
    <button type="button" aria-pressed=${stream.isPaused} title="New transactions appear as they arrive" @click=${() => page.togglePause()}>${
      stream.isPaused ? html`Paused${stream.held > 0 ? html`, <b>${stream.held} held back</b>` : nothing}` : html`<i class="live"></i>Live`
    }</button>
    <button type="button" @click=${() => page.editColumns()}>Edit columns</button></div>`
}

function samplingTemplate(page: ListPage): TemplateResult | typeof nothing {
  const lowest = page.answer?.sampling?.lowest
  const highest = page.answer?.sampling?.highest
  if (lowest === null || lowest === undefined || lowest >= 1) return nothing
  const rate =
    highest === lowest || highest === null || highest === undefined ? percent(lowest) : `${percent(lowest)} to ${percent(highest)}`
  return html`<span class="sampled" title="Counts are of what was recorded">sampled at ${rate}</span>
    <label class="check"><input type="checkbox" .checked=${live(page.address.extrapolate)} @change=${(event: Event) => page.go({ extrapolate: (event.target as HTMLInputElement).checked })}> extrapolate</label>`
}

function lossesTemplate({ discarded, removed }: Losses): TemplateResult | typeof nothing {
  const dropped = (discarded ?? []).map(({ quantity, category, reason }) => `${quantity} ${category} (${reason})`).join(', ')
  if (!dropped && !removed) return nothing
  return html`<footer class="note">
    ${dropped ? html`<p>Dropped before sending: ${dropped}</p>` : nothing}
    ${removed ? html`<p>The collector's file is full (--max-db): the oldest envelopes make room for new ones, ${removed} so far.</p>` : nothing}</footer>`
}
