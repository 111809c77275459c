const LEVELS = 5
const LENGTH = 80

/**
 * Names an element by tag, id and classes, with as many of its ancestors as fit: `main > div#cart > button.primary`. For
 * another node it is the element around it. Never a text or another attribute; empty when there is none.
 */
export function selectorOf(node: Node | null | undefined): string {
  let selector = ''
  try {
    let element = node!.nodeType === 1 ? (node as Element) : node!.parentElement
    for (let level = 0; element && level < LEVELS; level++) {
      const part = element.localName + attribute(element, 'id', '#') + attribute(element, 'class', '.')
      const longer = selector ? `${part} > ${selector}` : part.slice(0, LENGTH).replace(/[\ud800-\udbff]$/, '')
      if (longer.length > LENGTH) break
      selector = longer
      element = element.parentElement
    }
  } catch {
    // None, or a form whose controls have taken the names of its members.
  }
  return selector
}

function attribute(element: Element, name: string, sign: string): string {
  const value = element.getAttribute(name)?.trim()
  return value ? sign + value.replace(/\s+/g, '.') : ''
}
