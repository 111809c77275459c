// Between names and bars; where it stands is remembered.

import { html, type TemplateResult } from '../lit.ts'
import { prefer, preferences } from '../preferences.ts'

const least = 15
const most = 85

export function divider(): TemplateResult {
  return html`<div class="divider" role="separator" tabindex="0" aria-orientation="vertical" aria-label="Width of the names" aria-valuemin=${least} aria-valuemax=${most}
    aria-valuenow=${Math.round(preferences.divider)} @pointerdown=${press} @keydown=${key}></div>`
}

/** To where it was left. */
export function placeDivider(): void {
  document.documentElement.style.setProperty('--divider', `${preferences.divider}%`)
  document.querySelector('.divider')?.setAttribute('aria-valuenow', String(Math.round(preferences.divider)))
}

function moveTo(percent: number): void {
  prefer({ divider: Math.min(Math.max(percent, least), most) })
  placeDivider()
}

function press(event: PointerEvent): void {
  if (event.button !== 0) return
  const handle = event.currentTarget as HTMLElement
  event.preventDefault()
  handle.setPointerCapture(event.pointerId)
  const move = (next: PointerEvent): void => {
    const { left, width } = handle.parentElement!.getBoundingClientRect()
    moveTo(((next.clientX - left) / width) * 100)
  }
  const end = (): void => handle.removeEventListener('pointermove', move)
  handle.addEventListener('pointermove', move)
  handle.addEventListener('pointerup', end, { once: true })
  handle.addEventListener('pointercancel', end, { once: true })
}

function key(event: KeyboardEvent): void {
  const target = { ArrowLeft: preferences.divider - 2, ArrowRight: preferences.divider + 2, Home: least, End: most }[event.key]
  if (target === undefined) return
  event.preventDefault()
  event.stopPropagation()
  moveTo(target)
}
