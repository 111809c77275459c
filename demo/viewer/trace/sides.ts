// Where an element stands between left and right. To ask in each movement of a pointer would make the browser lay out the
// page in between.

export class Sides {
  readonly #element: HTMLElement
  #rect: DOMRect | null = null

  /** `changed` is called when its width is another, and once when it is first known. */
  constructor(element: HTMLElement, changed: () => void) {
    this.#element = element
    const forget = (): void => {
      this.#rect = null
    }
    element.addEventListener('pointerdown', forget, { capture: true })
    addEventListener('resize', forget)
    new ResizeObserver(() => {
      forget()
      changed()
    }).observe(element)
  }

  get width(): number {
    return this.#measured.width
  }

  /** 0 at the left side, 1 at the right. */
  share(x: number): number {
    const { left, width } = this.#measured
    return (x - left) / width
  }

  get #measured(): DOMRect {
    return (this.#rect ??= this.#element.getBoundingClientRect())
  }
}
