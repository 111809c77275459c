// "Edit columns": which there are, and in which order.

import { html, render } from '../lit.ts'
import type { KeysAnswer } from '../wire.ts'
import { defaultColumns, singleColumns } from '../address.ts'

const always = ['start', 'span', 'parent', 'user', 'sdk', 'received', 'sample_rate']

export class ColumnsDialog {
  readonly element = document.createElement('dialog')
  readonly #change: (columns: string[]) => void
  #columns: string[] = []
  #keys: KeysAnswer = { keys: [], aggregates: [] }
  #dragged = -1

  /** `change` is called with each step: the table behind shows what comes of it. */
  constructor(change: (columns: string[]) => void) {
    this.#change = change
    this.element.className = 'columns-dialog'
    this.element.setAttribute('aria-label', 'Columns')
  }

  open(columns: string[], keys: KeysAnswer): void {
    this.#columns = [...columns]
    this.#keys = keys
    this.#render()
    this.element.showModal()
  }

  #set(columns: string[]): void {
    if (columns.length === 0) return
    this.#columns = columns
    this.#render()
    this.#change(columns)
  }

  #move(from: number, to: number): void {
    if (to < 0 || to >= this.#columns.length || from === to) return
    const columns = [...this.#columns]
    columns.splice(to, 0, ...columns.splice(from, 1))
    this.#set(columns)
    // The focus goes with the column.
    const step = to > from ? 'down' : 'up'
    const item = this.element.querySelectorAll('li')[to]
    const button = item?.querySelector<HTMLButtonElement>(`.${step}`)
    ;(button?.disabled ? item?.querySelector<HTMLButtonElement>(`.${step === 'up' ? 'down' : 'up'}`) : button)?.focus()
  }

  #add(column: string): void {
    if (column && !this.#columns.includes(column)) this.#set([...this.#columns, column])
  }

  #render(): void {
    const { keys, aggregates } = this.#keys
    const names = [...new Set([...keys.map(({ name }) => name), ...always])].filter(name => !this.#columns.includes(name))
    const numbers = keys.filter(({ type }) => type === 'number' || type === 'integer').map(({ name }) => name)
    const counts = aggregates
      .filter(({ of }) => of === null)
      .map(({ name }) => `${name}()`)
      .filter(name => name !== 'apdex()' && !this.#columns.includes(name))
    const functions = aggregates.filter(({ of }) => of !== null).map(({ name }) => name)
    render(
      html`
      <form method="dialog"><h2>Columns</h2><button aria-label="Close">✕</button></form>
      <ol>${this.#columns.map(
        (column, i) => html`<li draggable="true" @dragstart=${() => {
          this.#dragged = i
        }} @dragover=${(event: Event) => event.preventDefault()}
          @drop=${(event: Event) => {
            event.preventDefault()
            event.stopPropagation()
            this.#move(this.#dragged, i)
          }}>
        <span class="grip" aria-hidden="true">⠿</span><span class="column">${column}</span>
        <button type="button" class="up" aria-label="Move ${column} up" ?disabled=${i === 0} @click=${() => this.#move(i, i - 1)}>↑</button>
        <button type="button" class="down" aria-label="Move ${column} down" ?disabled=${i === this.#columns.length - 1} @click=${() => this.#move(i, i + 1)}>↓</button>
        <button type="button" class="remove" aria-label="Remove ${column}" ?disabled=${this.#columns.length === 1} @click=${() => this.#set(this.#columns.filter((_, at) => at !== i))}>✕</button></li>`,
      )}</ol>
      <div class="adders">
        <form @submit=${(event: Event) => {
          event.preventDefault()
          this.#add(value(event, 'name'))
        }}>
          <label>Value <select name="name">${names.map(name => html`<option>${name}</option>`)}</select></label><button>Add value</button></form>
        <form @submit=${(event: Event) => {
          event.preventDefault()
          this.#add(value(event, 'count'))
        }}>
          <label>Count <select name="count">${counts.map(name => html`<option>${name}</option>`)}</select></label><button>Add count</button></form>
        <form @submit=${(event: Event) => {
          event.preventDefault()
          this.#add(`${value(event, 'function')}(${value(event, 'number')})`)
        }}>
          <label>Function <select name="function">${functions.map(name => html`<option>${name}</option>`)}</select></label>
          <label>of <select name="number">${numbers.map(name => html`<option>${name}</option>`)}</select></label><button>Add function</button></form>
        <form @submit=${(event: Event) => {
          event.preventDefault()
          this.#add(`apdex(${value(event, 'limit')})`)
        }}>
          <label>Apdex within <input type="number" name="limit" min="1" value="300" required> ms</label><button>Add apdex</button></form>
      </div>
      <p class="presets"><button type="button" @click=${() => this.#set(defaultColumns)}>Groups</button> <button type="button" @click=${() => this.#set(singleColumns)}>Single transactions</button></p>`,
      this.element,
    )
  }
}

const value = (event: Event, name: string): string => String(new FormData(event.target as HTMLFormElement).get(name) ?? '')
