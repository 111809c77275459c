import type { Host } from '../../seam/host.ts'
import { selectorOf } from './selector.ts'

/**
 * Opens a transaction for the share of user interactions that `interactionsSampleRate` says, and makes the requests of their
 * handlers its children. The core ends it when they are over, and sends none that has no child. Answers what lets go of an
 * event that is over, and with it of what it happened to.
 */
export function watchInteractions({ delivery, openInteraction }: Host): () => void {
  let current: Event | undefined
  // An event has a phase from its first listener to its last, also in what their promises call back in between.
  const isDispatched = (): unknown => current?.eventPhase

  const onEvent = (event: Event): void => {
    const { type, isTrusted, timeStamp, target } = event
    // The other keys write. What a key does to a form comes as an event of its own too.
    if (!isTrusted || (type === 'keydown' && !/^(Enter| )$/.test((event as KeyboardEvent).key))) return
    if (Math.random() >= delivery.interactionsSampleRate!) return
    current = event
    openInteraction('ui.action.' + type, 'auto.ui.interaction.browser', timeStamp, isDispatched)?.setData(
      'ui.target',
      selectorOf(target as Node),
    )
  }

  if (delivery.interactionsSampleRate) {
    for (const type of ['click', 'keydown', 'submit', 'change']) addEventListener(type, onEvent, true)
  }
  return () => {
    if (!isDispatched()) current = undefined
  }
}
