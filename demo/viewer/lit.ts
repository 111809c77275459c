// The templates alone: nothing here is a web component.
export { html, nothing, render, type TemplateResult } from 'lit/html.js'
export { repeat } from 'lit/directives/repeat.js'
export { live } from 'lit/directives/live.js'
export { ref } from 'lit/directives/ref.js'
