// What is remembered on this machine and is no state of the page.

export interface Preferences {
  theme: 'system' | 'light' | 'dark'
  /** The tree's share of the width, in percent. */
  divider: number
  /** From how many ms on a gap is a row; 0: none is. */
  gap: number
  /** Whether single keys do things. */
  keys: boolean
}

const defaults: Preferences = { theme: 'system', divider: 42, gap: 100, keys: true }
const place = 'headwater.viewer'

export const preferences: Preferences = { ...defaults, ...read() }

export function prefer(changes: Partial<Preferences>): void {
  const { theme } = preferences
  Object.assign(preferences, changes)
  try {
    localStorage.setItem(place, JSON.stringify(preferences))
  } catch {
    // Refused or full: they last as long as the page.
  }
  if (preferences.theme !== theme) applyTheme()
}

export function applyTheme(): void {
  const { theme } = preferences
  document.documentElement.style.colorScheme = theme === 'system' ? '' : theme
  document.documentElement.dataset.theme = theme
  dispatchEvent(new Event('themechange'))
}

function read(): Partial<Preferences> {
  try {
    return JSON.parse(localStorage.getItem(place) ?? '{}') as Partial<Preferences>
  } catch {
    return {}
  }
}
