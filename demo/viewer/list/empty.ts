// Nothing is stored yet: what to do about it.

import { copy } from '../copy.ts'
import { html, type TemplateResult } from '../lit.ts'

export function emptyStore(): TemplateResult {
  const dsn = `${location.protocol}//public@${location.host}/1`
  const tag = `<script src="/headwater.js" data-dsn="${dsn}" data-traces-sample-rate="1"></` + 'script>'
  const node = `const Sentry = require('@sentry/node')\nSentry.init({ dsn: '${dsn}', tracesSampleRate: 1 })`
  return html`<div class="empty start"><h1>Nothing has arrived yet</h1>
    <p>Transactions are shown here as they come. A page sends its own with one tag, put before all other scripts:</p>
    ${snippet(tag)}
    <p>A Node service sends its own with two lines, before all other modules:</p>
    ${snippet(node)}
    <p>Any Sentry SDK sends here with the DSN <code>${dsn}</code>, and OpenTelemetry with OTLP/HTTP to <code>${location.origin}/v1/traces</code>.</p></div>`
}

function snippet(text: string): TemplateResult {
  return html`<div class="snippet"><pre>${text}</pre><button type="button" @click=${() => copy(text, 'Code')}>Copy</button></div>`
}
