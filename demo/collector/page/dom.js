// Building elements. Whatever came from outside becomes text or an attribute, never markup.

/**
 * A new element. `properties`: `class`, `text`, `on<event>` handlers, anything else an attribute (undefined, null and
 * false: left out; true: empty). Children are nodes.
 */
export function element(tag, properties = {}, ...children) {
  const node = document.createElement(tag)
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue
    if (key === 'text') node.textContent = value
    else if (key === 'class') node.className = value
    else if (key.startsWith('on')) node.addEventListener(key.slice(2), value)
    else node.setAttribute(key, value === true ? '' : value)
  }
  node.append(...children)
  return node
}
