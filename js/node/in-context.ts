import type { EventEmitter } from 'node:events'
import { current, runIn, type Context } from './context.ts'

/**
 * Has all listeners of a request or response called in a context. Node calls them where the connection was made, or where the parser was, which is
 * before there was this request: a body that is read by `on('data')` would be read in none.
 */
export function bindListeners(emitter: EventEmitter, context: Context): void {
  const { emit } = emitter
  emitter.emit = function (this: EventEmitter, ...event: Parameters<typeof emit>): boolean {
    return current() === context ? emit.apply(this, event) : runIn(context, () => emit.apply(this, event))
  }
}
