// Which part of the time is looked at.

import { html, live, nothing, type TemplateResult } from '../lit.ts'

const ranges: [from: string, name: string][] = [
  ['', 'All time'],
  ['-15m', 'Last 15 minutes'],
  ['-1h', 'Last hour'],
  ['-6h', 'Last 6 hours'],
  ['-24h', 'Last 24 hours'],
  ['-7d', 'Last 7 days'],
  ['-30d', 'Last 30 days'],
]

export function timeRange(from: string, to: string, change: (from: string, to: string) => void): TemplateResult {
  const isAbsolute = to !== '' || (from !== '' && !from.startsWith('-'))
  const isKnown = !isAbsolute && ranges.some(([range]) => range === from)
  const now = Date.now()
  return html`
    <label class="range"><span class="hidden-text">Time range</span><select @change=${(event: Event) => {
      const { value } = event.target as HTMLSelectElement
      if (value === 'absolute') change(String(now - 3_600_000), String(now))
      else change(value, '')
    }}>
      ${ranges.map(([range, name]) => html`<option value=${range} .selected=${live(isKnown && range === from)}>${name}</option>`)}
      ${!isKnown && !isAbsolute ? html`<option value=${from} selected>Last ${from.slice(1)}</option>` : nothing}
      <option value="absolute" .selected=${live(isAbsolute)}>From … to …</option>
    </select></label>
    ${
      isAbsolute
        ? html`<span class="absolute">
      <input type="datetime-local" step="1" aria-label="From" .value=${live(local(from))} @change=${(event: Event) => change(ms(event) || from, to)}>
      <input type="datetime-local" step="1" aria-label="To" .value=${live(local(to))} @change=${(event: Event) => change(from, ms(event))}></span>`
        : nothing
    }`
}

/** As such an input has it: local time without a zone. */
export function local(ms: string): string {
  const time = Number(ms)
  if (ms === '' || !Number.isFinite(time)) return ''
  const date = new Date(time)
  return new Date(time - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19)
}

function ms(event: Event): string {
  const { value } = event.target as HTMLInputElement
  return value ? String(new Date(value).getTime()) : ''
}
