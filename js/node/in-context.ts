import type { EventEmitter } from 'node:events'
import { current, runIn, type Context } from './context.ts'

/** The context of each emitter whose listeners are called in one. */
const contexts = new WeakMap<EventEmitter, Context>()

/**
 * Has all listeners of a request or response called in a context, from now on in this one. Node calls them where the connection was made, or where
 * the parser was, which is before there was this request: a body that is read by `on('data')` would be read in none.
 */
export function bindListeners(emitter: EventEmitter, context: Context): void {
  const isBound = contexts.has(emitter)
  contexts.set(emitter, context)
  if (isBound) return
  const { emit } = emitter
  emitter.emit = function (this: EventEmitter, ...event: Parameters<typeof emit>): boolean {
    const own = contexts.get(emitter)!
    return current() === own ? emit.apply(this, event) : runIn(own, () => emit.apply(this, event))
  }
}
