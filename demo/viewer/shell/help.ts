// The keys, in a dialog.

import { html, render } from '../lit.ts'
import { prefer, preferences } from '../preferences.ts'
import { traceKeys } from '../trace/keys.ts'

export const helpDialog = document.createElement('dialog')
helpDialog.className = 'help'
helpDialog.setAttribute('aria-label', 'Keys')

const everywhere: [string, string][] = [
  ['?', 'This list'],
  ['Tab', 'To the next control'],
  ['Esc', 'Close what is open'],
]
const listKeys: [string, string][] = [
  ['/', 'To the query'],
  ['Tab or Enter', 'Take a completion'],
  ['↑ ↓', 'Choose a completion'],
  ['Enter on a tag', 'Only those'],
  ['alt Enter or x on a tag', 'All but those'],
  ['l', 'Pause or resume'],
  ['drag on the graph', 'Only that time; with shift: compare it with the rest'],
  ['← → on the graph', 'Choose a time, with shift a longer one'],
  ['Enter, c', 'Only that time, compare it'],
]

export function openHelp(isTrace: boolean): void {
  const table = (title: string, keys: [string, string][]) =>
    html`<section><h3>${title}</h3><dl>${keys.map(([key, what]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${what}</dd></div>`)}</dl></section>`
  const parts = [table('Span view', traceKeys), table('Transactions', listKeys)]
  render(
    html`<form method="dialog"><h2>Keys</h2><button aria-label="Close">✕</button></form>
    <div class="parts">${isTrace ? parts : parts.reverse()}${table('Everywhere', everywhere)}</div>
    <label class="check"><input type="checkbox" .checked=${preferences.keys} @change=${(event: Event) => prefer({ keys: (event.target as HTMLInputElement).checked })}> Single letters do these things</label>`,
    helpDialog,
  )
  helpDialog.showModal()
}
