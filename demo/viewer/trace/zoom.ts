// Wheel and fingers on the bars: with ctrl or cmd the wheel zooms at the pointer, with shift it pans; two fingers do both.

import type { Axis } from './axis.ts'
import type { TimeWindow } from './time-window.ts'

export function zoomByPointer(scroller: HTMLElement, axis: Axis, window: TimeWindow, redraw: () => void, done: () => void): void {
  let ending: ReturnType<typeof setTimeout> | undefined
  const changed = (): void => {
    redraw()
    // A turn of the wheel is many events, and one step in the history.
    clearTimeout(ending)
    ending = setTimeout(done, 300)
  }
  const timeAt = (x: number): number => window.from + Math.min(Math.max(axis.sides.share(x), 0), 1) * window.size
  scroller.addEventListener(
    'wheel',
    event => {
      const amount = event.deltaY || event.deltaX
      const pixels = event.deltaMode === 1 ? amount * 16 : amount
      // A pinch on a touchpad comes as a wheel with ctrl, too.
      if (event.ctrlKey || event.metaKey) window.zoom(Math.exp(Math.min(Math.max(pixels, -100), 100) * 0.004), timeAt(event.clientX))
      else if (event.shiftKey) window.pan((pixels / 600) * window.size)
      else return
      event.preventDefault()
      changed()
    },
    { passive: false },
  )
  scroller.addEventListener('pointermove', event => {
    const share = axis.sides.share(event.clientX)
    axis.cursor(share >= 0 && share <= 1 ? timeAt(event.clientX) : null)
  })
  scroller.addEventListener('pointerleave', () => axis.cursor(null))
  pinch(scroller, (factor, x, by) => {
    window.zoom(factor, timeAt(x))
    window.pan((-by / axis.sides.width) * window.size)
    changed()
  })
}

/** Two fingers: by how much they moved apart, where their middle is, and how far that moved. */
function pinch(target: HTMLElement, move: (factor: number, x: number, by: number) => void): void {
  let last: { apart: number; x: number } | null = null
  const read = ({ touches }: TouchEvent): { apart: number; x: number } => {
    const [a, b] = [touches[0]!, touches[1]!]
    return { apart: Math.max(10, Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY)), x: (a.clientX + b.clientX) / 2 }
  }
  target.addEventListener(
    'touchmove',
    event => {
      if (event.touches.length !== 2) {
        last = null
        return
      }
      event.preventDefault()
      const now = read(event)
      if (last) move(last.apart / now.apart, now.x, now.x - last.x)
      last = now
    },
    { passive: false },
  )
  target.addEventListener('touchend', () => {
    last = null
  })
}
