// Names and values below each other.

import { text } from './format.ts'
import { html, nothing, type TemplateResult } from './lit.ts'

export type Fact = [name: string, value: unknown]

/** Those without a value are left out. */
export function factList(facts: Fact[], className = ''): TemplateResult | typeof nothing {
  const known = facts.filter(([, value]) => value !== null && value !== undefined && value !== '')
  if (known.length === 0) return nothing
  return html`<dl class=${className}>${known.map(([name, value]) => html`<div><dt>${name}</dt><dd>${isTemplate(value) ? value : text(value)}</dd></div>`)}</dl>`
}

const isTemplate = (value: unknown): boolean => typeof value === 'object' && value !== null && '_$litType$' in value
