// Colours of operations and services, by number: the values are in css/colours.css, told apart also by those who see
// fewer colours.

export const colourCount = 8
/** For what has no operation. */
export const neutral = colourCount

const families: Record<string, number> = {
  pageload: 0,
  navigation: 0,
  http: 1,
  db: 2,
  sql: 2,
  cache: 2,
  resource: 3,
  browser: 4,
  paint: 4,
  mark: 4,
  measure: 4,
  ui: 5,
  function: 6,
  middleware: 6,
  queue: 7,
  task: 7,
  celery: 7,
}

/** By the first part of an operation: alike ones look alike, in every trace. */
export function opColour(op: string | null): number {
  if (!op) return neutral
  const family = op.split(/[.:]/, 1)[0]!
  return Object.hasOwn(families, family) ? families[family]! : hash(family) % colourCount
}

/** Services of one trace get different colours as long as there are enough, from the first that appears on. */
export function serviceColours(services: Iterable<string>): Map<string, number> {
  const colours = new Map<string, number>()
  for (const service of services) if (!colours.has(service)) colours.set(service, colours.size % colourCount)
  return colours
}

function hash(text: string): number {
  let value = 2166136261
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 16777619) >>> 0
  return value
}

/** A custom property of the page as a colour that a canvas knows: light-dark() is resolved only where it is used. */
export function cssColour(name: string): string {
  const probe = document.createElement('i')
  probe.className = 'probe'
  probe.style.color = `var(${name})`
  document.body.append(probe)
  const { color } = getComputedStyle(probe)
  probe.remove()
  return color
}

/** All colours as the page has them now, for a canvas: [r, g, b] each, the neutral one behind the others, and last that of errors. */
export function paintedColours(): [number, number, number][] {
  const probe = document.createElement('i')
  document.body.append(probe)
  const names = [...Array.from({ length: colourCount + 1 }, (_, colour) => `c${colour}`), 'bad']
  const result = names.map((name): [number, number, number] => {
    probe.className = `probe ${name}`
    const [r = 0, g = 0, b = 0] = (getComputedStyle(probe).backgroundColor.match(/[\d.]+/g) ?? []).map(Number)
    return [r, g, b]
  })
  probe.remove()
  return result
}
