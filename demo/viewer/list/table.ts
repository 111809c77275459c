// Transactions, or groups of them.

import { formatAddress, listAddress, singleColumns, traceAddress, type ListAddress } from '../address.ts'
import { html, nothing, type TemplateResult } from '../lit.ts'
import { navigate } from '../navigation.ts'
import type { Cell, Column, QueryAnswer } from '../wire.ts'
import { cellTemplate, isAggregate, isNumeric } from './cells.ts'
import { addTerm, term } from './terms.ts'

/** Asked for with single transactions although nobody wants to see it. */
export const hiddenColumn = 'id'

export function isGrouped(columns: string[]): boolean {
  return columns.some(isAggregate)
}

export function tableTemplate(address: ListAddress, { columns, rows }: QueryAnswer, seen: Set<string> | null): TemplateResult {
  const shown = address.columns.map(name => columns.findIndex(column => column.name === name)).filter(place => place >= 0)
  const idAt = columns.findIndex(({ name }) => name === hiddenColumn)
  return html`<div class="table-box" role="region" aria-label="Transactions" tabindex="0"><table>
    <thead><tr><th class="icon"><span class="hidden-text">Open</span></th>${shown.map(place => headTemplate(address, columns[place]!))}</tr></thead>
    <tbody>${rows.map(row => {
      const target = rowAddress(address, columns, row, idAt)
      const isNew = seen !== null && idAt >= 0 && !seen.has(String(row[idAt]))
      return html`<tr class=${isNew ? 'new' : ''} @click=${(event: MouseEvent) => open(event, target)}>
        <td class="icon"><a href=${target} aria-label=${isGrouped(address.columns) ? 'Show its transactions' : 'Open the transaction'}></a></td>
        ${shown.map(place => html`<td class=${cellClass(columns[place]!)}>${cellTemplate(columns[place]!, row[place] ?? null, address.extrapolate)}</td>`)}</tr>`
    })}</tbody></table></div>`
}

const cellClass = (column: Column): string =>
  [isNumeric(column) ? 'number' : column.type, column.name === 'transaction' ? 'name' : ''].join(' ')

function headTemplate(address: ListAddress, column: Column): TemplateResult {
  const { name } = column
  const current = address.sort || defaultSort(address.columns)
  const direction = current === name ? 'ascending' : current === `-${name}` ? 'descending' : 'none'
  // Numbers are of interest where they are large, times where they are late.
  const first = column.type === 'string' ? name : `-${name}`
  const next = direction === 'none' ? first : direction === 'ascending' ? `-${name}` : name
  return html`<th scope="col" class=${cellClass(column)} aria-sort=${direction === 'none' ? nothing : direction}>
    <button type="button" @click=${() => navigate({ ...address, sort: next })}>${name}</button></th>`
}

export function defaultSort(columns: string[]): string {
  const aggregate = columns.find(isAggregate)
  return aggregate ? `-${aggregate}` : '-start'
}

/** Of a transaction its page; of a group the list of its transactions. */
function rowAddress(address: ListAddress, columns: Column[], row: Cell[], idAt: number): string {
  if (!isGrouped(address.columns)) return formatAddress(traceAddress('transaction', String(row[idAt])))
  let { query } = address
  for (const [place, column] of columns.entries()) {
    if (isAggregate(column.name) || column.type === 'time') continue
    const value = row[place] ?? null
    query = addTerm(query, value === null ? `!has:${column.name}` : term(column.name, String(value)))
  }
  return formatAddress(listAddress({ query, columns: singleColumns, from: address.from, to: address.to, graph: address.graph }))
}

/** The whole row opens; links in it, marked text and clicks for a new tab keep their meaning. */
function open(event: MouseEvent, target: string): void {
  if ((event.target as Element).closest('a, button') || getSelection()?.type === 'Range') return
  if (event.ctrlKey || event.metaKey) {
    window.open(target, '_blank')
    return
  }
  ;(event.currentTarget as Element).querySelector('a')!.click()
}
