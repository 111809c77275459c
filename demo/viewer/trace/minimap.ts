// The whole trace small, always in view: one canvas. Dragging on it selects the part of the time that the bars show.

import { paintedColours } from '../colours.ts'
import { duration } from '../format.ts'
import { drawSpans } from './minimap-pixels.ts'
import type { TraceModel } from './model.ts'
import { Sides } from './sides.ts'
import type { TimeWindow } from './time-window.ts'

export interface MinimapHost {
  /** While it is dragged, and when it is let go. */
  onChange: (done: boolean) => void
  /** The pointer stands at a time, or has left. */
  onCursor: (time: number | null) => void
}

type Grip = 'from' | 'to' | 'window' | 'select'

export class Minimap {
  readonly element = document.createElement('div')
  readonly #canvas = document.createElement('canvas')
  readonly #frame = document.createElement('div')
  readonly #handles = { from: document.createElement('div'), to: document.createElement('div') }
  readonly #window: TimeWindow
  readonly #host: MinimapHost
  readonly #sides: Sides
  #model: TraceModel | null = null
  #colour: (node: number) => number = () => 0

  constructor(window: TimeWindow, host: MinimapHost) {
    this.#window = window
    this.#host = host
    this.element.className = 'minimap'
    this.#canvas.setAttribute('aria-hidden', 'true')
    this.#frame.className = 'window'
    this.element.append(this.#canvas, this.#frame)
    for (const side of ['from', 'to'] as const) {
      const handle = this.#handles[side]
      handle.className = `handle ${side}`
      handle.tabIndex = 0
      handle.setAttribute('role', 'slider')
      handle.setAttribute('aria-label', side === 'from' ? 'Start of the window' : 'End of the window')
      handle.setAttribute('aria-orientation', 'horizontal')
      handle.addEventListener('keydown', event => this.#key(event, side))
      this.element.append(handle)
    }
    this.element.addEventListener('pointerdown', event => this.#press(event))
    this.element.addEventListener('dblclick', () => {
      window.reset()
      host.onChange(true)
    })
    this.element.addEventListener('pointermove', event => host.onCursor(this.#timeAt(event)))
    this.element.addEventListener('pointerleave', () => host.onCursor(null))
    // Of a large trace the tree comes first: it is what is looked at.
    this.#sides = new Sides(this.element, () => {
      if ((this.#model?.count ?? 0) > 20_000) setTimeout(() => this.redraw())
      else this.redraw()
    })
  }

  show(model: TraceModel, colour: (node: number) => number): void {
    this.#model = model
    this.#colour = colour
    this.redraw()
  }

  redraw(): void {
    const { clientWidth: width, clientHeight: height } = this.element
    if (!this.#model || width === 0) return
    const ratio = Math.min(devicePixelRatio || 1, 2)
    this.#canvas.width = Math.round(width * ratio)
    this.#canvas.height = Math.round(height * ratio)
    drawSpans(this.#canvas, this.#model, this.#colour, paintedColours())
    this.update()
  }

  /** The window has changed. */
  update(): void {
    const { from, to, full } = this.#window
    const size = full.to - full.from
    const left = ((from - full.from) / size) * 100
    const right = ((to - full.from) / size) * 100
    this.#frame.style.left = `${left}%`
    this.#frame.style.width = `${right - left}%`
    this.element.classList.toggle('zoomed', !this.#window.isFull)
    for (const side of ['from', 'to'] as const) {
      const handle = this.#handles[side]
      handle.style.left = `${side === 'from' ? left : right}%`
      const text = `${duration(this.#window[side] - full.from)} of ${duration(size)}`
      if (handle.ariaValueText === text) continue
      handle.ariaValueMin = '0'
      handle.ariaValueMax = String(Math.round(size))
      handle.ariaValueNow = String(Math.round(this.#window[side] - full.from))
      handle.ariaValueText = text
    }
    this.#frame.dataset.size = this.#window.isFull ? '' : duration(this.#window.size)
  }

  #timeAt(event: MouseEvent): number {
    const { from, to } = this.#window.full
    return from + Math.min(Math.max(this.#sides.share(event.clientX), 0), 1) * (to - from)
  }

  #press(event: PointerEvent): void {
    if (event.button !== 0) return
    const window = this.#window
    const target = event.target as Element
    const grip: Grip =
      target === this.#handles.from
        ? 'from'
        : target === this.#handles.to
          ? 'to'
          : target === this.#frame && !window.isFull
            ? 'window'
            : 'select'
    const start = this.#timeAt(event)
    const before = { from: window.from, to: window.to }
    let moved = false
    const move = (next: PointerEvent): void => {
      if (!moved && Math.abs(next.clientX - event.clientX) < 3) return
      moved = true
      const time = this.#timeAt(next)
      if (grip === 'select') window.set(start, time)
      else if (grip === 'from') window.set(Math.min(time, before.to), before.to)
      else if (grip === 'to') window.set(before.from, Math.max(time, before.from))
      else {
        window.set(before.from, before.to)
        window.pan(time - start)
      }
      this.#host.onChange(false)
    }
    const end = (): void => {
      this.element.removeEventListener('pointermove', move)
      this.element.classList.remove('dragged')
      if (moved) this.#host.onChange(true)
    }
    this.element.setPointerCapture(event.pointerId)
    this.element.classList.add('dragged')
    this.element.addEventListener('pointermove', move)
    this.element.addEventListener('pointerup', end, { once: true })
    this.element.addEventListener('pointercancel', end, { once: true })
  }

  #key(event: KeyboardEvent, side: 'from' | 'to'): void {
    const window = this.#window
    const { from, to } = window.full
    const step = window.size * (event.shiftKey ? 0.2 : 0.02)
    const targets: Record<string, number> = {
      ArrowLeft: window[side] - step,
      ArrowDown: window[side] - step,
      ArrowRight: window[side] + step,
      ArrowUp: window[side] + step,
      PageDown: window[side] - 5 * step,
      PageUp: window[side] + 5 * step,
      Home: from,
      End: to,
    }
    const target = targets[event.key]
    if (target === undefined) return
    event.preventDefault()
    event.stopPropagation()
    const time = Math.min(Math.max(target, from), to)
    if (side === 'from') window.set(Math.min(time, window.to - step / 10), window.to)
    else window.set(window.from, Math.max(time, window.from + step / 10))
    this.#host.onChange(true)
  }
}
