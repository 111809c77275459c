// How a value of a column is shown.

import { formatAddress, traceAddress } from '../address.ts'
import { opColour } from '../colours.ts'
import { ago, bytes, duration, failed, moment, number, percent } from '../format.ts'
import { html, type TemplateResult } from '../lit.ts'
import type { Cell, Column } from '../wire.ts'

export const isNumeric = ({ type }: Column): boolean => type === 'integer' || type === 'number'

export const isAggregate = (column: string): boolean => column.includes('(')

/** "p95(lcp)" and the like; a count that was extrapolated is about so. */
export function cellTemplate(column: Column, value: Cell, extrapolated: boolean): TemplateResult | string {
  if (value === null || value === undefined) return html`<span class="none">–</span>`
  const { name } = column
  if (column.type === 'time' && typeof value === 'number') {
    return html`<time title=${new Date(value).toISOString()}>${name === 'last_seen()' ? ago(value) : moment(value)}</time>`
  }
  if (typeof value === 'number')
    return html`<span>${extrapolated && /^(count|per_minute)\(/.test(name) ? '≈ ' : ''}${numberText(column, value)}</span>`
  if (name === 'op') return html`<span class="op c${opColour(value)}"><i class="swatch"></i>${value}</span>`
  if (name === 'status') return html`<span class=${failed(value) ? 'failed' : ''}>${value}</span>`
  if (name === 'trace')
    return html`<a href=${formatAddress(traceAddress('trace', value))} title=${value}><code>${value.slice(0, 8)}</code></a>`
  if (name === 'id')
    return html`<a href=${formatAddress(traceAddress('transaction', value))} title=${value}><code>${value.slice(0, 8)}</code></a>`
  if (name === 'span' || name === 'parent') return html`<code>${value}</code>`
  return html`<span title=${value}>${value}</span>`
}

export function numberText({ name, unit, type }: Pick<Column, 'name' | 'unit' | 'type'>, value: number): string {
  if (Number.isNaN(value)) return '–'
  if (unit === 'millisecond' || unit === 'ms') return duration(value)
  if (unit === 'second') return duration(value * 1000)
  if (unit === 'ratio') return name.startsWith('apdex') ? value.toFixed(3) : percent(value)
  if (unit === 'byte') return bytes(value)
  return type === 'integer' ? number(value) : number(Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(4)))
}
