// What is said to those who hear the page.

const region = document.createElement('div')
region.className = 'hidden-text'
region.setAttribute('role', 'status')
region.setAttribute('aria-live', 'polite')
let waiting: ReturnType<typeof setTimeout> | undefined

export const liveRegion = region

/** The last of what is said quickly one after another: keys that are held down would have much to say. */
export function announce(text: string): void {
  clearTimeout(waiting)
  waiting = setTimeout(() => {
    region.textContent = text
  }, 120)
}
