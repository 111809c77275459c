// The most common values of each tag, and what is more frequent in a part than in the rest.

import { number, percent } from '../format.ts'
import { html, nothing, type TemplateResult } from '../lit.ts'
import type { TagsAnswer, TagValue } from '../wire.ts'
import { addTerm, term } from './terms.ts'

export interface TagSummaryHost {
  query: string
  compare: string
  submit: (query: string) => void
  setCompare: (compare: string) => void
}

export function tagSummary(answer: TagsAnswer | null, host: TagSummaryHost): TemplateResult {
  const isRange = host.compare.includes('..')
  return html`<section class="tags" aria-label="Tags">
    <h2>Tags</h2>
    <label class="compare">Compare <select @change=${(event: Event) => host.setCompare((event.target as HTMLSelectElement).value)}>
      <option value="" ?selected=${host.compare === ''}>nothing</option>
      <option value="slowest" ?selected=${host.compare === 'slowest'}>the slowest 5 %</option>
      ${isRange ? html`<option value=${host.compare} selected>the part marked in the graph</option>` : nothing}</select></label>
    ${answer?.selected !== undefined ? html`<p class="note"><i class="swatch selected"></i> ${number(answer.selected)} ${isRange ? 'in that part' : 'slowest'} <i class="swatch rest"></i> ${number(answer.total - answer.selected)} others</p>` : nothing}
    ${answer?.keys.map(
      ({ key, count, values }) => html`<div class="tag"><h3>${key} <span class="note">${number(count)}</span></h3>
      <ul>${values.map(value => valueTemplate(key, value, host))}</ul></div>`,
    )}
    ${answer?.keys.length === 0 ? html`<p class="note">None.</p>` : nothing}</section>`
}

function valueTemplate(key: string, value: TagValue, host: TagSummaryHost): TemplateResult {
  const add = (isOut: boolean): void => host.submit(addTerm(host.query, `${isOut ? '!' : ''}${term(key, value.value)}`))
  const isCompared = value.selected !== undefined
  return html`<li>
    <button type="button" title=${`${value.value}\n${number(value.count)}. Click: only these; with alt: all but these`} @click=${(event: MouseEvent) => add(event.altKey)}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === 'x' || (event.key === 'Enter' && event.altKey)) {
          event.preventDefault()
          event.stopPropagation()
          add(true)
        }
      }}>${value.value}</button>
    <span class="share">${isCompared ? `${percent(value.selected!)} : ${percent(value.rest ?? 0)}` : percent(value.share)}</span>
    ${
      isCompared
        ? html`<span class="bars"><i class="selected" .style=${width(value.selected!)}></i><i class="rest" .style=${width(value.rest ?? 0)}></i></span>`
        : html`<span class="bars"><i .style=${width(value.share)}></i></span>`
    }</li>`
}

const width = (share: number): string => `width:${Math.min(Math.max(share, 0), 1) * 100}%`
