import { html, live, render, type TemplateResult } from '../lit.ts'
import { prefer, preferences, type Preferences } from '../preferences.ts'
import { openFiles } from './files.ts'

export function headerTemplate({ help }: { help: () => void }): TemplateResult {
  return html`
    <a class="skip" href="#main" @click=${(event: Event) => {
      event.preventDefault()
      document.querySelector<HTMLElement>('main input, main [tabindex="0"]')?.focus()
    }}>To the content</a>
    <a class="home" href="/"><img src="/icon.svg" alt="" width="22" height="22">Headwater</a>
    <span class="room"></span>
    <label class="file">Open file<input type="file" multiple @change=${(event: Event) => {
      const input = event.target as HTMLInputElement
      void openFiles([...(input.files ?? [])])
      input.value = ''
    }}></label>
    <label class="theme"><span class="hidden-text">Theme</span><select @change=${(event: Event) => {
      prefer({ theme: (event.target as HTMLSelectElement).value as Preferences['theme'] })
      render(headerTemplate({ help }), document.querySelector('header')!)
    }}>${(['system', 'light', 'dark'] as const).map(theme => html`<option value=${theme} .selected=${live(preferences.theme === theme)}>${theme}</option>`)}</select></label>
    <button type="button" aria-label="Keys" title="Keys (?)" @click=${help}>?</button>`
}
