import { moment } from '../format.ts'
import { html, type TemplateResult } from '../lit.ts'
import type { SeriesAnswer } from '../wire.ts'
import { numberText } from './cells.ts'

/** The graph as numbers. */
export function seriesTable({ columns, rows }: SeriesAnswer): TemplateResult {
  return html`<div class="series-table" tabindex="0" role="region" aria-label="The graph as a table"><table>
    <thead><tr>${columns.map(({ name }) => html`<th scope="col">${name}</th>`)}</tr></thead>
    <tbody>${rows.map(
      row =>
        html`<tr>${row.map(
          (value, i) =>
            html`<td class=${i > 0 ? 'number' : ''}>${
              value === null ? '–' : i === 0 ? moment(value) : numberText(columns[i]!, value)
            }</td>`,
        )}</tr>`,
    )}</tbody></table></div>`
}
