// Where the query is typed, with completions of keys and values, and what is wrong with it.

import { get } from '../api.ts'
import { html, live, nothing, render, type TemplateResult } from '../lit.ts'
import type { KeysAnswer } from '../wire.ts'
import { complete, matchingKeys, placeAt, type Completion, type Place } from './completion.ts'

export interface QueryError {
  query: string
  message: string
  at: number | null
}

export interface QueryBoxHost {
  submit: (query: string) => void
  keys: () => KeysAnswer['keys']
  /** Of the time that is looked at. */
  range: () => { from: string; to: string }
}

export class QueryBox {
  readonly element = document.createElement('form')
  readonly #host: QueryBoxHost
  #query = ''
  #error: QueryError | null = null
  #completions: Completion[] = []
  #place: Place | null = null
  #active = -1
  #asked = 0

  constructor(host: QueryBoxHost) {
    this.#host = host
    this.element.className = 'query'
    this.element.setAttribute('role', 'search')
    this.element.addEventListener('submit', event => {
      event.preventDefault()
      this.#close()
      host.submit(this.#input.value.trim())
    })
    this.#render()
  }

  /** The query of the address. */
  show(query: string): void {
    this.#query = query
    this.#error = null
    this.#render()
  }

  fail(error: QueryError): void {
    this.#error = error
    this.#query = error.query
    this.#render()
  }

  clearError(): void {
    this.#error = null
    this.#render()
  }

  focus(): void {
    this.#input.focus()
    this.#input.select()
  }

  get #input(): HTMLInputElement {
    return this.element.querySelector('input')!
  }

  #render(): void {
    const isOpen = this.#completions.length > 0
    render(
      html`
      <div class="box">
        <input type="search" name="query" aria-label="Query" role="combobox" aria-autocomplete="list" aria-expanded=${isOpen} aria-controls="completions"
          aria-activedescendant=${this.#active >= 0 ? `completion-${this.#active}` : nothing} aria-invalid=${this.#error !== null} autocomplete="off" spellcheck="false"
          aria-describedby=${this.#error ? 'query-error' : nothing} placeholder="op:pageload duration:>500ms !status:ok /cart" .value=${live(this.#query)}
          @input=${() => this.#typed()} @click=${() => this.#typed()} @keydown=${(event: KeyboardEvent) => this.#key(event)} @blur=${() => this.#close()}
          @search=${() => {
            if (this.#input.value === '' && this.#query === '') this.element.requestSubmit()
          }}>
        <ul id="completions" role="listbox" aria-label="Completions" ?hidden=${!isOpen}>
          ${this.#completions.map(
            (completion, i) => html`<li role="option" id="completion-${i}" aria-selected=${i === this.#active}
            @pointerdown=${(event: Event) => {
              event.preventDefault()
              this.#take(i)
            }}><span>${completion.text}</span> <span class="note">${completion.note}</span></li>`,
          )}
        </ul>
      </div>
      ${this.#error ? errorTemplate(this.#error) : nothing}`,
      this.element,
    )
  }

  #typed(): void {
    this.#query = this.#input.value
    if (this.#error && this.#query !== this.#error.query) this.clearError()
    void this.#propose()
  }

  async #propose(): Promise<void> {
    const asked = ++this.#asked
    const place = placeAt(this.#query, this.#input.selectionStart ?? this.#query.length)
    const found = await this.#find(place)
    // Another key was pressed since.
    if (asked !== this.#asked) return
    this.#place = place
    this.#completions = found
    this.#active = -1
    this.#render()
  }

  async #find({ key, prefix }: Place): Promise<Completion[]> {
    const keys = this.#host.keys().map(({ name, type }): Completion => ({ text: name, note: type === 'string' ? '' : type }))
    if (key === null) return matchingKeys([...keys, { text: 'has', note: 'that have a key' }], prefix)
    if (key === 'has') return matchingKeys(keys, prefix)
    const known = this.#host.keys().find(({ name }) => name === key)
    if (known && known.type !== 'string') return []
    try {
      const { values } = await get<{ values: { value: string; count: number }[] }>('/api/values', { key, prefix, ...this.#host.range() })
      return values.slice(0, 12).map(({ value, count }) => ({ text: value, note: String(count) }))
    } catch {
      // One types on without.
      return []
    }
  }

  #key(event: KeyboardEvent): void {
    const count = this.#completions.length
    if (event.key === 'Escape' && count > 0) this.#close()
    else if (event.key === 'ArrowDown' && count > 0) this.#choose((this.#active + 1) % count)
    else if (event.key === 'ArrowUp' && count > 0) this.#choose((this.#active <= 0 ? count : this.#active) - 1)
    else if (event.key === 'ArrowDown') void this.#propose()
    else if ((event.key === 'Enter' || event.key === 'Tab') && this.#active >= 0) this.#take(this.#active)
    else return
    event.preventDefault()
  }

  #choose(active: number): void {
    this.#active = active
    this.#render()
    document.getElementById(`completion-${active}`)?.scrollIntoView({ block: 'nearest' })
  }

  #take(i: number): void {
    const { query, caret } = complete(this.#query, this.#place!, this.#completions[i]!.text)
    this.#query = query
    this.#close()
    this.#input.setSelectionRange(caret, caret)
    void this.#propose()
  }

  #close(): void {
    this.#asked++
    this.#completions = []
    this.#active = -1
    this.#render()
  }
}

/** What is wrong, and below it the query with the place marked. */
function errorTemplate({ query, message, at }: QueryError): TemplateResult {
  const end = at === null ? 0 : Math.max(at + 1, at + (query.slice(at).match(/^[^\s()]*/)?.[0].length ?? 0))
  return html`<div class="query-error" id="query-error" role="alert"><p>${message}</p>
    ${at === null ? nothing : html`<code>${query.slice(0, at)}<mark>${query.slice(at, end) || ' '}</mark>${query.slice(end)}</code>`}</div>`
}
