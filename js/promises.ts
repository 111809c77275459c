import { native } from './native.ts'
import { attempt } from './values.ts'

/** The platform's own promise, with nothing that somebody has added. zone.js has its own, whose state is in members of such names. */
const isPlain = (promise: any): boolean =>
  [Promise, globalThis.Promise].includes(promise.constructor) && Object.keys(promise).every(key => /^__zone/.test(key))

/**
 * Calls back how a promise, or whatever has a `then`, ends. Answers what is to be handed on in its place: for a plain promise the one that is
 * listened to, as a second branch would hide that nobody handles its rejection; anything that has a class or members of its own is itself handed on.
 */
export function follow(promise: any, done: (value: any) => void, failed: (error: any) => void): unknown {
  const isOurs = attempt(() => isPlain(promise))
  const result = attempt(() => native(promise, 'then').call(promise,
    (value: unknown) => {
      done(value)
      return value
    },
    (error: unknown) => {
      failed(error)
      if (isOurs) throw error
    },
  ))
  return (isOurs && result) || promise
}
