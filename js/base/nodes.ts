/**
 * The nodes that an entry or event is about: of a layout shift all that moved, the largest first. An entry names them only as long as it is in the
 * document (https://w3c.github.io/event-timing/#dom-performanceeventtiming-target, https://w3c.github.io/largest-contentful-paint/#dom-largestcontentfulpaint-element).
 */
export const nodesOf = ({ target, element, sources }: any): (Node | null | undefined)[] =>
  sources ? [...sources].map(({ node }) => node) : [target || element]
