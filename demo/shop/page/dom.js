/**
 * An element. Properties are set as such, except `class`, `data-*`, `aria-*` and `role`, which are attributes, and
 * `on`, an object of listeners. Text among the children is text, never markup.
 */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(properties)) {
    if (name === 'on') {
      for (const [type, listener] of Object.entries(value)) element.addEventListener(type, listener)
    } else if (/^(class|role|for)$|^(data|aria)-/.test(name)) {
      element.setAttribute(name, value)
    } else {
      element[name] = value
    }
  }
  element.append(...children)
  return element
}

export function fragment(...children) {
  const all = document.createDocumentFragment()
  all.append(...children)
  return all
}
