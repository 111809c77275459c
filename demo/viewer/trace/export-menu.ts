import { announce } from '../announce.ts'
import { download } from '../copy.ts'
import { html, type TemplateResult } from '../lit.ts'
import { chromeTrace } from './export-chrome.ts'
import { exportJson } from './export-json.ts'
import type { TracePage } from './trace-page.ts'

export function exportMenu(page: TracePage): TemplateResult {
  const name = (): string => `trace-${page.model.trace.trace_id.slice(0, 12)}`
  const close = (event: Event): void => (event.target as Element).closest('details')!.removeAttribute('open')
  return html`<details class="menu"><summary role="button">Export</summary><div>
    <button type="button" @click=${async (event: Event) => {
      close(event)
      announce('The trace is being put together')
      download(`${name()}.json`, JSON.stringify(await exportJson(page.model.trace, page.source)))
    }}>JSON</button>
    <button type="button" title="For Perfetto and chrome://tracing" @click=${(event: Event) => {
      close(event)
      download(`${name()}.chrome.json`, JSON.stringify(chromeTrace(page.model)))
    }}>Chrome trace events</button></div></details>`
}
