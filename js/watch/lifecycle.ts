/**
 * Listens on the window behind all who listen now, to the events of the document too: what is there when an event comes is called in order,
 * and those who capture it come first (https://dom.spec.whatwg.org/#concept-event-dispatch).
 */
const listenLast = (type: string, then: () => void): void =>
  addEventListener(type, () => addEventListener(type, then, { once: true }), true)

/**
 * Says each time the document is hidden (`isHidden`) or left. `visibilitychange` is the last event a phone gives; `pagehide` comes alone when
 * a visible page navigates in some engines. What the page itself sends then goes first.
 */
export function watchLife(onHide: (isHidden?: boolean) => void): void {
  let isLeft = false
  const leave = () => onHide()
  listenLast('visibilitychange', () => {
    if (document.hidden) onHide(!isLeft)
    else isLeft = false
  })
  // A hidden page that is frozen may be discarded without another word (https://wicg.github.io/page-lifecycle/).
  addEventListener('freeze', leave, true)
  addEventListener(
    'pagehide',
    () => {
      isLeft = true
      // A visible page that is left is hidden next in Chromium, which calls nobody who listens only now to an event of the window;
      // other engines do, and need not hide it.
      if (document.hidden) leave()
      else addEventListener('pagehide', leave, { once: true })
    },
    true,
  )
}
