// JSON of any kind, folded.

import { copy } from './copy.ts'
import { html, nothing, type TemplateResult } from './lit.ts'

/** More members of one object or array are only in what is copied. */
const mostMembers = 500

export function jsonView(value: unknown, open = true): TemplateResult {
  return html`<div class="json"><button type="button" class="quiet copy" @click=${() => copy(JSON.stringify(value, null, 2), 'JSON')}>Copy JSON</button>${member(null, value, open)}</div>`
}

function member(key: string | null, value: unknown, open: boolean): TemplateResult {
  const name = key === null ? nothing : html`<span class="key">${key}</span>: `
  if (value === null || typeof value !== 'object')
    return html`<div class="leaf">${name}<span class="value ${typeof value}">${JSON.stringify(value)}</span></div>`
  const entries = Object.entries(value)
  const count = Array.isArray(value) ? `[${entries.length}]` : `{${entries.length}}`
  if (entries.length === 0) return html`<div class="leaf">${name}${Array.isArray(value) ? '[]' : '{}'}</div>`
  return html`<details ?open=${open}><summary>${name}<span class="count">${count}</span></summary>
    ${entries.slice(0, mostMembers).map(([inner, item]) => member(inner, item, false))}
    ${entries.length > mostMembers ? html`<div class="leaf">… ${entries.length - mostMembers} more</div>` : nothing}</details>`
}
