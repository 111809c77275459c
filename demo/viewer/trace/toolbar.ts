// What can be set about the span view, and the search in it.

import { html, live, nothing, type TemplateResult } from '../lit.ts'
import { prefer, preferences } from '../preferences.ts'
import type { TracePage } from './trace-page.ts'

export function toolbar(page: TracePage): TemplateResult {
  const { view, address } = page
  return html`
    <span class="buttons" role="group" aria-label="Levels of the tree">
      <button type="button" title="Collapse all" aria-label="Collapse all" @click=${() => view.expandTo(1)}>⊟</button>
      <button type="button" title="Collapse one level" aria-label="Collapse one level" @click=${() => view.expandTo(Math.max(1, view.levels - 1))}>−</button>
      <button type="button" title="Expand one level" aria-label="Expand one level" @click=${() => view.expandTo(view.levels + 1)}>+</button>
      <button type="button" title="Expand all" aria-label="Expand all" @click=${() => view.expandTo(Infinity)}>⊞</button>
    </span>
    <button type="button" aria-pressed=${address.path} title="What the end has waited for" @click=${() => page.go({ path: !address.path })}>Critical path</button>
    ${address.page === 'transaction' ? html`<button type="button" aria-pressed=${address.children} @click=${() => page.go({ children: !address.children })}>Child transactions</button>` : nothing}
    <label>Colour <select @change=${(event: Event) => page.go({ colour: (event.target as HTMLSelectElement).value as 'op' | 'service' })}>
      ${(['op', 'service'] as const).map(by => html`<option value=${by} .selected=${live(page.colour === by)}>${by === 'op' ? 'operation' : 'service'}</option>`)}</select></label>
    <label>Gaps <select @change=${(event: Event) => {
      prefer({ gap: Number((event.target as HTMLSelectElement).value) })
      page.setGap()
    }}>
      ${[10, 50, 100, 250, 500, 1000, 0].map(gap => html`<option value=${gap} .selected=${live(preferences.gap === gap)}>${gap === 0 ? 'hidden' : `≥ ${gap} ms`}</option>`)}</select></label>
    <button type="button" ?disabled=${view.window.isFull} @click=${() => page.go({ window: null })}>Reset zoom</button>`
}

export function findBox(page: TracePage): TemplateResult {
  const { matches, match, address } = page
  return html`<div class="find" role="search">
    <input type="search" id="find" placeholder="Find in this trace" aria-label="Find in this trace" .value=${live(address.find)}
      @input=${(event: Event) => page.go({ find: (event.target as HTMLInputElement).value }, { replace: true })}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === 'Enter') page.step(event.shiftKey ? -1 : 1)
        else if (event.key === 'Escape') {
          page.go({ find: '' }, { replace: true })
          page.view.tree.grid.focus()
        } else return
        event.preventDefault()
      }}>
    ${
      matches
        ? html`<span class="count" role="status">${matches.length === 0 ? 'none' : `${match + 1} of ${matches.length}`}</span>
      <button type="button" aria-label="Previous match" ?disabled=${matches.length === 0} @click=${() => page.step(-1)}>↑</button>
      <button type="button" aria-label="Next match" ?disabled=${matches.length === 0} @click=${() => page.step(1)}>↓</button>`
        : nothing
    }
  </div>`
}
